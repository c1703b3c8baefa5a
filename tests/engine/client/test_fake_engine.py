"""`FakeEngine` behaves as the real session does: one script of commands, played on both.

Compared are the events that a command leads to, in their order, and the run as the last frame
before the next command shows it. How many frames come on the way is a matter of timing.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.client.memory import Memory
from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import (
    Acknowledge,
    ClientCommand,
    Command,
    Configure,
    Fork,
    Pause,
    Restart,
    Resume,
    Revive,
    Run,
    Save,
    SaveRun,
    Seek,
    Shift,
    Step,
    StepEpoch,
    Watch,
)
from engine.protocol.events import Event, Refused, Saved, StateChanged
from tests.device import DEVICE
from tests.engine.conftest import config_of
from tests.fakes import FakeEngine

MOST = 100_000
"""Updates that are enough for every run here to end."""


@dataclass(frozen=True)
class Seen:
    """What a command has led to: events but for frames, and the run as it stands then."""

    said: tuple[tuple[object, ...], ...]
    shown: tuple[object, ...]


def said(event: Event) -> tuple[object, ...]:
    """What the two must have in common of an event."""
    match event:
        case StateChanged():
            return (
                StateChanged,
                event.state,
                event.reached.updates,
                event.reached.epochs,
                bool(event.reason),
            )
        case Saved():
            return Saved, event.path, event.rows, event.kept_every, event.what, event.of
        case Refused():
            return (Refused,)
        case _:
            return (type(event),)


def shown(frame: Frame) -> tuple[object, ...]:
    """What the two must have in common of a frame; numbers in as many digits as float32 has."""
    changes = tuple((change.update, change.parameter, change.new) for change in frame.changes)
    point = tuple(float(f"{value:.3g}") for value in (*frame.theta, *frame.previous))
    rows = tuple(frame.updates.index.tolist()), tuple(frame.epochs.index.tolist())
    batch = None if frame.batch is None else (frame.batch.start, frame.batch.stop)
    place = frame.checkpoint.update, frame.checkpoint.epoch, frame.of
    return frame.state, frame.config, place, rows, batch, changes, point


def seen(events: list[Event], before: tuple[object, ...]) -> Seen:
    frames = [event for event in events if isinstance(event, Frame)]
    others = tuple(said(event) for event in events if not isinstance(event, Frame))
    return Seen(others, shown(frames[-1]) if frames else before)


Script = list[Any]
"""Commands, and functions that make one of the last frame."""


class OnFake:
    """Plays commands on `FakeEngine`."""

    def __init__(self) -> None:
        self._engine = FakeEngine(RunConfig())
        self._engine._start()

    async def play(self, command: ClientCommand) -> list[Event]:
        """What it leads to, with all the training that it asks for."""
        await self._engine.send(command)
        if self._engine.state is RunState.RUNNING:
            self._engine.advance(MOST)
        return self.events()

    def events(self) -> list[Event]:
        waiting = self._engine._events
        taken = [waiting.get_nowait() for _ in range(waiting.qsize())]
        return [event for event in taken if event is not None]


class OnSession:
    """Plays commands on the worker's own session, with a reader who deals with every frame."""

    def __init__(self) -> None:
        from engine.worker.session.session import Session

        ticks = itertools.count()
        self._session = Session(RunConfig(), DEVICE, clock=lambda: 0.02 * next(ticks))

    async def play(self, command: Command) -> list[Event]:
        self._session.obey(command)
        return self.events()

    def events(self) -> list[Event]:
        session, events = self._session, list[Event]()
        while True:
            if session.idle_seconds is not None:
                session.work()
            taken = list(session.outbox)
            session.outbox.clear()
            events += taken
            if any(isinstance(event, Frame) for event in taken):
                session.obey(Acknowledge())
            elif session.idle_seconds is None:
                return events


@pytest.fixture(scope="module")
def real() -> OnSession:
    """One for all tests, since each would compile the same programs again."""
    return OnSession()


async def played(on: OnFake | OnSession, config: RunConfig, script: Script) -> list[Seen]:
    """What each command leads to, from the start of a run of this configuration."""
    on.events()
    await on.play(Configure(config))
    events = await on.play(Restart())
    last = next(event for event in reversed(events) if isinstance(event, Frame))
    found = [Seen((), shown(last))]
    for step in script:
        command = step(last) if callable(step) else step
        events = await on.play(command)
        found.append(seen(events, found[-1].shown))
        last = next((event for event in reversed(events) if isinstance(event, Frame)), last)
    return found


LOW = config_of(learning_rate=0.0005)
SMALL = config_of(batch_size=30, stop="never", epochs=4)
HIGH = config_of(learning_rate=0.1)

