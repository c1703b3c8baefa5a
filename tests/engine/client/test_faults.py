"""A worker that fails in every way, behind the real engine; a run that is continued to the bit.

The worker has no TensorFlow (`frail_worker`), but the real socket, heart and loop.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio

from engine.client import deaths, pulse
from engine.client import engine as engines
from engine.client.engine import Engine
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import (
    ClientCommand,
    Configure,
    Pause,
    Restart,
    Revive,
    Run,
    Save,
    Seek,
    SetPace,
    Step,
)
from engine.protocol.events import (
    Delayed,
    Event,
    Failed,
    Lost,
    Ready,
    Refused,
    Saved,
    Silence,
    Standstill,
)
from tests.engine.client.frail_worker import FATAL
from tests.engine.client.listener import Listener
from tests.engine.conftest import config_of
from tools.processes import is_alive

FAULT = Path("/fault")
pytestmark = pytest.mark.asyncio(loop_scope="module")
ENDLESS = config_of(stop="never", epochs=10**9, batch_size=16, shuffle=True)


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """A frail worker, and a client that looks after it often."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.client.spawn.MODULE", "tests.engine.client.frail_worker")
        patch.setattr(engines, "_LOOK_SECONDS", 0.02)
        patch.setattr(pulse, "QUIET_SECONDS", 0.5)
        patch.setattr(pulse, "STARTING_SECONDS", 0.5)
        patch.setattr(pulse, "IDLE_SECONDS", 0.2)
        patch.setattr(deaths, "_LONGEST", 0.01)
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared() -> AsyncIterator[Listener]:
    async with Engine(ENDLESS) as engine:
        yield Listener(engine)


@pytest_asyncio.fixture(loop_scope="module")
async def listener(shared: Listener) -> Listener:
    """The engine that all share, at the start of its run."""
    shared.seen.clear()
    await shared.engine.send(Restart())
    await shared.until_frame(lambda frame: frame.update == 0)
    return shared


def is_lost(event: Event) -> bool:
    return isinstance(event, Lost)


def is_silent(how: Standstill) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, Silence) and event.how is how and event.seconds > 0


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def stepped(listener: Listener, updates: int) -> Any:
    await listener.engine.send(Step(updates))
    return await listener.until_frame(lambda frame: frame.state is RunState.PAUSED)


