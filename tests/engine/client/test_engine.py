"""`Engine` with a worker process that is really spawned.

The tests share one worker, since importing TensorFlow takes seconds; each leaves it at the start of
the default configuration.
"""

import resource

import numpy as np
import pytest

from engine.history.frame import Frame
from engine.history.history import CAPACITY
from engine.history.values import RunState
from engine.protocol.commands import (
    Configure,
    Pause,
    Restart,
    Resume,
    Run,
    Save,
    SetPace,
    Step,
    StepEpoch,
    Watch,
)
from engine.protocol.events import (
    EpochRows,
    HistoryFailed,
    Ready,
    Refused,
    Saved,
    Starting,
)
from engine.protocol.sweep_messages import MeasureTradeoff, StopSweep, Sweep, SweepEnded, SweepRows
from engine.storage.history_file import HistoryFile
from engine.sweeps.spec import SweepSpec
from engine.sweeps.tradeoff import TradeoffSpec
from tests.engine.conftest import config_of
from tests.engine.reference import descend, line

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_commands_sent_before_the_worker_is_ready_are_kept_and_obeyed(listener):
    await listener.engine.send(Run())
    end = await listener.until_state(RunState.CONVERGED)
    plain = descend(*line(100), 0.001, 100, 1000, tolerance=0.001)
    assert isinstance(listener.seen[0], Starting)
    ready = next(event for event in listener.seen if isinstance(event, Ready))
    assert ready.device.startswith(("CPU", "GPU:0"))
    assert end.reached.epochs == len(plain.epoch_loss)
    assert end.reached.epoch_theta[0] == pytest.approx(plain.epoch_w[-1], rel=1e-5)


async def test_the_end_carries_the_last_epochs_means_and_the_last_update(listener):
    await listener.engine.send(Configure(config_of(batch_size=32)), Run())
    end = await listener.until_state(RunState.CONVERGED)
    plain = descend(*line(100), 0.001, 32, 1000, tolerance=0.001)
    assert (end.reached.epochs, end.reached.updates) == (len(plain.epoch_loss), len(plain.loss))
    means = plain.epoch_w[-1], plain.epoch_b[-1], plain.epoch_loss[-1]
    assert (*end.reached.epoch_theta, end.reached.epoch_loss) == pytest.approx(means, rel=1e-4)
    assert end.reached.theta == pytest.approx((plain.w[-1], plain.b[-1]), rel=1e-4)
    x, y = line(100)
    w, b = end.reached.theta
    assert end.reached.full_loss == pytest.approx(np.mean((w * x + b - y) ** 2), rel=1e-9)


async def test_a_frame_is_one_consistent_snapshot(listener):
    await listener.engine.send(Step(5))
    frame = await listener.until_frame(lambda frame: frame.update == 5)
    plain = descend(*line(100), 0.001, 100, 5)
    assert frame.state is RunState.PAUSED
    assert frame.updates.index.tolist() == [1, 2, 3, 4, 5]
    assert frame.updates.theta[:, 0].tolist() == pytest.approx(plain.w, rel=1e-5)
    assert frame.updates.loss.tolist() == pytest.approx(plain.loss, rel=1e-5)
    assert frame.epochs.loss.tolist() == pytest.approx(plain.epoch_loss, rel=1e-5)
    assert frame.theta == frame.updates.point(-1)
    assert frame.previous == frame.updates.point(-2)
    assert frame.batch_loss == frame.updates.loss[-1]
    assert (frame.batch.start, frame.batch.stop, frame.batch.epoch) == (0, 100, 4)
    assert frame.updates.seen.tolist() == [100, 200, 300, 400, 500]
    assert (np.diff(frame.updates.seconds) > 0).all()


async def test_stepping_to_the_end_of_an_epoch(listener):
    await listener.engine.send(Configure(config_of(batch_size=30)), Step(1), StepEpoch())
    frame = await listener.until_frame(lambda frame: frame.epoch == 1)
    assert (frame.update, frame.state) == (4, RunState.PAUSED)


async def test_every_epoch_is_told_exactly_once_when_asked_for(listener):
    await listener.engine.send(
        Watch(frames=False, every=7),
        Configure(config_of(batch_size=16, stop="never", epochs=100)),
        Run(),
    )
    await listener.until_state(RunState.MAX_EPOCHS)
    rows = [event for event in listener.seen if isinstance(event, EpochRows)]
    numbers = np.concatenate([event.epochs.index for event in rows])
    updates = np.concatenate([event.updates for event in rows])
    loss = np.concatenate([event.epochs.loss for event in rows])
    plain = descend(*line(100), 0.001, 16, 100)
    assert numbers.tolist() == [*range(7, 100, 7), 100]
    assert updates.tolist() == [7 * number for number in numbers]
    wanted = [plain.epoch_loss[number - 1] for number in numbers]
    assert loss.tolist() == pytest.approx(wanted, rel=1e-4)


