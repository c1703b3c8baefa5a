"""Commands in any order: the session does what a run of plain Keras does, to the bit."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from engine.client.memory import Memory
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import (
    Acknowledge,
    Command,
    Configure,
    Fork,
    Pause,
    Race,
    RaceBy,
    Restart,
    Resume,
    Run,
    SaveRun,
    Seek,
    Shift,
    Step,
    StepEpoch,
    Watch,
)
from engine.protocol.events import RaceFrame, Refused
from engine.protocol.sweep_messages import StopSweep, Sweep
from engine.storage.resume import opened_run
from engine.storage.run_reader import read_run
from engine.sweeps.spec import SweepSpec
from engine.worker.session.session import Session
from tests.engine.conftest import config_of
from tests.engine.worker.session.eager_run import EagerRun, live_values

EXAMPLES = int(os.environ.get("DESCENT_EXAMPLES", "0"))
"""Sequences of commands to try; by default a few, of two optimizers."""
OPTIMIZERS = ["sgd", "adam"] + ["momentum", "nesterov", "nadam"] * (EXAMPLES > 0)
MOST_UPDATES = 150
"""A longer run is restarted: it would show nothing new."""
FIRST = {"samples": 6, "stop": "loss", "tolerance": 0.05, "epochs": 8, "learning_rate": 0.01}

LIVE = st.one_of(
    st.fixed_dictionaries({"learning_rate": st.sampled_from([0.001, 0.01, 0.02, 1e3])}),
    st.fixed_dictionaries({"batch_size": st.sampled_from([2, 4, "full", 7])}),
    st.fixed_dictionaries({"optimizer": st.sampled_from(OPTIMIZERS)}),
    st.fixed_dictionaries({"shuffle": st.booleans()}),
    st.fixed_dictionaries({"stop": st.sampled_from(["loss", "never"])}),
    st.fixed_dictionaries({"tolerance": st.sampled_from([0.05, 0.3]), "window": st.integers(1, 2)}),
    st.fixed_dictionaries({"epochs": st.sampled_from([2, 8, 20])}),
    st.fixed_dictionaries({"momentum": st.sampled_from([None, 0.0, *[0.5] * (EXAMPLES > 0)])}),
)
OTHER_START = st.fixed_dictionaries(
    {}, optional={"seed": st.integers(0, 2), "w0": st.sampled_from([0.0, -3.5])}
)
UPDATES = st.integers(1, 5)
PLACE = st.floats(0, 1)
"""A moment, as a part of the run."""


class AnyOrder(RuleBasedStateMachine):
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
        self.session = Session(config, "/CPU:0", self.clock)
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

    # ------------------------------------------------------------------------------ changes

    @property
    def config(self) -> RunConfig:
        return self.plain.config

    @rule(values=LIVE)
    def change(self, values: dict[str, object]) -> None:
        """A live change, whatever is shown."""
        self.configure(with_values(self.config, values))

    @rule(values=OTHER_START)
    def start_elsewhere(self, values: dict[str, object]) -> None:
        self.configure(with_values(self.config, values))

    @rule(values=LIVE)
    def change_and_undo(self, values: dict[str, object]) -> None:
        before = self.config
        self.configure(with_values(before, values))
        self.configure(before)

    def configure(self, config: RunConfig) -> None:
        self.leave_race()
        self.come_back()
        self.obey(Configure(config))
        before, self.plain = self.plain, self.plain.configured(config)
        if self.plain is not before:
            if before.state is RunState.RUNNING and self.target is None:
                self.plain.go()
            self.target = None

    # ------------------------------------------------------------------------------ training

    @property
    def can_step(self) -> bool:
        return self.shown is None and self.plain.state is not RunState.DIVERGED

    @rule(updates=UPDATES)
    def step(self, updates: int) -> None:
        self.train(Step(updates), updates)

    @rule()
    def step_epoch(self) -> None:
        ahead = 0 if self.target is None else self.target - self.plain.update
        self.train(StepEpoch(), self.plain.updates_to_epoch_end(after=ahead))

    def train(self, command: Step | StepEpoch, updates: int) -> None:
        if not self.can_step:
            self.obey(command, refused=True)
            return
        self.leave_race()
        self.obey(command)
        begun = self.plain.update if self.target is None else self.target
        self.plain.go()
        self.target = begun + updates

    @rule(restart=st.booleans())
    def run_on(self, restart: bool) -> None:
        if restart:
            self.leave_race()
            self.come_back()
            self.obey(Restart(run=True))
            self.plain = EagerRun(self.config)
        elif self.shown is not None:
            self.obey(Run(), refused=True)
            return
        else:
            self.obey(Run())
            if self.racing:
                return
            if self.plain.state is RunState.DIVERGED:
                self.plain = EagerRun(self.config)
        self.target = None
        self.plain.go()

    @rule()
    def pause(self) -> None:
        self.obey(Pause())
        if not self.racing:
            self.halt()

    @rule(tick=st.sampled_from([0.002, 0.005, 0.01]), slices=st.integers(1, 6))
    def wait(self, tick: float, slices: int) -> None:
        """Let it train."""
        self.tick = tick
        for _ in range(slices):
            if self.plain.update < MOST_UPDATES:
                self.work()

    @precondition(lambda self: self.plain.update >= MOST_UPDATES)
    @rule()
    def restart(self) -> None:
        self.leave_race()
        self.come_back()
        self.obey(Restart())
        self.plain, self.target = EagerRun(self.config), None

    # ------------------------------------------------------------------------------ moments

    def look(self, command: Command, update: int) -> None:
        self.leave_race()
        self.halt()
        self.obey(command)
        self.shown = max(0, update) if max(0, update) < self.plain.update else None

    @rule(place=PLACE)
    def look_back(self, place: float) -> None:
        self.leave_race()
        update = round(place * self.plain.update)
        self.look(Seek(update), update)

    @rule(updates=st.integers(-4, 4))
    def look_by_updates(self, updates: int) -> None:
        self.leave_race()
        self.look(Shift(updates=updates), self.there + updates)

    @rule(back=st.booleans())
    def look_by_an_epoch(self, back: bool) -> None:
        self.leave_race()
        ends = [0, *self.plain.ends]
        if back:
            place = max((end for end in ends if end < self.there), default=0)
        else:
            place = min((end for end in ends if end > self.there), default=self.plain.update)
        self.look(Shift(epochs=-1 if back else 1), place)

    @rule()
    def return_to_the_present(self) -> None:
        self.leave_race()
        self.look(Seek(None), self.plain.update)

    @rule(values=LIVE, at_once=st.booleans())
    def fork(self, values: dict[str, object], at_once: bool) -> None:
        """From what is shown; before it is shown, if the app is quick."""
        self.leave_race()
        self.halt()
        if self.shown is not None and not at_once:
            self.settle()
        config = with_values(self.config, values)
        self.obey(Fork(config))
        if self.shown is not None:
            self.plain.cut(self.shown)
        self.come_back()
        self.plain = self.plain.configured(config)

    # ------------------------------------------------------------------------------ many runs

    @rule(values=LIVE, by=st.sampled_from([RaceBy.EPOCHS, RaceBy.SAMPLES]))
    def race(self, values: dict[str, object], by: RaceBy) -> None:
        self.come_back()
        configs = self.config, with_values(self.config, values)
        self.target = None
        self.obey(Race(configs, by))
        self.racing = [EagerRun(config) for config in configs]
        for plain in self.racing:
            plain.go()
        self.plain = self.racing[0]

    @rule()
    def sweep(self) -> None:
        """It leaves the run alone.

        It is stopped before it trains: it would compile in a thread, and the programs that tests
        share are not for two threads. `test_aside` has one that trains.
        """
        self.obey(Sweep(SweepSpec(self.config, batch_sizes=(2, "full"))), StopSweep())

    # ------------------------------------------------------------------------------ put by

    @precondition(lambda self: self.fresh and isinstance(self.frame, Frame) and self.shown is None)
    @rule()
    def keep(self) -> None:
        assert isinstance(self.frame, Frame)
        self.kept.append((self.frame, self.plain.copied()))

    @precondition(lambda self: self.plain.update)
    @rule()
    def save(self) -> None:
        """The run in the present, whatever is shown."""
        folder = Path(self.folder.name) / f"run-{next(self.names)}"
        self.obey(SaveRun(folder))
        self.saved.append((folder, self.plain.copied()))

    @precondition(lambda self: self.kept)
    @rule(which=st.integers(0, 9))
    def take_up(self, which: int) -> None:
        """Continue a kept run."""
        frame, plain = self.kept[which % len(self.kept)]
        state = RunState.PAUSED if frame.state is RunState.RUNNING else frame.state
        self.opened(Resume.of(frame, state=state), plain, state)

    @precondition(lambda self: self.saved)
    @rule(which=st.integers(0, 9))
    def open(self, which: int) -> None:
        """Continue a saved run."""
        folder, plain = self.saved[which % len(self.saved)]
        resume = opened_run(folder.name, read_run(folder)).resume
        self.opened(resume, plain, resume.state)

    def opened(self, resume: Resume, plain: EagerRun, state: RunState) -> None:
        self.leave_race()
        self.obey(Configure(resume.config), resume)
        self.come_back()
        self.target = None
        self.plain = plain.opened(state)

    @rule()
    def kill(self) -> None:
        """The worker is lost; another one continues from the last frame."""
        if not self.fresh:
            self.work()
        self.settle()
        self.leave_race()
        self.come_back()
        self.target = None
        memory = self.memory
        self.begin(memory.config)
        self.memory = memory
        self.obey(*memory.opening())
        state = self.plain.state
        self.plain = self.plain.opened(state if state.ended else RunState.PAUSED)

    # ------------------------------------------------------------------------------ compared

    @invariant()
    def shows_what_plain_keras_does(self) -> None:
        self.settle()
        frame = self.frame
        if self.racing or not isinstance(frame, Frame):
            return
        state = self.plain.state
        if state is RunState.RUNNING:
            assert self.session.run.state is state
            if self.fresh:
                compare(frame, self.plain, frame.update)
            return
        if self.shown is not None:
            state = RunState.PAUSED if self.shown else RunState.READY
        assert (frame.update, frame.state) == (self.there, state)
        assert frame.of == (None if self.shown is None else self.plain.update)
        compare(frame, self.plain, self.there)


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


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=EXAMPLES or 12,
    stateful_step_count=30,
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
    derandomize=not EXAMPLES,
)
