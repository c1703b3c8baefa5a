"""Sweeps by the worker: the rules of a single run, groups, ends."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from engine.history.values import RunState
from engine.protocol.events import Event, Refused
from engine.protocol.sweep_messages import (
    StopSweep,
    Sweep,
    SweepEnded,
    SweepRows,
)
from engine.sweeps.spec import SweepSpec
from engine.theory.verdict import NEAR, Kind
from tests.device import DEVICE
from tests.engine.conftest import config_of
from tests.engine.reference import descend, line
from tests.engine.worker.sweeps.carried_out import carried_out


class TestSweep:
    def test_rows_agree_with_the_plain_rules_whatever_was_together(self):
        spec = SweepSpec(config_of(), (32, "full"), (0.001, 0.002), seeds=(0, 7))
        told = carried_out(Sweep(spec))
        rows = [each for event in told if isinstance(event, SweepRows) for each in event.rows]
        assert sorted(each.index for each in rows) == list(range(8))
        for each in rows:
            x, y = line(100, seed=each.seeds.seed)
            size = 100 if each.cell.batch_size == "full" else each.cell.batch_size
            plain = descend(x, y, each.cell.learning_rate, size, 1000, tolerance=0.001)
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

    def test_what_is_left_of_an_interrupted_sweep_gives_the_rows_that_it_would_have_had(self):
        # The last two batch sizes are the same runs; an earlier worker made one and not the other.
        spec = SweepSpec(config_of(), (32, "full", 100), (0.001, 0.002))
        whole = carried_out(Sweep(spec, recorded=True))
        done = frozenset({0, 2})
        told = carried_out(Sweep(spec, recorded=True, done=done))
        assert next(event.done for event in told if isinstance(event, SweepRows)) == 2

        def thetas(events: list[Event]) -> dict[int, tuple[float, float]]:
            rows = (row for event in events if isinstance(event, SweepRows) for row in event.rows)
            return {row.index: row.theta for row in rows}

        assert thetas(told) == {k: t for k, t in thetas(whole).items() if k not in done}
        ended = told[-1]
        assert isinstance(ended, SweepEnded)
        assert (ended.done, ended.total, ended.stopped) == (6, 6, False)

    def test_a_group_of_one_is_trained_alone_and_ends_alike(self):
        told = carried_out(Sweep(SweepSpec(config_of(), (16,), (0.001,))))
        ((each,),) = [event.rows for event in told if isinstance(event, SweepRows) and event.rows]
        plain = descend(*line(100), 0.001, 16, 1000, tolerance=0.001)
        assert each.together == 1
        assert (each.epochs, each.updates) == (len(plain.epoch_loss), len(plain.loss))

    def test_runs_of_an_order_seed_share_the_samples_and_differ_in_their_order(self):
        from engine.data.batches import sample_order

        base = config_of(seed=4, shuffle=True, batch_size=16, stop="never", epochs=3)
        told = carried_out(Sweep(SweepSpec(base, (16, 32), order_seeds=(4, 5))))
        rows = [each for event in told if isinstance(event, SweepRows) for each in event.rows]
        x, y = line(100, seed=4)
        slope, intercept = np.polyfit(x.astype(float), y.astype(float), 1)
        least = np.mean((slope * x.astype(float) + intercept - y) ** 2)
        for each in rows:
            assert (each.seeds.data, each.seeds.seed) == (4, 4)
            orders = lambda epoch, seed=each.seeds.order: sample_order(seed, epoch, 100)  # noqa: E731
            size = each.cell.batch_size
            assert size != "full"
            plain = descend(x, y, 0.001, size, 3, orders=orders)
            assert each.theta[0] == pytest.approx(plain.w[-1], rel=1e-5)
            assert each.excess == pytest.approx(each.full_loss / least - 1, rel=1e-6)
        assert len({each.theta[0] for each in rows}) == 4

    @pytest.mark.thorough
    def test_a_run_with_one_seed_is_the_run_with_its_seeds_named(self):
        together = {"shuffle": True, "batch_size": 16, "stop": "never", "epochs": 4}
        thetas = [
            [each.theta for event in carried_out(Sweep(SweepSpec(config_of(**values, **together))))
             if isinstance(event, SweepRows) for each in event.rows]
            for values in ({"seed": 3}, {"data_seed": 3, "order_seed": 3})
        ]  # fmt: skip
        assert thetas[0] == thetas[1]

    def test_rows_say_how_near_to_the_optimum_they_are(self):
        base = config_of(stop="loss", epochs=20_000)
        spec = SweepSpec(base, learning_rates=(1e-5, 0.02, 10.0))
        told = carried_out(Sweep(spec))
        rows = [each for event in told if isinstance(event, SweepRows) for each in event.rows]
        found = {each.cell.learning_rate: each.verdict for each in rows}
        assert found[10.0] is Kind.DIVERGED
        assert found[1e-5] is Kind.STOPPED_EARLY
        near = next(each for each in rows if each.cell.learning_rate == 0.02)
        assert (near.verdict is Kind.AT_OPTIMUM) == (near.excess <= NEAR)

    def test_large_sweeps_have_verdicts_too_and_name_what_grows(self):
        # Below, at and above the limit of this full batch, 0.028: too few epochs to overflow.
        base = config_of(stop="never", epochs=3)
        rates = tuple(float(rate) for rate in np.geomspace(1e-3, 0.1, 600))
        told = carried_out(Sweep(SweepSpec(base, learning_rates=rates)))
        rows = [each for event in told if isinstance(event, SweepRows) for each in event.rows]
        assert len(rows) == 600
        assert all(each.verdict is not None for each in rows)
        for each in rows:
            assert each.limit is not None
            above = each.cell.learning_rate >= each.limit
            assert each.is_sound != above
            assert each.state is RunState.MAX_EPOCHS

    def test_every_batch_size_from_the_number_of_samples_on_is_one_run(self):
        base = config_of(samples=50, shuffle=True, stop="never", epochs=5)
        told = carried_out(Sweep(SweepSpec(base, (16, 50, 64, "full"), seeds=(3, 4))))
        rows = [each for event in told if isinstance(event, SweepRows) for each in event.rows]
        assert sorted(each.index for each in rows) == list(range(8))
        found = {each.index: each for each in rows}
        assert [found[k].same_as for k in range(8)] == [None, None, None, None, 2, 3, 2, 3]
        assert [found[k].batch_samples for k in range(0, 8, 2)] == [16, 50, 50, 50]
        assert found[4].cell.batch_size == 64
        assert found[6].theta == found[2].theta != found[3].theta
        ended = told[-1]
        assert isinstance(ended, SweepEnded)
        assert (ended.done, ended.total) == (8, 8)
        assert sum(each.seconds for each in rows) == pytest.approx(ended.seconds)

    def test_a_recorded_run_has_its_updates_one_by_one(self):
        base = config_of(stop="never", epochs=40)
        told = carried_out(Sweep(SweepSpec(base, (1, 32)), recorded=True))
        events = [event for event in told if isinstance(event, SweepRows) and event.rows]
        assert any(event.compiling for event in told if isinstance(event, SweepRows))
        for event, size in zip(events, (1, 32), strict=True):
            (row,), (frame,) = event.rows, event.frames
            plain = descend(*line(100), 0.001, size, 40)
            at = frame.updates.index - 1
            assert at[0] == 0
            assert at[-1] + 1 == row.updates == len(plain.loss)
            assert frame.updates.loss == pytest.approx(np.array(plain.loss)[at], rel=1e-3)
            assert row.together == 1

    def test_thinned_updates_have_rows_for_every_dot_of_both_axes(self):
        from engine.history.values import Series
        from engine.worker.sweeps.recording import MOST_ROWS, evenly_thinned

        count = 300_000
        index = np.arange(1, count + 1)
        noise = np.random.default_rng(0).normal(size=(3, count))
        rows = Series.of(index, noise[0], noise[1], noise[2], index / 1.0, index / 1e3)
        kept = evenly_thinned(rows)
        assert len(kept) <= MOST_ROWS + 10
        assert (kept.index[0], kept.index[-1]) == (1, count)
        assert kept.loss == pytest.approx(noise[2][kept.index - 1])
        for edges in (np.geomspace(1, count, 90), np.linspace(0, count, 90)):
            held = np.histogram(index, edges)[0] > 0
            assert (np.histogram(kept.index, edges)[0] > 0)[held].all()

    def test_memory_bounds_a_group(self):
        from engine.sweeps.groups import MOST_DATA, MOST_ELEMENTS, groups_of

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
        from engine.sweeps.groups import groups_of

        configs = SweepSpec(config_of(), learning_rates=(0.1, 0.2, 0.3)).configs()
        assert [len(group) for group in groups_of(configs, 1_000_000)] == [1, 1, 1]
        assert [len(group) for group in groups_of(configs, 1000)] == [3]

    def test_it_can_be_left_and_says_what_it_has(self):
        from engine.worker.sweeps.side_job import Aside

        base = config_of(stop="never", epochs=10**9)
        aside = Aside(DEVICE)
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

    @pytest.mark.thorough
    def test_seeds_of_a_file_share_its_samples_and_shuffle_by_their_own(self, tmp_path):
        from engine.data.batches import sample_order

        x, y = line(40)
        path = tmp_path / "line.csv"
        path.write_text("\n".join(f"{a:.9g},{b:.9g}" for a, b in zip(x, y, strict=True)))
        base = config_of(data=str(path), shuffle=True, batch_size=16, stop="never", epochs=3)
        told = carried_out(Sweep(SweepSpec(base, seeds=(0, 1, 2))))
        rows = [each for event in told if isinstance(event, SweepRows) for each in event.rows]
        for each in rows:
            orders = lambda epoch, seed=each.seeds.seed: sample_order(seed, epoch, 40)  # noqa: E731
            plain = descend(x, y, 0.001, 16, 3, orders=orders)
            assert each.theta[0] == pytest.approx(plain.w[-1], rel=1e-5)
        assert len({each.theta[0] for each in rows}) == 3
