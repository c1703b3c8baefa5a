"""Descend yourself: what counts, and that the losses are those of the samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.config.run import RunConfig
from tui.model.known_problem import problem_of
from tui.model.walk import Walk

PROBLEM = problem_of(RunConfig())
X, Y = (column.astype(float) for column in (PROBLEM.preview.x, PROBLEM.preview.y))
MOVES = {
    "right": lambda walk: walk.aimed(1, 0),
    "far up": lambda walk: walk.aimed(0, 1, far=True),
    "down": lambda walk: walk.aimed(0, -1),
    "far left": lambda walk: walk.aimed(-1, 0, far=True),
    "step": Walk.stepped,
    "ask": Walk.asked,
    "finer": lambda walk: walk.zoomed(1),
    "coarser": lambda walk: walk.zoomed(-1),
    "back": Walk.back,
}


@settings(max_examples=30)
@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=40))
def test_every_loss_is_that_of_the_samples_and_every_look_counts(moves):
    walk, looks, asked = Walk.begun(PROBLEM), 1, 0
    for name in moves:
        before, walk = walk, MOVES[name](walk)
        looks += name == "step" and before.target != before.present.theta
        asked += name == "ask" and before.gradient is None
        (w, b), view = walk.present.theta, walk.view
        assert walk.present.loss == pytest.approx(np.mean((w * X + b - Y) ** 2), rel=1e-5)
        assert view.holds(w, b)
        assert view.holds(*walk.target)
        assert (walk.losses, walk.gradients) == (looks, asked)
    best = walk.back().present.loss
    assert best == min(visit.loss for visit in walk.visits)
    assert walk.back().losses == looks


def test_a_step_is_repeated_until_another_target_is_aimed_at():
    walk = Walk.begun(PROBLEM).aimed(1, 1, far=True).stepped()
    (w0, b0), (w1, b1) = walk.visits[0].theta, walk.visits[1].theta
    assert walk.target == (2 * w1 - w0, 2 * b1 - b0)


def test_the_gradient_that_is_asked_for_points_uphill_and_the_target_is_downhill():
    walk = Walk.begun(PROBLEM).asked()
    assert walk.gradient is not None
    assert walk.gradient == pytest.approx((np.mean(-2 * Y * X), np.mean(-2 * Y)), rel=1e-5)
    down = np.array(walk.target) - walk.present.theta
    assert np.cross(np.append(down, 0), np.append(walk.gradient, 0)) == pytest.approx([0, 0, 0])
    assert down @ np.array(walk.gradient) < 0
    # Asked once more it costs nothing.
    assert walk.asked().gradients == 1


def test_nothing_counts_after_the_surface_is_revealed():
    walk = Walk.begun(PROBLEM).aimed(1, 0).revealed()
    assert walk.stepped() is walk
    assert walk.asked() is walk
