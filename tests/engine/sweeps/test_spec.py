"""Sweeps: what is run, how it is grouped, what is told; seeds together; the measured trade-off."""

import itertools
import math
import statistics
from typing import Any

import numpy as np
import pytest

from engine.errors import ConfigError
from engine.history.values import RunState
from engine.protocol.events import Event, Refused
from engine.protocol.sweep_messages import (
    MeasureTradeoff,
    StopSweep,
    Sweep,
    SweepEnded,
    SweepRows,
    TradeoffRows,
)
from engine.sweeps.spec import LAB_BATCH_SIZES, Spread, SweepRow, SweepSpec, summarize
from engine.sweeps.tradeoff import TradeoffRow, TradeoffSpec, verdict, waiting_shares
from tests.engine.conftest import config_of
from tests.engine.reference import descend, line


def row(**values):
    given: dict[str, Any] = {
        "index": 0, "optimizer": "sgd", "learning_rate": 0.001, "batch_size": 32, "seed": 0,
        "state": RunState.CONVERGED, "epochs": 10, "updates": 40, "seen": 1000, "seconds": 0.5,
        "together": 3, "theta": (9.0, 1.0), "full_loss": 100.0, "distance": (0.5, 0.25),
        "limit": 0.03,
    }  # fmt: skip
    return SweepRow(**(given | values))


def carried_out(command):
    """All events of a command, as a session would tell them."""
    from engine.worker.sweeps.side_job import Aside

    aside = Aside("/CPU:0")
    told: list[Event] = [*aside.obey(command)]
    while aside.busy:
        told += aside.work()
    return told


class TestSpec:
    def test_the_runs_are_the_product_and_seeds_change_fastest(self):
        spec = SweepSpec(config_of(samples=50), (1, "full"), (0.1, 0.2), ("adam",), (3, 4))
        got = [(c.batch.batch_size, c.optimizer.learning_rate, c.data.seed) for c in spec.configs()]
        assert got == list(itertools.product((1, "full"), (0.1, 0.2), (3, 4)))
        assert spec.runs == len(got)
        assert all(c.optimizer.optimizer == "adam" for c in spec.configs())
        assert all(c.data.samples == 50 for c in spec.configs())
        assert spec.varied == ("batch_size", "learning_rate")

    def test_without_lists_it_is_the_one_run(self):
        assert SweepSpec(config_of()).configs() == [config_of()]

    @pytest.mark.parametrize(
        ("lists", "parameter", "why"),
        [
            ({"batch_sizes": (1, 0)}, "batch_size", "is invalid"),
            ({"learning_rates": (0.1, -1.0)}, "learning_rate", "is invalid"),
            ({"optimizers": ("sgd", "adan")}, "optimizer", "must be one of sgd"),
            ({"seeds": (1, 2, 1)}, "seed", "1 is listed twice"),
            ({"seeds": tuple(range(100_001))}, None, "at most 100,000"),
        ],
    )
    def test_what_cannot_be_is_refused(self, lists, parameter, why):
        with pytest.raises(ConfigError, match=why) as caught:
            SweepSpec(config_of(), **lists)
        assert caught.value.parameter == parameter

    def test_seeds_of_a_file_in_order_would_all_be_one_run(self):
        with pytest.raises(ConfigError, match="shuffle"):
            SweepSpec(config_of(data="a.csv"), seeds=(0, 1))
        assert SweepSpec(config_of(data="a.csv", shuffle=True), seeds=(0, 1)).runs == 2


class TestSummary:
    def test_mean_and_sample_deviation_over_the_seeds(self):
        epochs, losses = (10, 12, 17), (100.0, 90.0, 95.5)
        rows = [
            row(index=k, seed=k, epochs=e, full_loss=loss)
            for k, (e, loss) in enumerate(zip(epochs, losses, strict=True))
        ]
        (summary,) = summarize(rows[::-1])
        assert summary.runs == summary.converged == 3
        assert summary.epochs.mean == pytest.approx(statistics.mean(epochs))
        assert summary.epochs.deviation == pytest.approx(statistics.stdev(epochs))
        assert summary.full_loss.deviation == pytest.approx(statistics.stdev(losses))
        assert summary.seconds == Spread(0.5, 0.0, 3)

    def test_diverged_runs_are_counted_and_spoil_no_mean(self):
        bad = row(index=1, seed=1, state=RunState.DIVERGED, full_loss=math.inf, epochs=1)
        cut = row(index=2, seed=2, state=RunState.MAX_EPOCHS, epochs=20)
        (summary,) = summarize([row(), bad, cut])
        assert (summary.converged, summary.diverged, summary.cut_off) == (1, 1, 1)
        assert summary.epochs.mean == 15
        assert summary.full_loss == Spread(100.0, 0.0, 2)

    def test_one_run_has_no_deviation_and_none_no_mean(self):
        (alone,) = summarize([row()])
        assert alone.epochs.mean == 10
        assert math.isnan(alone.epochs.deviation)
        (none,) = summarize([row(state=RunState.DIVERGED)])
        assert math.isnan(none.epochs.mean)
        assert none.epochs.count == 0

    def test_cells_are_in_the_order_of_the_product(self):
        rows = [row(index=k, learning_rate=rate) for k, rate in enumerate((0.3, 0.1, 0.2))]
        assert [s.learning_rate for s in summarize(rows[::-1])] == [0.3, 0.1, 0.2]