async def test_a_live_change_is_kept_as_an_event_and_resets_nothing(listener):
    await listener.engine.send(Step(10))
    await listener.until_frame(lambda frame: frame.update == 10)
    await listener.engine.send(Configure(config_of(learning_rate=0.002)), Step(1))
    frame = await listener.until_frame(lambda frame: frame.update == 11)
    (change,) = frame.changes
    assert (change.update, change.parameter, change.old, change.new) == (
        10,
        "learning_rate",
        "0.001",
        "0.002",
    )


async def test_other_data_restart_the_run(listener):
    await listener.engine.send(Step(3), Configure(config_of(samples=40, seed=3)))
    frame = await listener.until_frame(lambda frame: frame.config.data.samples == 40)
    assert (frame.update, frame.state) == (0, RunState.READY)
    _, y = line(40, seed=3)
    assert frame.full_loss == pytest.approx(np.mean(y**2), rel=1e-6)


async def test_pause_stops_an_endless_run_and_run_goes_on(listener):
    await listener.engine.send(
        Configure(config_of(stop="never", epochs=10**9, batch_size=1)), Run()
    )
    await listener.until_frame(lambda frame: frame.update > 1000)
    await listener.engine.send(Pause())
    paused = await listener.until_state(RunState.PAUSED)
    await listener.engine.send(Run())
    frame = await listener.until_frame(lambda frame: frame.update > paused.reached.updates)
    assert frame.state is RunState.RUNNING


async def test_a_paced_run_is_the_same_run(listener):
    await listener.engine.send(
        Configure(config_of(batch_size=16, shuffle=True, stop="never", epochs=3)),
        SetPace(200),
        Run(),
    )
    await listener.until_state(RunState.MAX_EPOCHS)
    slow = await listener.until_frame(lambda frame: frame.epoch == 3)
    await listener.engine.send(SetPace(None), Restart(run=True))
    fast = await listener.until_frame(lambda frame: frame.epoch == 3)
    for name in ("index", "theta", "loss"):
        assert np.array_equal(getattr(slow.updates, name), getattr(fast.updates, name)), name


async def test_no_second_frame_comes_before_the_first_is_dealt_with(listener):
    await listener.engine.send(Configure(config_of(stop="never", epochs=10**9)), Run())
    first = await listener.until_frame(lambda frame: frame.state is RunState.RUNNING)
    # Nobody asks for events now; a state change still has to come through, and no frame before it.
    await listener.engine.send(Pause())
    listener.seen.clear()
    await listener.until_state(RunState.PAUSED)
    between = [event for event in listener.seen if isinstance(event, Frame)]
    assert len(between) <= 1
    assert all(frame.update >= first.update for frame in between)


async def test_after_the_end_a_run_goes_on_past_it(listener):
    await listener.engine.send(Run())
    end = await listener.until_state(RunState.CONVERGED)
    await listener.engine.send(Run())
    frame = await listener.until_frame(lambda frame: frame.state is RunState.MAX_EPOCHS)
    assert frame.update > end.reached.updates


async def test_a_diverged_run_says_where_and_runs_anew_when_told_to(listener):
    await listener.engine.send(Configure(config_of(learning_rate=0.1)), Run())
    end = await listener.until_state(RunState.DIVERGED)
    assert f"at update {end.reached.updates}" in end.reason
    await listener.engine.send(Step())
    refused = await listener.until(lambda event: isinstance(event, Refused))
    assert "restart" in refused.message
    await listener.engine.send(Configure(config_of(learning_rate=0.001)), Run())
    await listener.until_state(RunState.CONVERGED)


async def test_the_history_is_written_with_every_update(listener, tmp_path):
    await listener.engine.send(Configure(config_of(batch_size=32, stop="never", epochs=5)), Run())
    await listener.until_state(RunState.MAX_EPOCHS)
    for suffix in (".npz", ".csv"):
        await listener.engine.send(Save(tmp_path / f"run{suffix}"))
        saved = await listener.until(lambda event: isinstance(event, Saved))
        assert (saved.rows, saved.kept_every) == (20, 1)
    plain = descend(*line(100), 0.001, 32, 5)
    table = np.genfromtxt(tmp_path / "run.csv", delimiter=",", names=True)
    arrays = np.load(tmp_path / "run.npz", allow_pickle=False)
    for name in ("update", "epoch", "w", "b", "loss"):
        assert np.array_equal(np.float32(table[name]), np.float32(arrays[name])), name
    assert arrays["update"].tolist() == list(range(1, 21))
    assert arrays["epoch"].tolist() == [epoch for epoch in range(1, 6) for _ in range(4)]
    assert arrays["loss"].tolist() == pytest.approx(plain.loss, rel=1e-4)


