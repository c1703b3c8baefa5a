"""A session in use, and the runs of plain Keras that it should show; compared to the bit."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis.stateful import RuleBasedStateMachine

from engine.client.memory import Memory
from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import Acknowledge, Command, Configure, Resume, Step, StepEpoch, Watch
from engine.protocol.events import RaceFrame, Refused
from engine.worker.session.session import Session
from tests.device import DEVICE
from tests.engine.conftest import config_of
from tests.engine.worker.session.eager_run import EagerRun, live_values

FIRST = {"samples": 6, "stop": "loss", "tolerance": 0.05, "epochs": 8, "learning_rate": 0.01}


class Followed(RuleBasedStateMachine):
    """A session, and the runs that it should show."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(prefix="descent-any-order-")
        self.names = count()
        self.tick = 0.01
        self.seconds = 0.0
        self.begin(config_of(**FIRST))
        self.plain = EagerRun(self.session.run.trainer.config)
        self.target: int | None = None
        """The update at which single steps end."""
        self.shown: int | None = None
        """The earlier update that is shown."""
        self.racing: list[EagerRun] = []
        self.kept: list[tuple[Frame, EagerRun]] = []
        self.saved: list[tuple[Path, EagerRun]] = []
        self.listen()
        self.settle()

    def begin(self, config: RunConfig) -> None:
        """Another worker."""
        self.session = Session(config, DEVICE, self.clock)
        self.frame: Frame | RaceFrame | None = None
        self.fresh = False
        """Whether the frame was made after the last command."""
        self.refused: list[str] = []
        self.memory = Memory(config, Watch(points=10_000, steps=3))
        self.session.obey(self.memory.watch)

    def clock(self) -> float:
        """A clock that goes on by the same time each time it is read."""
        self.seconds += self.tick
        return self.seconds

    def teardown(self) -> None:
        self.folder.cleanup()

    # ------------------------------------------------------------------------------ the session

    def obey(self, *commands: Command, refused: bool = False) -> None:
        self.refused, self.fresh = [], False
        for command in commands:
            self.memory = self.memory.after(command)
            self.session.obey(command)
            self.listen()
        assert bool(self.refused) is refused, self.refused

    def listen(self) -> None:
        for event in self.session.outbox:
            self.memory = self.memory.seen(event)
            if isinstance(event, Frame | RaceFrame):
                self.frame, self.fresh = event, True
            elif isinstance(event, Refused):
                self.refused.append(event.message)
        self.session.outbox.clear()

    def work(self) -> None:
        self.seconds += 1  # so that a frame is due
        self.session.work()
        self.listen()
        self.session.obey(Acknowledge())
        self.follow()

    def settle(self) -> None:
        """Work until there is nothing to do but to train."""
        for _ in range(500):
            frame = self.frame
            if self.racing or self.plain.state is RunState.RUNNING:
                return
            if isinstance(frame, Frame) and self.session.idle_seconds is None:
                return
            self.work()
        raise AssertionError("it never comes to rest")

    # ------------------------------------------------------------------------------ what should be

    def follow(self) -> None:
        """Make the updates that the session has made."""
        if self.racing:
            self.follow_race()
        elif self.plain.state is RunState.RUNNING:
            self.plain.until(self.session.run.trainer.update)
            if self.plain.state is RunState.RUNNING and self.plain.update == self.target:
                self.plain.state = RunState.PAUSED
        if self.plain.state is not RunState.RUNNING:
            self.target = None

    def follow_race(self) -> None:
        if not (self.fresh and isinstance(self.frame, RaceFrame)):
            return
        for lane, plain in zip(self.frame.frames, self.racing, strict=True):
            if plain.state is RunState.RUNNING:
                plain.until(lane.update)
            compare(lane, plain, lane.update)
            assert lane.state is plain.state
        if self.frame.ended:
            self.racing = []

    def leave_race(self) -> None:
        if self.racing:
            self.racing = []
            self.plain.until(self.session.run.trainer.update)
            self.halt()

    def halt(self) -> None:
        if self.plain.state is RunState.RUNNING:
            self.plain.state = RunState.PAUSED
        self.target = None

    def come_back(self) -> None:
        self.shown = None

    @property
    def there(self) -> int:
        return self.plain.update if self.shown is None else self.shown

    # ------------------------------------------------------------------------------ commands

    @property
    def config(self) -> RunConfig:
        return self.plain.config

    def configure(self, config: RunConfig) -> None:
        self.leave_race()
        self.come_back()
        self.obey(Configure(config))
        before, self.plain = self.plain, self.plain.configured(config)
        if self.plain is not before:
            if before.state is RunState.RUNNING and self.target is None:
                self.plain.go()
            self.target = None

    @property
    def can_step(self) -> bool:
        return self.shown is None and self.plain.state is not RunState.DIVERGED

    def train(self, command: Step | StepEpoch, updates: int) -> None:
        if not self.can_step:
            self.obey(command, refused=True)
            return
        self.leave_race()
        self.obey(command)
        begun = self.plain.update if self.target is None else self.target
        self.plain.go()
        self.target = begun + updates

    def look(self, command: Command, update: int) -> None:
        self.leave_race()
        self.halt()
        self.obey(command)
        self.shown = max(0, update) if max(0, update) < self.plain.update else None

    def opened(self, resume: Resume, plain: EagerRun, state: RunState) -> None:
        self.leave_race()
        self.obey(Configure(resume.config), resume)
        self.come_back()
        self.target = None
        self.plain = plain.opened(state)


def compare(frame: Frame, plain: EagerRun, update: int) -> None:
    """The state and the history of the same update, to the bit."""
    now, at = plain.moments[update], frame.checkpoint
    assert (at.update, at.epoch, at.offset) == (update, now.epoch, now.offset)
    assert_same([at.theta, frame.theta], [now.theta, now.theta])
    rows = np.array(plain.rows[:update]).reshape(update, 3)
    series = frame.updates
    assert series.index.tolist() == list(range(1, update + 1))
    assert_same(series.loss, rows[:, 0])
    assert_same(series.theta, rows[:, 1:])
    assert series.seen.tolist() == plain.seen[:update]
    epochs = np.array(plain.epochs[: now.epoch]).reshape(now.epoch, 3)
    assert frame.epochs.index.tolist() == list(range(1, now.epoch + 1))
    assert_same(frame.epochs.loss, epochs[:, 0])
    assert_same(frame.epochs.theta, epochs[:, 1:])
    assert frame.epochs.seen.tolist() == [plain.seen[end - 1] for end in plain.ends[: now.epoch]]
    if update:
        assert_same([frame.batch_loss], rows[-1:, 0])
        assert_same([frame.previous], [plain.moments[update - 1].theta])
    changes = {(c.update, c.parameter, c.old, c.new) for c in frame.changes}
    config = plain.config
    if update < plain.update:
        config = plain.leg_to(update).config
    assert changes == plain.changes_at(update)
    assert live_values(frame.config) == live_values(config)
    for name, slot in plain.slots_at(update).items():
        assert_same(at.slots[name], slot)


def assert_same(got: object, wanted: object) -> None:
    np.testing.assert_array_equal(np.asarray(got), np.asarray(wanted))
