"""One run under command: obeys, trains in slices, remembers, and says what happened.

Everything the worker does but for sockets and imports. Commands go into `obey`, training happens in
`work`, and what is to be told collects in `outbox`.

Imports TensorFlow (through `engine.trainer`): for the worker alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.config import Effect, RunConfig
from engine.dataset import load
from engine.errors import DescentError
from engine.history_file import write_history
from engine.messages import (
    Acknowledge,
    Command,
    Configure,
    Event,
    Pause,
    Refused,
    Restart,
    Resume,
    Run,
    Save,
    Saved,
    SetPace,
    Step,
    StepEpoch,
    Watch,
)
from engine.pace import Pace, RateMeter, SliceSize
from engine.parameters import PARAMETERS, differences
from engine.record import Record, epoch_rows
from engine.snapshot import Change, RunState
from engine.sweep_messages import MeasureTradeoff, StopSweep, Sweep
from engine.sweeping import Aside
from engine.trainer import Trainer

FRAME_SECONDS = 1 / 30


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
        self._frame_out = False
        self._frame_due = 0.0
        self._changed = True
        self._aside = Aside(device)
        self._trainer = Trainer(config, load(config.data), device)
        self._forget()

    # ------------------------------------------------------------------------------ commands

    def obey(self, command: Command) -> None:
        """Carry a command out; what cannot be is answered with `Refused` and changes nothing."""
        try:
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
                case SetPace(updates_per_second=rate):
                    self._pace.set(rate, self._clock())
                    self._slice = SliceSize()
                case Watch():
                    self._set_watch(command)
                case Acknowledge():
                    self._frame_out = False
                case Save(path=path):
                    kept = self._record.updates
                    write_history(path, kept.series, self._trainer.samples)
                    self.outbox.append(Saved(path, len(kept), kept.kept_every))
                case Resume():
                    self._resume(command)
                case Sweep() | MeasureTradeoff() | StopSweep():
                    self.outbox.extend(self._aside.obey(command))
                case _:
                    raise TypeError(f"a session does not know {command!r}")
        except DescentError as error:
            self.outbox.append(Refused(str(error)))

    def _run(self) -> None:
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
            update, epoch = self._trainer.update, self._trainer.epoch
            for name, (before, after) in changed.items():
                self._record.changes.append(Change(update, epoch, name, before, after))
            self._trainer.configure(config)
            self._slice = SliceSize()
            self._changed = True
            return
        running = self._state is RunState.RUNNING and self._steps is None
        if config.data != old.data:
            self._trainer = Trainer(config, load(config.data), self._device)
        self._restart(config, run=running)

    def _set_watch(self, watch: Watch) -> None:
        self._watch = watch
        self._changed = True
        if not len(self._record.updates):
            self._forget()

    def _resume(self, command: Resume) -> None:
        self._restart(command.config, run=False)
        self._trainer.restore(command.checkpoint)
        self._record.updates.load(command.updates, command.kept_every)
        self._record.epochs.load(command.epochs, command.kept_every)
        self._record.changes = list(command.changes)
        self._enter(RunState.PAUSED, "carried on from the last checkpoint")

    # ------------------------------------------------------------------------------ training

    @property
    def idle_seconds(self) -> float | None:
        """How long nothing need be done here; None is until the next command."""
        if self._aside.busy:
            return 0.0
        if self._state is RunState.RUNNING:
            return self._pace.wait(self._clock())
        if self._changed and self._watch.frames and not self._frame_out:
            return max(0.0, self._frame_due - self._clock())
        return None

    def work(self) -> None:
        """One slice of training, if any is due, one of a sweep, and a frame, if one is wanted."""
        if self._state is RunState.RUNNING:
            self._train()
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
        advance = self._trainer.advance(wanted)
        made = len(advance.recorded.w)
        self._record.add(advance)
        self._changed = True
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
        elif self._steps == 0:
            self._steps = None
            self._enter(RunState.PAUSED, "")

    # ------------------------------------------------------------------------------ telling

    def _forget(self) -> None:
        self._record = Record(keep_all=self._watch.keep_all)
        self._changed = True
        self._meter.clear()

    def _enter(self, state: RunState, reason: str) -> None:
        self._state = state
        self._changed = True
        self.outbox.append(self._record.state_changed(self._trainer, state, reason))

    def _report(self) -> None:
        now = self._clock()
        wanted = self._watch.frames and self._changed and not self._frame_out
        if wanted and (now >= self._frame_due or self._state is not RunState.RUNNING):
            rate = self._meter.rate if self._state is RunState.RUNNING else 0.0
            frame = self._record.frame(self._trainer, self._state, self._watch, rate)
            self.outbox.append(frame)
            self._frame_out, self._changed = True, False
            self._frame_due = now + FRAME_SECONDS