FAULTS = {
    "tensorflow": ("it could not continue", "the device is out of memory while writing"),
    "garbage": ("it sent data that are no messages", None),
    "close": ("it closed its connection and did not end", None),
    "kill": ("ended by SIGKILL (out of memory?)", None),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_end_is_named_and_the_next_worker_continues_to_the_bit(
    listener: Listener, fault: str
) -> None:
    await stepped(listener, 37)
    reason, failure = FAULTS[fault]
    pid = listener.engine.worker_pid
    assert pid is not None
    if fault == "kill":
        os.kill(pid, signal.SIGKILL)
    else:
        await listener.engine.send(Save(FAULT / fault))
    lost = await listener.until(is_lost)
    assert lost.reason == reason
    assert lost.unwritten == (() if fault == "kill" else (FAULT / fault,))
    failed = [event for event in listener.seen if isinstance(event, Failed)]
    assert len(failed) == (failure is not None)
    for event in failed:
        assert event.message.startswith(str(failure))
        assert "{{" not in event.message + reason and "\n" not in event.message
        assert "Traceback" in event.details
    await listener.engine.send(Revive())
    back = await listener.until_frame(lambda frame: frame.update == 37)
    assert back.state is RunState.PAUSED
    assert not is_alive(pid)
    after = await stepped(listener, 41)
    await listener.engine.send(Restart())
    whole = await stepped(listener, 78)
    assert after.update == whole.update == 78
    for name in ("index", "theta", "loss"):
        assert np.array_equal(getattr(after.updates, name), getattr(whole.updates, name)), name


async def test_a_hanging_worker_is_noticed_while_paused_and_replaced_whatever_it_was_sent(
    listener: Listener,
) -> None:
    engine = listener.engine
    for fault, how in (
        ("stop", Standstill.STOPPED),
        ("hang", Standstill.IDLE),
        ("spin", Standstill.BUSY),
    ):
        before = await stepped(listener, 10)
        pid = engine.worker_pid
        assert pid is not None
        await engine.send(Save(FAULT / fault))
        await listener.until(is_silent(how))
        # More than any socket takes, and nothing waits.
        full: list[ClientCommand] = [Configure(ENDLESS)] * 2000
        await engine.send(*full, Revive(replace=True))
        lost = await listener.until(is_lost)
        assert lost.reason == "it did not answer and was ended"
        back = await listener.until_frame(lambda frame: frame.state is RunState.PAUSED)
        assert back.theta == before.theta
        assert not is_alive(pid)


async def test_a_worker_that_goes_on_answers_again_and_is_not_replaced(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine a worker that is well may not be heard of for some time.
    monkeypatch.setattr(pulse, "QUIET_SECONDS", 3.0)
    await stepped(listener, 5)
    pid = listener.engine.worker_pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    await listener.until(is_silent(Standstill.STOPPED))
    os.kill(pid, signal.SIGCONT)
    await listener.until(lambda event: isinstance(event, Silence) and event.seconds == 0)
    await listener.engine.send(Revive(replace=True), Step(1))
    await listener.until_frame(lambda frame: frame.update == 6)
    assert listener.engine.worker_pid == pid


async def test_a_run_continues_from_its_last_frame_whatever_was_shown(listener: Listener) -> None:
    engine = listener.engine
    await engine.send(SetPace(None), Run())
    for doing in ("running", "looking back"):
        if doing == "running":
            await listener.until_frame(lambda frame: frame.update > 200)
        else:
            await engine.send(Seek(12))
            await listener.until_frame(lambda frame: frame.of is not None)
        assert engine.worker_pid is not None
        os.kill(engine.worker_pid, signal.SIGKILL)
        await listener.until(is_lost)
        frames = [event for event in listener.seen if isinstance(event, Frame)]
        last = [frame for frame in frames if frame.of is None][-1]
        await engine.send(Revive())
        back = await listener.until_frame(lambda frame: frame.state is RunState.PAUSED)
        assert (back.update, back.theta, back.of) == (last.update, last.theta, None)


async def test_another_device_takes_another_worker_that_continues(listener: Listener) -> None:
    before = await stepped(listener, 5)
    pid = listener.engine.worker_pid
    await listener.engine.send(Configure(with_values(ENDLESS, {"device": "cpu"})))
    after = await listener.until_frame(lambda frame: frame.config.device.device == "cpu")
    assert listener.engine.worker_pid != pid
    assert (after.state, after.update) == (RunState.PAUSED, 5)
    assert np.array_equal(after.updates.theta, before.updates.theta)
    await listener.engine.send(Configure(ENDLESS))
    await listener.until_frame(lambda frame: frame.config == ENDLESS)


async def test_megabytes_of_output_keep_their_end_and_delay_nothing(listener: Listener) -> None:
    await listener.engine.send(Save(FAULT / "flood"))
    await listener.until(lambda event: isinstance(event, Saved))
    await listener.engine.send(Pause(), Step(3))
    await listener.until_frame(lambda frame: frame.update == 3)
    lines: tuple[str, ...] = ("",)
    while "last line" not in lines[-1]:
        await asyncio.sleep(0.001)
        lines = listener.engine.output
    assert lines[-1] == r"\x1b]0;a title\x07 the last line \x1b[2J"
    assert set(lines[:-1]) == {"x" * 99}
    assert len(lines) == 200


async def test_a_change_that_no_worker_survives_is_undone(listener: Listener) -> None:
    engine = listener.engine
    await stepped(listener, 4)
    await engine.send(Configure(config_of(stop="never", epochs=10**9, learning_rate=FATAL)))
    for deaths_ in (1, 2):
        lost = await listener.until(is_lost)
        # The first one had worked before.
        assert lost.deaths == deaths_ - 1
        await engine.send(Revive())
    lost = await listener.until(is_lost)
    assert lost.deaths == 2
    await engine.send(Revive())
    refused = await listener.until(lambda event: isinstance(event, Refused))
    assert refused.standing == ENDLESS
    back = await listener.until_frame(lambda frame: frame.update == 4)
    assert back.config == ENDLESS


async def test_twenty_deaths_in_a_row_are_counted_slow_down_and_leave_nothing_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FRAIL", "exit")
    async with Engine(RunConfig()) as engine:
        listener = Listener(engine)
        opened = 0
        for count in range(1, 21):
            lost = await listener.until(is_lost)
            why = "exit status 3 before TensorFlow was ready"
            assert lost.reason == f"{why}: ModuleNotFoundError: No module named 'numpy'"
            assert lost.deaths == count
            assert lost.output[0] == "line one"
            opened = opened or open_files()
            await engine.send(Revive(), Revive())
        delays = [event for event in listener.seen if isinstance(event, Delayed)]
        assert {event.deaths for event in delays} == set(range(3, 20))
        await listener.until(is_lost)
        assert open_files() <= opened
        monkeypatch.delenv("FRAIL")
        await engine.send(Revive(), Step(2))
        await listener.until(lambda event: isinstance(event, Ready))


async def test_an_import_that_hangs_is_noticed_and_a_close_ends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FRAIL", "hang")
    async with Engine(RunConfig()) as engine:
        silence = await Listener(engine).until(is_silent(Standstill.IDLE))
        pid = engine.worker_pid
    assert silence.doing == "importing TensorFlow"
    assert pid is not None
    assert not is_alive(pid)
