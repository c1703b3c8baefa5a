"""Phase maps: axes, stages, what became of runs, and the theoretical edge in closed form."""

import dataclasses
import itertools

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.preview import preview
from engine.errors import ConfigError
from engine.history.values import RunState
from engine.problems.linear_neuron.moments import Moments
from engine.problems.registry import problem_of
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_columns import Columns
from engine.sweeps.phase_edge import edge_at_minima, edge_of
from engine.sweeps.phase_fill import nearest_known
from engine.sweeps.phase_outcome import Goal, Status, outcomes_of
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec, check_samples, stages
from engine.theory.samples import Samples
from tests.engine.reference import line

RATES = Axis("learning_rate", 1e-4, 1e-1, log=True, cells=30)
BATCHES = Axis("batch_size", 0.7, 140, log=True, cells=40)


def spec_of(x: Axis, y: Axis, **values: object) -> PhaseSpec:
    return PhaseSpec(with_values(RunConfig(), values), x, y)


@pytest.mark.parametrize(
    "axis", [RATES, Axis("w0", -3, 5, log=False, cells=200), Axis("momentum", 0, 1, False, 97)]
)
def test_every_value_lies_in_its_cell_and_has_few_digits(axis):
    for cell, value in enumerate(axis.values.tolist()):
        assert axis.edge(cell) <= value <= axis.edge(cell + 1)
        assert axis.cell(value) == cell
        assert len(f"{abs(value):.10g}".replace(".", "").lstrip("0")) <= 6
    assert (np.diff(axis.values) > 0).all()


def test_batch_sizes_are_whole_numbers_from_1():
    sizes = BATCHES.values
    assert sizes[0] == 1
    assert (sizes == np.round(sizes)).all()
    assert (np.diff(sizes) >= 0).all()
    spec = spec_of(BATCHES, RATES)
    assert spec.config(0).batch.batch_size == 1
    index = spec.index(16, 0.01)
    assert spec.settings(index)["batch_size"] == pytest.approx(16, rel=0.1)
    assert spec.config(index).optimizer.learning_rate == pytest.approx(0.01, rel=0.15)
    assert spec.values("w0").tolist() == [0.0] * spec.runs


@pytest.mark.parametrize("size", [(200, 200), (96, 40), (13, 13), (2, 2)])
def test_the_stages_together_are_the_map_and_each_halves_the_distance(size):
    x, y = (
        dataclasses.replace(axis, cells=n) for axis, n in zip((RATES, BATCHES), size, strict=True)
    )
    found = stages(spec_of(x, y))
    assert sorted(np.concatenate(found).tolist()) == list(range(size[0] * size[1]))
    assert len(found[0]) <= 26 * 26
    for before, after in itertools.pairwise(found):
        assert len(after) > len(before)


def test_what_is_not_known_is_taken_from_the_nearest_known_cell():
    known = np.zeros((7, 9), np.bool_)
    known[::4, ::4] = True
    known[2, 2] = True
    nearest, away = nearest_known(known, 4)
    for row, column in np.ndindex(known.shape):
        at = divmod(int(nearest[row, column]), 9)
        assert known[at]
        distances = np.abs(np.argwhere(known) - (row, column)).max(axis=1)
        assert max(abs(at[0] - row), abs(at[1] - column)) == distances.min() == away[row, column]
    assert nearest[2, 2] == 2 * 9 + 2
    assert (nearest_known(known, 1).cells >= 0).sum() < known.size
    assert (nearest_known(np.zeros((3, 3), np.bool_), 4).cells == -1).all()


def test_status_is_by_the_loss_and_the_nearest_minimum():
    rows = (
        PhaseRow(0, RunState.CONVERGED, 5, 5, 3.0, 2.0),
        PhaseRow(1, RunState.CONVERGED, 9, 9, -2.805118, 3.131313),
        PhaseRow(2, RunState.CONVERGED, 2, 2, 0.0, 0.0),
        PhaseRow(3, RunState.MAX_EPOCHS, 100, 100, 3.0, 2.1),
        PhaseRow(4, RunState.DIVERGED, 1, 1, float("nan"), float("inf")),
    )
    himmelblau = problem_of(with_values(RunConfig(), {"problem": "himmelblau"}).problem)
    assert himmelblau.objective is not None
    objective = himmelblau.objective(np.zeros(3), np.zeros(3))
    goal = Goal(objective, minima=himmelblau.minima)
    found = outcomes_of(Columns.of(rows), (2, 3), goal)
    assert found.status.ravel().tolist() == [
        Status.CONVERGED, Status.CONVERGED, Status.EARLY, Status.MAX_EPOCHS, Status.DIVERGED,
        Status.UNKNOWN,
    ]  # fmt: skip
    reached = [himmelblau.minima[place] for place in found.minimum.ravel()[:2]]
    assert reached[0] == pytest.approx((3, 2), abs=1e-3)
    assert reached[1] == pytest.approx((-2.805118, 3.131313), abs=1e-3)
    assert found.loss.ravel()[2] == 170


