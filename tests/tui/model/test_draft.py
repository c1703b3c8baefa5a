"""Edited data as a value: against numpy's least squares, and undone step by step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.config.run import RunConfig
from engine.data.file_samples import read_pairs
from engine.storage.edited_data import write_edited
from tui.model.draft import FEWEST, Draft
from tui.model.known_problem import Problem, problem_of
from tui.model.points import Outliers, Points

NEAR = (0.1, 1.0)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return problem_of(RunConfig())


EDITS = {
    "add": lambda draft, x, y: draft.added((x, y)),
    "remove": lambda draft, x, y: draft.removed(draft.points.beside(None, (x, y), 1)),
    "drag": lambda draft, x, y: draft.dragged(draft.points.beside(None, (x, y), 1), (y, x)),
    "move": lambda draft, x, y: draft.moved((x, y)),
    "press": lambda draft, *_: draft.pressed(NEAR),
    "tab": lambda draft, *_: draft.at_next(-1, NEAR),
    "outliers": lambda draft, *_: draft.with_next_outliers(),
    "undo": lambda draft, *_: draft.undone(),
    "redo": lambda draft, *_: draft.redone(),
}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(EDITS)), st.floats(-50, 50), st.floats(-50, 50)), max_size=12
)


@settings(max_examples=25)
@given(STEPS)
def test_after_any_edits_the_theory_is_that_of_the_points_and_undo_leads_back(steps):
    base = problem_of(RunConfig())
    draft = Draft.begun(base)
    for name, x, y in steps:
        draft = EDITS[name](draft, x, y)
        points = draft.points
        matrix = np.stack([points.x, np.ones(len(points))], axis=1)
        (w, b), *_ = np.linalg.lstsq(matrix, points.y)
        theory = draft.problem.theory
        assert theory.w_best == pytest.approx(w, rel=1e-6, abs=1e-6)
        assert theory.b_best == pytest.approx(b, rel=1e-6, abs=1e-6)
        eigenvalues = np.linalg.eigvalsh(2 * matrix.T @ matrix / len(points))
        assert theory.lambda_max == pytest.approx(eigenvalues[-1], rel=1e-9)
        assert draft.held is None or points.at(draft.held) == draft.cursor
        assert len(points) >= FEWEST
    while draft.past:
        draft = draft.undone()
    assert draft.problem is base
    assert not draft.changed


def test_a_point_that_was_held_and_not_moved_leaves_nothing_to_undo(problem):
    draft = Draft.begun(problem).at_next(1, NEAR)
    assert draft.pressed(NEAR).held is not None
    assert draft.pressed(NEAR).pressed(NEAR).past == ()


def test_going_on_visits_every_point_once_from_left_to_right(problem):
    draft, seen = Draft.begun(problem), []
    for _ in range(100):
        draft = draft.at_next(1, (1e-9, 1e-9))
        seen.append(draft.cursor[0])
    turn = int(np.argmin(seen))
    assert seen[turn:] + seen[:turn] == sorted(problem.preview.data.x.tolist())


def test_points_that_lie_on_each_other_are_visited_one_after_the_other_in_both_directions(problem):
    draft = Draft.begun(problem).added((5.0, 500.0)).added((5.0, 500.0)).added((5.0, 500.0))
    for direction in (1, -1):
        seen = set()
        for _ in range(len(draft.points)):
            draft = draft.at_next(direction, NEAR)
            seen.add(draft.picked)
        assert seen == set(range(len(draft.points)))


def test_the_cursor_stays_in_reach_of_the_data(problem):
    far = Draft.begun(problem).moved((1e300, -1e300))
    assert max(map(abs, far.cursor)) < 1e6


def test_every_kind_of_outliers_replaces_the_one_before_and_after_the_last_there_is_none(problem):
    draft, kinds = Draft.begun(problem), []
    best = []
    for _ in Outliers:
        draft = draft.with_next_outliers()
        kinds.append(draft.outliers)
        best.append(draft.problem.theory.best)
    assert kinds == list(Outliers)
    assert len(set(best)) == len(kinds)
    assert not draft.with_next_outliers().changed


def test_the_last_two_points_stay(problem):
    draft = Draft.begun(problem)
    for _ in range(200):
        draft = draft.removed(0)
    assert len(draft.points) == FEWEST


NAMES = [("x", "y"), ("weight", "mass (kg)"), ("Länge", "µ"), ("1", "2"), ("a", "a"), ("", "y"),
         ("x, y", 'the "b"'), ("=1+1", "y"), ("2024-03-31", "y")]  # fmt: skip


@pytest.mark.parametrize("names", NAMES)
def test_what_is_written_is_read_again_to_the_last_bit_whatever_the_columns_are_called(
    names, tmp_path
):
    # Row numbers as x, which a reader would pass over if it had to guess.
    y = np.random.default_rng(3).normal(size=40) * 10.0 ** np.arange(-20, 20)
    points = Points.of(np.arange(1, 41), y)
    file = write_edited(points.x, points.y, names, tmp_path)
    config = RunConfig().data.model_copy(update={"data": file, "x_column": "1", "y_column": "2"})
    read = read_pairs(config)
    assert (read.x == points.x).all()
    assert (read.y == points.y).all()
    kept = names if names in NAMES[:3] else ("x", "y")
    assert (read.x_name, read.y_name) == kept
    assert write_edited(points.x, points.y, names, tmp_path) == file
    assert len(list(tmp_path.iterdir())) == 1
