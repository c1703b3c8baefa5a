"""Commands in any order: the session does what a run of plain Keras does, to the bit."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from engine.config.parameters import with_values
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import (
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
)
from engine.protocol.sweep_messages import StopSweep, Sweep
from engine.storage.resume import opened_run
from engine.storage.run_reader import read_run
from engine.sweeps.spec import SweepSpec
from tests.engine.worker.session.eager_run import EagerRun
from tests.engine.worker.session.followed import Followed, compare

EXAMPLES = int(os.environ.get("DESCENT_EXAMPLES", "0"))
"""Sequences of commands to try; by default a few, of two optimizers."""
OPTIMIZERS = ["sgd", "adam"] + ["momentum", "nesterov", "nadam"] * (EXAMPLES > 0)
MOST_UPDATES = 150
"""A longer run is restarted: it would show nothing new."""

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


class AnyOrder(Followed):
    """The commands."""

    # ------------------------------------------------------------------------------ changes

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

    # ------------------------------------------------------------------------------ training

    @rule(updates=UPDATES)
    def step(self, updates: int) -> None:
        self.train(Step(updates), updates)

    @rule()
    def step_epoch(self) -> None:
        ahead = 0 if self.target is None else self.target - self.plain.update
        self.train(StepEpoch(), self.plain.updates_to_epoch_end(after=ahead))

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

    @rule()
    def kill(self) -> None:
        """The worker is lost; another one continues from the last frame."""
        if not self.fresh:
            self.work()
        self.settle()
        if not self.memory.lanes:
            self.leave_race()
        self.come_back()
        self.target = None
        memory = self.memory
        self.begin(memory.config)
        self.memory = memory
        self.obey(*memory.opening())
        if self.racing:
            self.racing = [plain.opened(plain.state) for plain in self.racing]
            self.plain = self.racing[0]
            return
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


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=EXAMPLES or 12,
    stateful_step_count=30,
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
    derandomize=not EXAMPLES,
)
