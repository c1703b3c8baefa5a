"""Phase maps as they are computed: against plain float64, against single runs, and in any tiles."""

from __future__ import annotations

import numpy as np
import pytest

from engine.history.values import RunState
from engine.sweeps.phase_axis import Axis
from tests.engine.reference import descend, line
from tests.engine.worker.sweeps.mapped import (
    RATES,
    SAMPLES,
    assert_agrees_with_single_runs,
    mapped,
    spec_of,
)


def test_gradient_descent_is_that_of_float64_and_diverges_above_the_edge():
    spec = spec_of(Axis("w0", -1e-3, 1e-3, log=False, cells=3), RATES)
    rows = mapped(spec)
    x, y = line(SAMPLES)
    hessian = 2 * np.array([[np.mean(x * x), x.mean()], [x.mean(), 1]])
    limit = 2 / np.linalg.eigvalsh(hessian)[-1]
    for row, rate in enumerate(RATES.values.tolist()):
        found = rows[3 * row + 1]  # w0 is 0 in the middle
        # Just above the edge it grows so slowly that it is not infinite yet.
        assert (found.state is RunState.DIVERGED) <= (rate > limit)
        assert (found.state is RunState.DIVERGED) >= (rate > 1.2 * limit)
        if rate < limit:
            plain = descend(x, y, rate, SAMPLES, 200, tolerance=0.01)
            assert found.epochs == len(plain.epoch_loss)
            assert (found.w, found.b) == pytest.approx((plain.w[-1], plain.b[-1]), rel=1e-4)
    assert_agrees_with_single_runs(spec, rows)


def test_a_map_is_the_same_to_the_bit_in_tiles_of_any_size_and_what_is_left_of_it():
    spec = spec_of(Axis("w0", -20, 20, log=False, cells=4), RATES)
    whole = mapped(spec)
    small = mapped(spec, lanes=(8, 32))
    assert {cell: str(row) for cell, row in small.items()} == {
        cell: str(row) for cell, row in whole.items()
    }


def test_the_runs_of_a_map_have_the_regularization_of_its_base():
    spec = spec_of(Axis("w0", -9, 9, log=False, cells=2), RATES, l2=0.4, epochs=30)
    assert_agrees_with_single_runs(spec, mapped(spec), count=3)


@pytest.mark.thorough
def test_batches_of_any_size_shuffled_with_momentum():
    spec = spec_of(
        Axis("batch_size", 0.7, 60, log=True, cells=5), RATES,
        optimizer="momentum", shuffle="on", epochs=30,
    )  # fmt: skip
    rows = mapped(spec)
    assert len({row.state for row in rows.values()}) == 3
    assert_agrees_with_single_runs(spec, rows, count=3)


def test_the_basins_of_a_landscape_are_those_of_plain_gradient_descent():
    spec = spec_of(
        Axis("w0", -5, 5, log=False, cells=20), Axis("b0", -5, 5, log=False, cells=20),
        problem="himmelblau", learning_rate=0.01, stop="gradient",
    )  # fmt: skip
    rows = mapped(spec)
    minima = {(3, 2), (-2.81, 3.13), (-3.78, -3.28), (3.58, -1.85)}
    ends = {(round(row.w, 2) + 0.0, round(row.b, 2) + 0.0) for row in rows.values()}
    assert all(min(np.hypot(w - a, b - c) for a, c in minima) < 0.05 for w, b in ends)
    for cell in (0, 17, 105, 399):
        w, b = (spec.settings(cell)[name] for name in ("w0", "b0"))
        for _ in range(400):
            first, second = w * w + b - 11, w + b * b - 7
            slope = 4 * w * first + 2 * second, 2 * first + 4 * b * second
            w, b = w - 0.01 * slope[0], b - 0.01 * slope[1]
        assert (rows[cell].w, rows[cell].b) == pytest.approx((w, b), abs=0.05)


def test_a_stopped_map_goes_on_with_what_is_left():
    spec = spec_of(Axis("w0", -20, 20, log=False, cells=4), RATES)
    done = frozenset(range(0, spec.runs, 2))
    assert mapped(spec, done=done).keys() == set(range(spec.runs)) - done