async def test_a_history_beyond_the_memory_for_it_is_written_exactly(listener, tmp_path):
    history = HistoryFile(tmp_path / "run.npz")
    await listener.engine.send(Watch(frames=False, every=1, history=history.part))
    config = config_of(batch_size=1, stop="never", epochs=CAPACITY // 100 + 500)
    await listener.engine.send(Configure(config), Run())
    end = await listener.until_state(RunState.MAX_EPOCHS)
    await listener.engine.send(Watch())
    assert history.finish() == end.reached.updates == CAPACITY + 50_000
    told = [event.epochs for event in listener.seen if isinstance(event, EpochRows)]
    with np.load(tmp_path / "run.npz") as kept:
        assert np.array_equal(kept["update"], np.arange(1, end.reached.updates + 1))
        assert np.array_equal(kept["epoch"], (kept["update"] + 99) // 100)
        for place, name in enumerate(("w", "b", "loss")):
            means = kept[name].astype(float).reshape(-1, 100).mean(axis=1)
            wanted = np.concatenate([epochs.columns[place] for epochs in told])
            assert means == pytest.approx(wanted, rel=1e-12)


async def test_a_history_whose_disk_is_full_is_told_and_the_run_pauses(listener, tmp_path):
    history = HistoryFile(tmp_path / "run.csv")
    await listener.engine.send(Watch(frames=False, history=history.part), Step(3))
    await listener.until_state(RunState.PAUSED)
    before = resource.prlimit(listener.engine.worker_pid, resource.RLIMIT_FSIZE, (2000, -1))
    await listener.engine.send(Configure(config_of(stop="never", epochs=10**9)), Run())
    failed = await listener.until(lambda event: isinstance(event, HistoryFailed))
    assert failed.message == "File too large"
    end = await listener.until_state(RunState.PAUSED)
    resource.prlimit(listener.engine.worker_pid, resource.RLIMIT_FSIZE, before)
    await listener.engine.send(Watch())
    assert 3 <= history.keep() < end.reached.updates


async def test_how_far_a_run_has_come_is_told_when_asked_for(listener):
    await listener.engine.send(
        Watch(frames=False, pulse=0.001), Configure(config_of(stop="never", epochs=10**9)), Run()
    )
    told = [await listener.until_state(RunState.RUNNING) for _ in range(4)]
    assert [event.reached.updates for event in told] == sorted(
        {event.reached.updates for event in told}
    )
    await listener.engine.send(Pause())
    await listener.until_state(RunState.PAUSED)
    await listener.engine.send(Watch())


async def test_a_history_that_cannot_be_written_is_refused(listener, tmp_path):
    await listener.engine.send(Save(tmp_path / "nowhere" / "run.csv"))
    refused = await listener.until(lambda event: isinstance(event, Refused))
    assert "nowhere" in refused.message


async def test_a_sweep_is_trained_beside_the_run_and_can_be_left(listener):
    spec = SweepSpec(config_of(), batch_sizes=(32, "full"), learning_rates=(0.001, 0.002))
    await listener.engine.send(Sweep(spec))
    ended = await listener.until(lambda event: isinstance(event, SweepEnded))
    assert (ended.done, ended.total, ended.stopped) == (4, 4, False)
    told = [event for event in listener.seen if isinstance(event, SweepRows)]
    assert sorted(row.index for event in told for row in event.rows) == [0, 1, 2, 3]

    endless = config_of(stop="never", epochs=10**12)
    await listener.engine.send(Sweep(SweepSpec(endless, learning_rates=(0.001, 0.002))))
    await listener.until(lambda event: isinstance(event, SweepRows))
    # The run answers meanwhile.
    await listener.engine.send(Step(3))
    await listener.until_frame(lambda frame: frame.update == 3)
    await listener.engine.send(StopSweep())
    ended = await listener.until(lambda event: isinstance(event, SweepEnded))
    assert (ended.done, ended.total, ended.stopped) == (0, 2, True)


async def test_the_trade_off_is_measured_in_the_worker(listener):
    await listener.engine.send(MeasureTradeoff(TradeoffSpec(config_of(), ("full",))))
    ended = await listener.until(lambda event: isinstance(event, SweepEnded))
    assert (ended.done, ended.stopped) == (1, False)


async def test_a_run_that_was_left_is_taken_up_where_it_stood(listener):
    engine = listener.engine
    await engine.send(
        Configure(config_of(optimizer="adam", learning_rate=0.1, batch_size=16)), Step(5)
    )
    left = await listener.until_frame(lambda frame: frame.update == 5)
    await engine.send(Step(3))
    wanted = await listener.until_frame(lambda frame: frame.update == 8)
    await engine.send(Configure(config_of(batch_size=1)), Restart(), Step(20))
    await listener.until_frame(lambda frame: frame.update == 20)
    await engine.send(Configure(left.config), Resume.of(left))
    again = await listener.until_frame(lambda frame: frame.update == 5)
    assert (again.theta, again.config) == (left.theta, left.config)
    await engine.send(Step(3))
    after = await listener.until_frame(lambda frame: frame.update == 8)
    assert (after.theta, after.batch_loss) == (wanted.theta, wanted.batch_loss)
    assert np.array_equal(after.updates.theta, wanted.updates.theta)
