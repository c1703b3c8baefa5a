"""L2 regularization as a setting that runs of a sweep and cells of a phase map differ in."""

from __future__ import annotations

import numpy as np
import pytest

from engine.protocol.sweep_messages import Sweep, SweepRows
from engine.sweeps.phase_axis import Axis
from engine.sweeps.rows import SweepRow
from engine.sweeps.spec import SweepSpec
from tests.engine.conftest import config_of
from tests.engine.reference import line
from tests.engine.worker.sweeps.carried_out import carried_out
from tests.engine.worker.sweeps.mapped import assert_agrees_with_single_runs, mapped, spec_of

FACTORS = (0.0, 0.1, 0.5, 20.0)
SETTLED = {"stop": "gradient", "tolerance": 1e-3, "epochs": 5000}


def ridge(x: np.ndarray, y: np.ndarray, factor: float) -> tuple[float, float]:
    """The minimum of mean (w x + b - y)² + factor w², from its normal equations."""
    matrix = np.array([[np.mean(x * x) + factor, np.mean(x)], [np.mean(x), 1.0]])
    w, b = np.linalg.solve(matrix, [np.mean(x * y), np.mean(y)])
    return float(w), float(b)


def swept(spec: SweepSpec) -> dict[int, SweepRow]:
    told = carried_out(Sweep(spec))
    rows = [row for event in told if isinstance(event, SweepRows) for row in event.rows]
    return {row.index: row for row in rows}


def test_each_run_of_a_sweep_ends_at_the_ridge_solution_of_its_factor():
    base = config_of(**SETTLED)
    rows = swept(SweepSpec(base, learning_rates=(0.008, 0.016), l2s=FACTORS))
    assert len(rows) == 8
    x, y = line(100)
    for row in rows.values():
        w, b = ridge(x, y, row.cell.l2)
        assert row.theta == pytest.approx((w, b), rel=2e-3)
        least = np.mean((w * x + b - y) ** 2) + row.cell.l2 * w * w
        assert row.full_loss == pytest.approx(least, rel=1e-4)
        assert row.excess == pytest.approx(0, abs=1e-4)
        hessian = 2 * np.array([[np.mean(x * x) + row.cell.l2, np.mean(x)], [np.mean(x), 1]])
        assert row.limit == pytest.approx(2 / np.linalg.eigvalsh(hessian)[-1])


@pytest.mark.parametrize("size", [16, "full"])
def test_runs_without_it_have_the_bits_of_a_sweep_that_does_not_vary_it(size):
    base, rates = config_of(batch_size=size, epochs=30, stop="never"), (0.001, 0.002, 0.004)
    several = swept(SweepSpec(base, learning_rates=rates, l2s=(0.0, 0.3)))
    plain = swept(SweepSpec(base, learning_rates=rates))
    bare = [row for row in several.values() if row.cell.l2 == 0]
    assert {row.cell.learning_rate: row.theta for row in bare} == {
        row.cell.learning_rate: row.theta for row in plain.values()
    }
    assert len(bare) == len(plain) == 3


def test_cells_of_a_map_are_single_runs_and_those_without_it_have_their_bits():
    rates = Axis("learning_rate", 1e-3, 5e-2, log=True, cells=6)
    factors = Axis("l2", 0, 40, log=False, cells=5)
    spec = spec_of(rates, factors)
    assert factors.values.tolist() == [0, 12, 20, 28, 36]
    rows = mapped(spec)
    assert_agrees_with_single_runs(spec, rows, count=6)
    starts = Axis("w0", -1, 1, log=False, cells=3)
    plain = mapped(spec_of(rates, starts))
    assert starts.values[1] == 0
    for k in range(6):
        assert rows[k][1:] == plain[6 + k][1:]


def test_a_map_with_the_gradient_rule_stops_at_the_ridge_solutions():
    rates = Axis("learning_rate", 5e-3, 1.6e-2, log=True, cells=2)
    factors = Axis("l2", 0.1, 20, log=True, cells=3)
    spec = spec_of(factors, rates, batch_size="full", **SETTLED)
    x, y = line(40)
    for row in mapped(spec).values():
        factor = spec.config(row.cell).problem.l2
        assert (row.w, row.b) == pytest.approx(ridge(x, y, factor), rel=2e-3)


@pytest.mark.parametrize(
    "values",
    [
        {"activation": "tanh", "loss": "huber", "w_gen": 0.4, "b_gen": -2, "optimizer": "adam"},
        pytest.param(
            {"batch_size": 7, "shuffle": "on", "loss": "log_cosh", "momentum": 0.9},
            marks=pytest.mark.thorough,
        ),
    ],
)
def test_a_map_of_another_neuron_too(values):
    rates = Axis("learning_rate", 1e-3, 5e-2, log=True, cells=3)
    spec = spec_of(rates, Axis("l2", 0, 2, log=False, cells=4), epochs=40, **values)
    assert_agrees_with_single_runs(spec, mapped(spec), count=3)