class TestSweep:
    def test_rows_agree_with_the_plain_rules_whatever_was_together(self):
        spec = SweepSpec(config_of(), (32, "full"), (0.001, 0.002), seeds=(0, 7))
        told = carried_out(Sweep(spec))
        rows = [each for event in told if isinstance(event, SweepRows) for each in event.rows]
        assert sorted(each.index for each in rows) == list(range(8))
        for each in rows:
            x, y = line(100, seed=each.seed)
            size = 100 if each.batch_size == "full" else each.batch_size
            plain = descend(x, y, each.learning_rate, size, 1000, tolerance=0.001)
            slope, intercept = np.polyfit(x, y, 1)
            assert (each.epochs, each.updates) == (len(plain.epoch_loss), len(plain.loss))
            assert each.seen == 100 * each.epochs
            w, b = each.theta
            assert (w, b) == pytest.approx((plain.w[-1], plain.b[-1]), rel=1e-4)
            assert each.full_loss == pytest.approx(np.mean((w * x + b - y) ** 2))
            assert each.distance[0] == pytest.approx(abs(w - slope), rel=1e-6)
            assert each.distance[1] == pytest.approx(abs(b - intercept), rel=1e-6)
            hessian = 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
            assert each.limit == pytest.approx(2 / np.linalg.eigvalsh(hessian)[-1])
            assert each.together == 4
        ended = told[-1]
        assert isinstance(ended, SweepEnded)
        assert (ended.done, ended.total, ended.stopped) == (8, 8, False)
        assert sum(each.seconds for each in rows) == pytest.approx(ended.seconds)

    def test_a_group_of_one_is_trained_alone_and_ends_alike(self):
        told = carried_out(Sweep(SweepSpec(config_of(), (16,), (0.001,))))
        ((each,),) = [event.rows for event in told if isinstance(event, SweepRows) and event.rows]
        plain = descend(*line(100), 0.001, 16, 1000, tolerance=0.001)
        assert each.together == 1
        assert (each.epochs, each.updates) == (len(plain.epoch_loss), len(plain.loss))

    def test_memory_bounds_a_group(self):
        from engine.worker.sweeps.side_job import MOST_DATA, MOST_ELEMENTS, groups_of

        rates = tuple(float(rate) for rate in np.geomspace(1e-6, 1e-3, 3000))
        configs = SweepSpec(config_of(batch_size=1000), learning_rates=rates).configs()
        groups = groups_of(configs, 10_000)
        assert sorted(itertools.chain(*groups)) == list(range(3000))
        assert max(map(len, groups)) * 1000 <= MOST_ELEMENTS
        assert len(groups) == math.ceil(3000 / (MOST_ELEMENTS // 1000))
        few = SweepSpec(config_of(batch_size=8), seeds=tuple(range(6))).configs()
        assert [len(group) for group in groups_of(few, MOST_DATA // 4)] == [4, 2]
        assert [len(group) for group in groups_of(few, MOST_DATA + 1)] == [1] * 6

    def test_long_batches_run_alone(self):
        from engine.worker.sweeps.side_job import groups_of

        configs = SweepSpec(config_of(), learning_rates=(0.1, 0.2, 0.3)).configs()
        assert [len(group) for group in groups_of(configs, 1_000_000)] == [1, 1, 1]
        assert [len(group) for group in groups_of(configs, 1000)] == [3]

    def test_it_can_be_left_and_says_what_it_has(self):
        from engine.worker.sweeps.side_job import Aside

        base = config_of(stop="never", epochs=10**9)
        aside = Aside("/CPU:0")
        aside.obey(Sweep(SweepSpec(base, learning_rates=(0.001, 10.0))))
        told: list[Event] = []
        while not any(isinstance(event, SweepRows) and event.rows for event in told):
            told += aside.work()
        (ended,) = aside.obey(StopSweep())
        assert (ended.done, ended.total, ended.stopped) == (1, 2, True)
        assert not aside.busy
        assert aside.obey(StopSweep()) == []

    def test_data_that_cannot_be_read_are_refused(self, tmp_path):
        base = config_of(data=str(tmp_path / "none.csv"))
        _, refused, ended = carried_out(Sweep(SweepSpec(base, batch_sizes=(1, 2))))
        assert isinstance(refused, Refused)
        assert "none.csv" in refused.message
        assert ended == SweepEnded(0, 2, stopped=True)

    def test_seeds_of_a_file_share_its_samples_and_shuffle_by_their_own(self, tmp_path):
        from engine.data.batches import sample_order

        x, y = line(40)
        path = tmp_path / "line.csv"
        path.write_text("\n".join(f"{a:.9g},{b:.9g}" for a, b in zip(x, y, strict=True)))
        base = config_of(data=str(path), shuffle=True, batch_size=16, stop="never", epochs=3)
        told = carried_out(Sweep(SweepSpec(base, seeds=(0, 1, 2))))
        rows = [each for event in told if isinstance(event, SweepRows) for each in event.rows]
        for each in rows:
            orders = lambda epoch, seed=each.seed: sample_order(seed, epoch, 40)  # noqa: E731
            plain = descend(x, y, 0.001, 16, 3, orders=orders)
            assert each.theta[0] == pytest.approx(plain.w[-1], rel=1e-5)
        assert len({each.theta[0] for each in rows}) == 3


class TestTradeoff:
    def test_updates_to_the_target_are_those_of_the_plain_rules(self):
        spec = TradeoffSpec(config_of(), (1, 32, "full"), loss_factor=1.2)
        told = carried_out(MeasureTradeoff(spec))
        rows = [each for event in told if isinstance(event, TradeoffRows) for each in event.rows]
        x, y = line(100)
        slope, intercept = np.polyfit(x, y, 1)
        target = 1.2 * np.mean((slope * x + intercept - y) ** 2)
        for each, size in zip(rows, (1, 32, 100), strict=True):
            plain = descend(x, y, 0.001, size, 200)
            losses = [np.mean((w * x + b - y) ** 2) for w, b in zip(plain.w, plain.b, strict=True)]
            wanted = int(np.argmax(np.array(losses) <= target)) + 1
            assert each.reached
            assert each.updates == wanted
            per_epoch = math.ceil(100 / size)
            whole, rest = divmod(wanted, per_epoch)
            assert each.epochs == pytest.approx(whole + rest * size / 100)
            assert each.full_loss == pytest.approx(losses[wanted - 1], rel=1e-4)
            assert each.target == pytest.approx(target, rel=1e-6)
            assert each.seconds > 0
            epoch_seconds = per_epoch * each.update_seconds
            assert each.samples_per_second == pytest.approx(100 / epoch_seconds)
        assert isinstance(told[-1], SweepEnded)

    def test_a_target_out_of_reach_is_told_as_such(self):
        base = config_of(epochs=3, learning_rate=1e-6)
        told = carried_out(MeasureTradeoff(TradeoffSpec(base, (50,))))
        ((each,),) = [
            event.rows for event in told if isinstance(event, TradeoffRows) and event.rows
        ]
        assert (each.reached, each.updates, each.epochs) == (False, 6, 3)

    def test_samples_on_a_line_have_no_loss_to_reach(self):
        spec = TradeoffSpec(config_of(noise_std=0), (1,))
        _, refused, ended = carried_out(MeasureTradeoff(spec))
        assert "noise" in refused.message
        assert ended.stopped

    def test_a_factor_must_be_above_one(self):
        with pytest.raises(ConfigError, match="must be above 1"):
            TradeoffSpec(config_of(), LAB_BATCH_SIZES, 1.0)


def measured(samples, update_seconds):
    return TradeoffRow(samples, samples, 1.0, True, 9, 9.0, 1.0, update_seconds, 1.0, 1.0)


class TestVerdict:
    def test_arithmetic_takes_no_more_a_sample_than_where_it_is_cheapest(self):
        rows = [measured(1, 2e-6), measured(100, 4e-6), measured(1000, 20e-6)]
        # 20 ns a sample at M = 1000, so 1.98 µs of the cheapest update are its launch.
        assert waiting_shares(rows) == pytest.approx([0.99, 0.5, 0.099])
        text = verdict(rows, "CPU")
        assert "At M = 1 and 100 at least half" in text
        assert "the batch grows 1,000-fold and the time of an update 10-fold" in text

    def test_an_update_that_is_slow_for_its_size_waits_too(self):
        rows = [measured(16, 0.16e-6), measured(32, 2e-6), measured(100, 1e-6)]
        # 10 ns a sample at M = 16: 32 of them take 0.32 µs of 2, and 100 all of 1.
        assert waiting_shares(rows) == pytest.approx([0.0, 0.84, 0.0], abs=1e-12)
        assert "At M = 32 at least half" in verdict(rows, "CPU")

    def test_where_no_time_grows_the_device_waits_for_launches(self):
        text = verdict([measured(1, 50e-6), measured(4096, 51e-6)], "GPU:0")
        assert "On GPU:0, launch overhead dominates at every M measured: larger batches" in text
        text = verdict([measured(1, 50e-6), measured(4096, 90e-6)], "GPU:0")
        assert "On GPU:0, launch overhead dominates at every M measured, at least half of" in text

    def test_one_row_tells_nothing(self):
        assert "alone" in verdict([measured(1, 1.0)], "CPU")