SCRIPTS: dict[str, tuple[RunConfig, Script]] = {
    "a run to its end and past it": (config_of(epochs=120), [Run(), Run(), Run()]),
    "a run to its most epochs": (SMALL, [Run(), Run()]),
    "single updates and epochs": (SMALL, [Step(), Step(3), StepEpoch(), StepEpoch(), Step(2)]),
    "restarts": (SMALL, [Step(5), Restart(), Step(2), Restart(run=True)]),
    "a pause of what stands": (SMALL, [Pause(), Step(2), Pause()]),
    "live changes": (RunConfig(), [Step(5), Configure(LOW), Step(2), Configure(LOW), Run()]),
    "another batch size in the middle of an epoch": (
        SMALL,
        [Step(2), Configure(config_of(batch_size="full", stop="never", epochs=4)), Step(2)],
    ),
    "other data": (RunConfig(), [Step(5), Configure(config_of(seed=3)), Step(2)]),
    "another start": (RunConfig(), [Step(5), Configure(config_of(w0=3.0)), Step(2)]),
    "divergence": (HIGH, [Run(), Step(), Configure(LOW), Run()]),
    "earlier moments": (
        SMALL,
        [Step(10), Seek(3), Seek(0), Seek(99), Seek(7), Seek(None), Seek(10)],
    ),
    "back and forward": (
        SMALL,
        [
            Step(11),
            Shift(updates=-2),
            Shift(updates=1),
            Shift(epochs=-1),
            Shift(epochs=-1),
            Shift(epochs=1),
            Shift(updates=-99),
            Shift(epochs=9),
        ],
    ),
    "no training while an earlier moment is shown": (SMALL, [Step(9), Seek(4), Run(), Step()]),
    "a fork": (
        SMALL,
        [Step(9), Seek(4), Fork(config_of(batch_size=30, stop="never", epochs=3)), Step(2), Run()],
    ),
    "a live change while an earlier moment is shown": (
        RunConfig(),
        [Step(9), Seek(4), Configure(LOW), Step(1)],
    ),
    "a restart while an earlier moment is shown": (SMALL, [Step(9), Seek(4), Restart(), Step(1)]),
    "a run that is taken up": (
        SMALL,
        [Step(6), lambda frame: Resume.of(frame, state=RunState.PAUSED, reason="back"), Step(2)],
    ),
}


@pytest.mark.parametrize("name", SCRIPTS)
async def test_the_fake_engine_says_and_shows_what_the_session_does(
    name: str, real: OnSession
) -> None:
    config, script = SCRIPTS[name]
    fakes = await played(OnFake(), config, script)
    sessions = await played(real, config, script)
    for step, (found, wanted) in enumerate(zip(fakes, sessions, strict=True)):
        command = script[step - 1] if step else "the start"
        assert found.said == wanted.said, command
        assert found.shown == wanted.shown, command


async def test_the_fake_engine_answers_what_is_to_be_written_as_the_session_does(
    tmp_path: Path, real: OnSession
) -> None:
    script: Script = [Step(6), Save(tmp_path / "run.csv"), SaveRun(tmp_path / "run")]
    fakes = await played(OnFake(), SMALL, script)
    sessions = await played(real, SMALL, script)
    assert [one.said for one in fakes] == [one.said for one in sessions]
    written = np.genfromtxt(tmp_path / "run.csv", delimiter=",", names=True)
    assert written["update"].tolist() == [1, 2, 3, 4, 5, 6]


AWAY: dict[str, tuple[ClientCommand, ...]] = {
    "nothing": (),
    "training": (Step(3), Run(), StepEpoch()),
    "a restart": (Restart(run=True),),
    "another moment": (Seek(2), Shift(updates=-1)),
    "a live change": (Step(3), Configure(config_of(batch_size=30, stop="never", epochs=9))),
    "two live changes": (Configure(LOW), Configure(config_of(batch_size=30, learning_rate=0.002))),
    "other data": (Configure(config_of(batch_size=30, seed=3)), Run()),
}
"""Commands sent while there is no worker."""


@pytest.mark.parametrize("name", AWAY)
async def test_without_a_worker_the_fake_engine_keeps_what_the_client_does(
    name: str, real: OnSession
) -> None:
    fake, memory = OnFake(), Memory(SMALL, Watch())
    for told in (Configure(SMALL), Restart(), Step(5)):
        await fake.play(told)
        for event in await real.play(told):
            memory = memory.seen(event)
    fake._engine.lose()
    fake.events()
    for command in AWAY[name]:
        assert await fake.play(command) == []
        memory = memory.after(command)
    found = await fake.play(Revive())
    wanted = [event for command in memory.opening() for event in await real.play(command)]
    assert seen(found, ()).shown == seen(wanted, ()).shown
    found, wanted = await fake.play(Step(2)), await real.play(Step(2))
    assert seen(found, ()) == seen(wanted, ())