def lambda_max() -> float:
    x, _ = line(100)
    hessian = 2 * np.array([[np.mean(x * x), x.mean()], [x.mean(), 1]])
    return float(np.linalg.eigvalsh(hessian)[-1])


def test_the_edge_is_the_closed_form():
    samples = Samples.of(preview(RunConfig().data))
    flat = edge_of(spec_of(Axis("w0", -1, 1, False, 9), RATES), samples)
    assert flat is not None
    assert flat.y == pytest.approx(2 / lambda_max(), rel=1e-5)
    assert flat.name == "2/λmax"
    momentum = Axis("momentum", 0, 1, False, 20)
    bent = edge_of(spec_of(RATES, momentum, optimizer="momentum"), samples)
    assert bent is not None
    assert bent.x == pytest.approx(2 * (1 + bent.y) / lambda_max(), rel=1e-5)
    assert bent.name == "2(1+β)/λmax"
    shuffled = edge_of(spec_of(BATCHES, RATES, shuffle="on"), samples)
    assert shuffled is not None
    one = 1 / (np.max(line(100)[0] ** 2) + 1)
    assert shuffled.y[0] == pytest.approx(one, rel=1e-5)
    assert shuffled.y[-1] == pytest.approx(2 / lambda_max(), rel=1e-5)


@pytest.mark.parametrize("log", [False, True])
def test_the_edge_falls_as_the_penalty_adds_to_the_hessian(log):
    factors = Axis("l2", 0.1 if log else 0, 50, log, 20)
    edge = edge_of(spec_of(factors, RATES), Samples.of(preview(RunConfig().data)))
    assert edge is not None and edge.name == "2/λmax"
    x, _ = line(100)
    for factor, limit in zip(edge.x.tolist(), edge.y.tolist(), strict=True):
        hessian = 2 * np.array([[np.mean(x * x) + factor, x.mean()], [x.mean(), 1]])
        assert limit == pytest.approx(2 / np.linalg.eigvalsh(hessian)[-1], rel=1e-5)
    assert edge.y[0] > 1.5 * edge.y[-1]


def test_a_run_of_a_map_of_penalties_has_arrived_by_the_loss_of_its_own():
    """Of a neuron without exact results: near the least loss of the runs with the same factor."""
    spec = spec_of(Axis("l2", 0, 2, False, 2), Axis("w0", -1, 1, False, 2))
    bare = Moments.of(np.zeros(1), np.zeros(1))
    ends = [(0, 0.1), (1, 2.0), (2, 0.2), (3, 2.01)]
    rows = tuple(PhaseRow(cell, RunState.CONVERGED, 1, 1, 0.0, b) for cell, b in ends)
    found = outcomes_of(Columns.of(rows), (2, 2), Goal(bare, l2=spec.values("l2")))
    assert found.loss == pytest.approx(np.array([[0.01, 4.0], [0.04, 2.01**2]]))
    assert found.status.tolist() == [[Status.CONVERGED] * 2, [Status.EARLY, Status.CONVERGED]]
    heavy = PhaseRow(1, RunState.CONVERGED, 1, 1, 3.0, 0.0)
    goal = Goal(bare, l2=spec.values("l2"))
    loss = outcomes_of(Columns.of((heavy,)), (2, 2), goal).loss[0, 1]
    assert loss == pytest.approx(spec.config(1).problem.l2 * 9)


def test_of_a_landscape_it_is_that_of_its_flattest_minimum():
    spec = spec_of(Axis("w0", -1, 1, False, 9), RATES, problem="himmelblau")
    edge = edge_at_minima(spec, [np.diag([4.0, 1.0]), np.diag([10.0, 2.0])])
    assert edge is not None
    assert edge.y == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Axis("w0", 1, 1, False, 9), "1 to 1 is no range"),
        (lambda: Axis("learning_rate", 0, 1, True, 9), "must begin above 0, not at 0"),
        (lambda: Axis("w0", 0, 1, False, 201), "must be 2 to 200"),
        (lambda: spec_of(RATES, RATES), "on both axes"),
        (lambda: spec_of(RATES, Axis("beta_1", 0, 1, False, 9)), "cannot be an axis"),
        (lambda: spec_of(RATES, Axis("momentum", 0, 2, False, 9)), "is invalid"),
        (lambda: check_samples(100_001), "at most 100,000 samples, not 100,001"),
    ],
)
def test_what_cannot_be_a_map_says_why(make, reason):
    with pytest.raises(ConfigError, match=reason):
        make()
