"""Statistics over seeds, and differences taken seed by seed."""

from __future__ import annotations

import math
import statistics
from typing import Any

import numpy as np
import pytest

from engine.history.values import RunState
from engine.problems.linear_neuron.moments import Moments
from engine.sweeps.rows import Cell, Seeds, SweepRow, excess_of
from engine.sweeps.summary import Spread, summarize
from engine.theory.verdict import Kind
from tests.engine.reference import line


def row(**values):
    given: dict[str, Any] = {
        "index": 0, "cell": Cell("sgd", 32, 0.001), "seeds": Seeds(0, 0, 0),
        "state": RunState.CONVERGED, "epochs": 10, "updates": 40, "seen": 1000, "seconds": 0.5,
        "together": 3, "theta": (9.0, 1.0), "full_loss": 100.0, "distance": (0.5, 0.25),
        "limit": 0.03, "excess": 0.25,
    }  # fmt: skip
    return SweepRow(**(given | values))


class TestSummary:
    def test_mean_and_sample_deviation_over_the_seeds(self):
        epochs, losses = (10, 12, 17), (100.0, 90.0, 95.5)
        rows = [
            row(index=k, seeds=Seeds(k, k, k), epochs=e, full_loss=loss)
            for k, (e, loss) in enumerate(zip(epochs, losses, strict=True))
        ]
        (summary,) = summarize(rows[::-1])
        assert summary.runs == summary.converged == 3
        assert summary.epochs.mean == pytest.approx(statistics.mean(epochs))
        assert summary.epochs.deviation == pytest.approx(statistics.stdev(epochs))
        assert summary.full_loss.deviation == pytest.approx(statistics.stdev(losses))
        assert summary.seconds == Spread(0.5, 0.0, 3)

    def test_diverged_runs_are_counted_and_spoil_no_mean(self):
        bad = row(
            index=1, seeds=Seeds(1, 1, 1), state=RunState.DIVERGED, full_loss=math.inf, epochs=1
        )
        cut = row(index=2, seeds=Seeds(2, 2, 2), state=RunState.MAX_EPOCHS, epochs=20)
        (summary,) = summarize([row(), bad, cut])
        assert (summary.converged, summary.diverged, summary.cut_off) == (1, 1, 1)
        assert summary.epochs.mean == 15
        assert summary.full_loss == Spread(100.0, 0.0, 2)

    @pytest.mark.parametrize("kind", [Kind.DIVERGING, Kind.DIVERGED, Kind.OUT_OF_RANGE])
    def test_runs_that_still_grow_spoil_no_mean(self, kind):
        grows = row(
            index=1, seeds=Seeds(1, 1, 1), state=RunState.MAX_EPOCHS, verdict=kind, excess=3e6
        )
        (summary,) = summarize([row(verdict=Kind.AT_OPTIMUM), grows])
        assert summary.excluded == 1
        assert (summary.excess.mean, summary.excess.count) == (0.25, 1)
        assert summary.full_loss.count == 1

    def test_one_run_has_no_deviation_and_none_no_mean(self):
        (alone,) = summarize([row()])
        assert alone.epochs.mean == 10
        assert math.isnan(alone.epochs.deviation)
        (none,) = summarize([row(state=RunState.DIVERGED)])
        assert math.isnan(none.epochs.mean)
        assert none.epochs.count == 0

    def test_cells_are_in_the_order_of_the_product(self):
        rows = [row(index=k, cell=Cell("sgd", 32, rate)) for k, rate in enumerate((0.3, 0.1, 0.2))]
        assert [s.cell.learning_rate for s in summarize(rows[::-1])] == [0.3, 0.1, 0.2]

    def test_verdicts_are_counted_in_their_order(self):
        kinds = (Kind.STOPPED_EARLY, Kind.AT_OPTIMUM, Kind.STOPPED_EARLY)
        (summary,) = summarize([row(index=k, verdict=kind) for k, kind in enumerate(kinds)])
        assert summary.verdicts == ((Kind.AT_OPTIMUM, 1), (Kind.STOPPED_EARLY, 2))
        assert summarize([row()])[0].verdicts == ()


class TestPairs:
    FIRST, OTHER = Cell("sgd", 1, 0.001), Cell("sgd", 32, 0.001)

    def summaries(self, *cells: tuple[Cell, dict[int, float]], **values: Any):
        rows = [
            row(index=k, cell=cell, seeds=Seeds(seed, seed, seed), excess=excess, **values)
            for k, (cell, seed, excess) in enumerate(
                (cell, seed, excess) for cell, found in cells for seed, excess in found.items()
            )
        ]
        return summarize(rows)

    def test_a_small_effect_shows_although_the_seeds_differ_much(self):
        samples = {0: 0.1, 1: 7.0, 2: 40.0}
        effects = {0: 0.02, 1: 0.03, 2: 0.01}
        first, other = self.summaries(
            (self.FIRST, samples), (self.OTHER, {k: samples[k] + effects[k] for k in samples})
        )
        found = Spread.of(other.above(first))
        assert found.mean == pytest.approx(0.02)
        assert found.deviation == pytest.approx(statistics.stdev(effects.values()))
        assert other.excess.deviation > 20

    def test_a_seed_that_one_of_the_two_lacks_is_left_out(self):
        first, other = self.summaries(
            (self.FIRST, {0: 0.1, 2: 0.3}), (self.OTHER, {0: 0.4, 1: 9.0, 2: math.nan})
        )
        assert other.above(first) == pytest.approx((0.3,))

    def test_order_seeds_pair_as_seeds_do(self):
        rows = [
            row(index=k, cell=cell, seeds=Seeds(0, 0, order), excess=excess)
            for k, (cell, order, excess) in enumerate(
                [(self.FIRST, 5, 1.0), (self.FIRST, 6, 2.0), (self.OTHER, 6, 2.5)]
            )
        ]
        first, other = summarize(rows)
        assert other.above(first) == (0.5,)


class TestExcess:
    def test_it_is_the_loss_over_the_least_loss_minus_one(self):
        x, y = line(50)
        slope, intercept = np.polyfit(x.astype(float), y.astype(float), 1)
        least = np.mean((slope * x.astype(float) + intercept - y) ** 2)
        moments = Moments.of(x, y)
        assert excess_of(1.5 * least, moments) == pytest.approx(0.5, rel=1e-6)
        assert excess_of(least * (1 - 1e-15), moments) == pytest.approx(0, abs=1e-9)
        assert math.isnan(excess_of(math.inf, moments))

    def test_of_samples_on_a_line_it_is_unknown(self):
        x = np.linspace(0, 10, 20, dtype=np.float32)
        assert math.isnan(excess_of(3.0, Moments.of(x, 2 * x + 1)))
