"""One run under command: obeys, trains in slices, remembers, and says what happened.

Everything the worker does but for sockets and imports. Commands go into `obey`, training happens in
`work`, and what is to be told collects in `outbox`.

Imports TensorFlow (through `engine.trainer`): for the worker alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from engine.advance import Advance
from engine.config import Effect, RunConfig
from engine.dataset import load
from engine.errors import DescentError, HistoryError
from engine.exports import save_run, take_up
from engine.history_file import RowFile, records, write_history
from engine.messages import (
    Acknowledge,
    Command,
    Configure,
    Event,
    Fork,
    HistoryFailed,
    Notice,
    Pause,
    Race,
    RaceBy,
    RaceFrame,
    Refused,
    Restart,
    Resume,
    Run,
    Save,
    Saved,
    SaveRun,
    Seek,
    SetPace,
    Shift,
    Step,
    StepEpoch,
    Watch,
    WriteEvents,
)
from engine.pace import Pace, RateMeter, SliceSize
from engine.parameters import PARAMETERS, differences
from engine.race import Race as RunsRaced
from engine.record import Record, epoch_rows
from engine.snapshot import RunState
from engine.sweep_messages import MeasureTradeoff, StopSweep, Sweep
from engine.sweeping import Aside
from engine.trainer import Trainer
from engine.travel import Travel, undone

FRAME_SECONDS = 1 / 30

_DURING_A_RACE = (Race, Run, Pause, SetPace, Watch, Acknowledge)
"""Commands that a race goes on after."""

_LEAD_BACK = (Configure, Restart, Race, Resume)
"""Commands that lead back to the present if an earlier moment is shown."""


class Session:
    """The run, its history and what the other side wants to know of it.

    Args:
        config: the first configuration; its data are read here.
        device: TensorFlow's name of the device, such as "/CPU:0".
        clock: seconds of a steady clock.

    Raises:
        DataError: the data cannot be read.
    """

    def __init__(
        self, config: RunConfig, device: str, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.outbox: list[Event] = []
        self._clock = clock
        self._device = device
        self._watch = Watch()
        self._pace, self._slice, self._meter = Pace(), SliceSize(), RateMeter()
        self._state = RunState.READY
        self._steps: int | None = None
        self._race: RunsRaced | None = None
        self._frame_out = False
        self._frame_due = 0.0
        self._changed = True
        self._rows: RowFile | None = None
        self._pulse_due = 0.0
        self._aside = Aside(device)
        self._trainer = Trainer(config, load(config.data), device)
        self._forget()

    # ------------------------------------------------------------------------------ commands

    def obey(self, command: Command) -> None:
        """Carry a command out; what cannot be is answered with `Refused` and changes nothing."""
        try:
            self._make_way(command)
            match command:
                case Race(configs=configs, by=by):
                    self._begin_race(configs, by)
                case Run():
                    self._run()
                case Pause():
                    self._pause()
                case Step(updates=updates):
                    self._step(updates)
                case StepEpoch():
                    self._step(self._trainer.updates_to_epoch_end(after=self._pending))
                case Restart(run=run):
                    self._restart(self._trainer.config, run=run)
                case Configure(config=config):
                    self._configure(config)
                case SetPace() | Watch() | Acknowledge():
                    self._adapt(command)
                case Save() | SaveRun() | WriteEvents():
                    self.outbox.append(self._export(command))
                case Resume():
                    self._resume(command)
                case Sweep() | MeasureTradeoff() | StopSweep():
                    self.outbox.extend(self._aside.obey(command))
                case _:
                    self._move(command)
        except DescentError as error:
            self.outbox.append(Refused(str(error)))

    def _adapt(self, command: SetPace | Watch | Acknowledge) -> None:
        """To the other side: its pace, what it looks at, whether it has dealt with a frame."""
        match command:
            case SetPace(updates_per_second=rate):
                self._pace.set(rate, self._clock())
                self._slice = SliceSize()
            case Watch():
                self._set_watch(command)
            case Acknowledge():
                self._frame_out = False

    def _make_way(self, command: Command) -> None:
        """End what cannot go on under this command: a race, or looking back."""
        if self._race is not None and not isinstance(command, _DURING_A_RACE):
            self._end_race()
        if isinstance(command, _LEAD_BACK):
            self._travel.come_back()
        if isinstance(command, Run | Step | StepEpoch) and self._travel.looking_back:
            raise DescentError("an earlier moment is shown: fork there, or go back first")

    # ------------------------------------------------------------------------------ a race

    def _begin_race(self, configs: Sequence[RunConfig], by: RaceBy) -> None:
        if any(config.data != self._trainer.config.data for config in configs):
            raise DescentError("runs can be raced on the present data only")
        race = RunsRaced(configs, load(configs[0].data), self._device, by)
        race.prepare()
        self._race, self._steps = race, None
        self._take_first_lane()
        self._pace.start(self._clock())
        self._enter(RunState.RUNNING, "")

    def _take_first_lane(self) -> None:
        """The first run of the race is the present one."""
        assert self._race is not None
        lane = self._race.lanes[0]
        self._trainer, self._record = lane.trainer, lane.record
        self._travel = Travel(self._trainer)

    def _end_race(self) -> None:
        """The first run stays, where it is."""
        race, self._race = self._race, None
        if race is not None and self._state is RunState.RUNNING:
            state = race.lanes[0].state
            self._enter(state if state.ended else RunState.PAUSED, "")

    def _race_on(self) -> None:
        assert self._race is not None
        now = self._clock()
        due = self._pace.due(now)
        if due == 0:
            return
        made = self._race.work(due)
        self._travel.passed()
        self._pace.made(made, self._clock())
        self._changed = True
        if self._race.ended:
            frames = tuple(lane.frame(self._watch) for lane in self._race.lanes)
            self.outbox.append(RaceFrame(frames))
            self._end_race()

    # ------------------------------------------------------------------------------ the run

    def _run(self) -> None:
        if self._race is not None:
            self._pace.start(self._clock())
            self._enter(RunState.RUNNING, "")
            return
        if self._state is RunState.DIVERGED:
            self._restart(self._trainer.config, run=True)
            return
        self._steps = None
        self._go()

    def _step(self, updates: int) -> None:
        if self._state is RunState.DIVERGED:
            raise DescentError("the run has diverged: restart it, with a lower learning rate")
        self._steps = updates + self._pending
        self._go()

    @property
    def _pending(self) -> int:
        """Single updates that were asked for and are still to be made."""
        return (self._steps or 0) if self._state is RunState.RUNNING else 0

    def _go(self) -> None:
        """Train, past the end if the run has come to one."""
        trainer = self._trainer
        if self._state is RunState.CONVERGED:
            trainer.rule_armed = False
        if trainer.epoch >= trainer.epoch_limit:
            trainer.epoch_limit = trainer.epoch + trainer.config.stop.epochs
        self._travel.changed()
        trainer.prepare()
        now = self._clock()
        self._pace.start(now)
        self._meter.clear()
        self._meter.mark(now, self._trainer.update)
        self._enter(RunState.RUNNING, "")

    def _pause(self) -> None:
        self._steps = None
        if self._state is RunState.RUNNING:
            self._enter(RunState.PAUSED, "")

    def _restart(self, config: RunConfig, *, run: bool) -> None:
        self._trainer.restart(config)
        self._steps = None
        self._forget()
        self._enter(RunState.READY, "")
        if run:
            self._go()

    def _configure(self, config: RunConfig) -> None:
        old = self._trainer.config
        changed = differences(old, config)
        if not changed:
            return
        effects = {PARAMETERS[name].notes.effect for name in changed}
        if effects == {Effect.LIVE}:
            self._record.change(self._trainer.update, self._trainer.epoch, changed)
            self._trainer.configure(config)
            if config.stop != old.stop:
                self._trainer.recall(self._record.epochs.series)
            self._travel.changed()
            self._slice = SliceSize()
            self._changed = True
            return
        running = self._state is RunState.RUNNING and self._steps is None
        if config.data != old.data:
            self._trainer = Trainer(config, load(config.data), self._device)
        self._restart(config, run=running)

    def _set_watch(self, watch: Watch) -> None:
        other = watch.history != self._watch.history
        self._watch = watch
        self._changed = True
        if other:
            if self._rows is not None:
                self._rows.close()
            self._rows = None if watch.history is None else RowFile(watch.history)

    def _resume(self, command: Resume) -> None:
        self._restart(undone(command.config, command.changes), run=False)
        self._travel.resume(command.config, command.changes, command.epochs)
        take_up(command, self._trainer, self._record)
        self._travel.changed()
        self._enter(command.state, command.reason)

    def _export(self, command: Save | SaveRun | WriteEvents) -> Saved:
        trainer, record = self._trainer, self._record
        match command:
            case Save(path=path):
                kept = record.updates
                write_history(path, kept.series, trainer.samples)
                return Saved(path, len(kept), kept.kept_every)
            case SaveRun():
                with self._travel.in_the_present():
                    return save_run(command, trainer, record, self._state, self._device)
            case WriteEvents():
                from engine.event_file import write_events

                with self._travel.in_the_present():
                    return write_events(command, trainer, record)

    # ------------------------------------------------------------------------------ other moments

    def _move(self, command: Command) -> None:
        """To another moment."""
        self._pause()
        match command:
            case Seek(update=update):
                self._travel.seek(update)
            case Shift(updates=updates, epochs=epochs):
                self._travel.shift(updates, epochs)
            case Fork(config=config):
                self._fork(config)
            case _:
                raise TypeError(f"a session does not know {command!r}")
        if not self._travel.under_way:
            self._changed = True

    def _go_there(self) -> None:
        """One slice of the way to the moment sought."""
        if self._changed and self._watch.frames and not self._travel.away:
            return  # the present is told first, as it was left
        if self._travel.work():
            self._trainer.seconds = self._record.seconds_at(self._trainer.update)
            self._changed = True

    def _fork(self, config: RunConfig) -> None:
        self._travel.fork()
        if self._trainer.update < self._record.updates.last:
            self._trainer.seconds = self._record.seconds_at(self._trainer.update)
            self._record.cut(self._trainer)
            self._trainer.recall(self._record.epochs.series)
            self._enter(self._standstill, "")
        self._configure(config)

    @property
    def _standstill(self) -> RunState:
        """The state of an earlier moment."""
        return RunState.PAUSED if self._trainer.update else RunState.READY

    # ------------------------------------------------------------------------------ training

    @property
    def idle_seconds(self) -> float | None:
        """How long nothing need be done here; None is until the next command."""
        if self._aside.busy:
            return 0.0
        if self._state is RunState.RUNNING:
            return self._pace.wait(self._clock())
        waits = self._changed and self._watch.frames and not self._travel.away and self._frame_out
        if self._travel.under_way and not waits:
            return 0.0
        if self._changed and self._watch.frames and not self._frame_out:
            return max(0.0, self._frame_due - self._clock())
        return None

    def work(self) -> None:
        """One slice of training, if any is due, one of a sweep, and a frame, if one is wanted."""
        if self._state is RunState.RUNNING and self._race is not None:
            self._race_on()
        elif self._state is RunState.RUNNING:
            self._train()
        elif self._travel.under_way:
            self._go_there()
        self.outbox.extend(self._aside.work())
        self._report()

    def _train(self) -> None:
        now = self._clock()
        wanted = self._slice.updates
        if (due := self._pace.due(now)) is not None:
            wanted = min(wanted, due)
        if self._steps is not None:
            wanted = min(wanted, self._steps)
        if wanted < 1:
            return
        before = self._trainer.update
        advance = self._trainer.advance(wanted)
        self._travel.passed()
        made = len(advance.recorded.w)
        self._record.add(advance)
        self._changed = True
        written = self._write(advance, before)
        if advance.fault:
            self.outbox.append(Notice(advance.fault))
        every = self._watch.every
        if every and (rows := epoch_rows(advance, self._trainer.epoch, every)) is not None:
            self.outbox.append(rows)
        after = self._clock()
        self._slice.learn(max(made, 1), after - now)
        self._pace.made(made, after)
        self._meter.mark(after, self._trainer.update)
        if self._steps is not None:
            self._steps -= made
        if advance.state is not RunState.RUNNING:
            self._steps = None
            self._enter(advance.state, advance.reason)
        elif self._steps == 0 or not written:
            self._steps = None
            self._enter(RunState.PAUSED, "")
        elif self._watch.pulse and after >= self._pulse_due:
            self._pulse_due = after + self._watch.pulse
            self._enter(RunState.RUNNING, "")

    def _write(self, advance: Advance, before: int) -> bool:
        """Write the updates to the file that keeps them all, if there is one; whether that went."""
        if self._rows is None:
            return True
        made = advance.recorded
        update = np.arange(before + 1, before + 1 + len(made.w))
        epochs = advance.seen / self._trainer.samples
        try:
            self._rows.append(records(update, made.w, made.b, made.loss, epochs))
        except HistoryError as error:
            self.outbox.append(HistoryFailed(error.reason))
            self._rows.close()
            self._rows = None
            return False
        return True

    # ------------------------------------------------------------------------------ telling

    def _forget(self) -> None:
        self._record = Record()
        self._travel = Travel(self._trainer)
        if self._rows is not None:
            self._rows.clear()
        self._changed = True
        self._meter.clear()

    def _enter(self, state: RunState, reason: str) -> None:
        self._state = state
        self._changed = True
        self.outbox.append(self._record.state_changed(self._trainer, state, reason))

    def _report(self) -> None:
        now = self._clock()
        if self._travel.away and self._travel.under_way:
            return
        wanted = self._watch.frames and self._changed and not self._frame_out
        if wanted and (now >= self._frame_due or self._state is not RunState.RUNNING):
            rate = self._meter.rate if self._state is RunState.RUNNING else 0.0
            if self._race is not None:
                frames = tuple(lane.frame(self._watch) for lane in self._race.lanes)
                self.outbox.append(RaceFrame(frames))
            else:
                state = self._standstill if self._travel.away else self._state
                frame = self._record.frame(self._trainer, state, self._watch, rate)
                self.outbox.append(frame)
            self._frame_out, self._changed = True, False
            self._frame_due = now + FRAME_SECONDS
