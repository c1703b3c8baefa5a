"""One run under command: obeys, trains in slices, remembers, and says what happened.

Everything the worker does but for sockets and imports. Commands go into `obey`, training happens in
`work`, and what is to be told collects in `outbox`.

Imports TensorFlow (through `engine.worker.training.trainer`): for the worker alone.
"""

from __future__ import annotations

from engine.config.parameters import PARAMETERS, differences
from engine.config.run import Effect, RunConfig
from engine.data.dataset import load
from engine.errors import DescentError
from engine.history.values import RunState
from engine.protocol.commands import (
    Acknowledge,
    Command,
    Configure,
    Fork,
    Pause,
    Race,
    Restart,
    Resume,
    Run,
    Save,
    SaveRun,
    Seek,
    SetPace,
    Shift,
    Step,
    StepEpoch,
    Watch,
    WriteEvents,
)
from engine.protocol.events import Refused, Saved
from engine.protocol.sweep_messages import MeasureTradeoff, StopSweep, Sweep
from engine.storage.history_file import write_history
from engine.storage.history_rows import RowFile
from engine.worker.export.saved_run import save_run, take_up
from engine.worker.session.race_mode import RacingSession
from engine.worker.session.replay import undone
from engine.worker.training.pace import SliceSize
from engine.worker.training.trainer import Trainer

_DURING_A_RACE = (Race, Run, Pause, SetPace, Watch, Acknowledge)
"""Commands that a race goes on after."""

_LEAD_BACK = (Configure, Restart, Race, Resume)
"""Commands that lead back to the present if an earlier moment is shown."""


class Session(RacingSession):
    """A run under command; see `SessionCore` for what it is made of."""

    # ------------------------------------------------------------------------------ commands

    def obey(self, command: Command) -> None:
        """Carry a command out; what cannot be is answered with `Refused` and changes nothing."""
        try:
            self._make_way(command)
            match command:
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
                case Resume():
                    self._resume(command)
                case Race(configs=configs, by=by):
                    self._begin_race(configs, by)
                case Seek() | Shift() | Fork():
                    self._move(command)
                case _:
                    self._serve(command)
        except DescentError as error:
            self.outbox.append(Refused(str(error)))

    def _serve(self, command: Command) -> None:
        """What leaves the run where it is."""
        match command:
            case Acknowledge():
                self._frame_out = False
            case Watch():
                self._set_watch(command)
            case SetPace(updates_per_second=rate):
                self._pace.set(rate, self._clock())
                self._slice = SliceSize()
            case Save() | SaveRun() | WriteEvents():
                self.outbox.append(self._export(command))
            case Sweep() | MeasureTradeoff() | StopSweep():
                self.outbox.extend(self._aside.obey(command))
            case _:
                raise TypeError(f"a session does not know {command!r}")

    def _make_way(self, command: Command) -> None:
        """End what cannot go on under this command: a race, or looking back."""
        if self._race is not None and not isinstance(command, _DURING_A_RACE):
            self._end_race()
        if isinstance(command, _LEAD_BACK):
            self._travel.come_back()
        if isinstance(command, Run | Step | StepEpoch) and self._travel.looking_back:
            raise DescentError("an earlier moment is shown: fork there, or go back first")

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
                from engine.worker.export.tensorboard import write_events

                with self._travel.in_the_present():
                    return write_events(command, trainer, record)

    # ------------------------------------------------------------------------------ other moments

    def _move(self, command: Seek | Shift | Fork) -> None:
        """To another moment."""
        self._pause()
        match command:
            case Seek(update=update):
                self._travel.seek(update)
            case Shift(updates=updates, epochs=epochs):
                self._travel.shift(updates, epochs)
            case Fork(config=config):
                self._fork(config)
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

    # ------------------------------------------------------------------------------ work

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
