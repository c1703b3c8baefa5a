"""One run under command: obeys, trains in slices, remembers, and says what happened.

Everything the worker does but for sockets and imports. Commands go into `obey`, training happens in
`work`, and what is to be told collects in `outbox`.

Imports TensorFlow (through `engine.trainer`): for the worker alone.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from engine.config import Effect, RunConfig
from engine.dataset import load
from engine.errors import DescentError
from engine.history import History, thinned
from engine.history_file import write_history
from engine.messages import (
    Acknowledge,
    Command,
    Configure,
    EpochRows,
    Event,
    Frame,
    Pause,
    Refused,
    Restart,
    Resume,
    Run,
    Save,
    Saved,
    SetPace,
    StateChanged,
    Step,
    StepEpoch,
    Watch,
)
from engine.pace import Pace, RateMeter, SliceSize
from engine.parameters import PARAMETERS, differences
from engine.snapshot import Change, RunState, Series
from engine.trainer import Advance, Trainer

FRAME_SECONDS = 1 / 30
_NONE = (math.nan, math.nan, math.nan)


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
                    self._step(self._trainer.updates_to_epoch_end())
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
                    write_history(path, self._updates.series, self._trainer.samples)
                    saved = Saved(path, len(self._updates), self._updates.kept_every)
                    self.outbox.append(saved)
                case Resume():
                    self._resume(command)
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
        pending = self._steps if self._state is RunState.RUNNING else None
        self._steps = updates + (pending or 0)
        self._go()

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
        self._forget()
        self._enter(RunState.READY, "")
        if run:
            self._steps = None
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
                self._changes.append(Change(update, epoch, name, before, after))
            self._trainer.configure(config)
            self._slice = SliceSize()
            self._changed = True
            return
        running = self._state is RunState.RUNNING
        if config.data != old.data:
            self._trainer = Trainer(config, load(config.data), self._device)
        self._restart(config, run=running)

    def _set_watch(self, watch: Watch) -> None:
        if watch.keep_all != self._watch.keep_all and not len(self._updates):
            self._updates = History(None) if watch.keep_all else History()
        self._watch = watch
        self._changed = True

    def _resume(self, command: Resume) -> None:
        self._restart(command.config, run=False)
        self._trainer.restore(command.checkpoint)
        self._updates.load(command.updates, command.kept_every)
        self._epochs.load(command.epochs, command.kept_every)
        self._changes = list(command.changes)
        self._enter(RunState.PAUSED, "carried on from the last checkpoint")

    # ------------------------------------------------------------------------------ training

    @property
    def idle_seconds(self) -> float | None:
        """How long nothing need be done here; None is until the next command."""
        if self._state is RunState.RUNNING:
            return self._pace.wait(self._clock())
        if self._changed and self._watch.frames and not self._frame_out:
            return max(0.0, self._frame_due - self._clock())
        return None

    def work(self) -> None:
        """One slice of training, if any is due, and a frame, if one is wanted."""
        if self._state is RunState.RUNNING:
            self._train()
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
        self._remember(advance)
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

    def _remember(self, advance: Advance) -> None:
        recorded, seen, seconds = advance.recorded, advance.seen, advance.seconds
        loss, w, b = advance.epoch_means.T
        ends = advance.epoch_rows
        self._updates.append(recorded.w, recorded.b, recorded.loss, seen, seconds)
        self._epochs.append(w, b, loss, seen[ends], seconds[ends])
        self._changed = True
        if every := self._watch.every:
            self._tell_epochs(advance, every)

    def _tell_epochs(self, advance: Advance, every: int) -> None:
        epochs = len(advance.epoch_means)
        last = self._trainer.epoch
        numbers = np.arange(last - epochs + 1, last + 1, dtype=np.int64)
        told = numbers % every == 0
        if epochs and advance.state is not RunState.RUNNING:
            told[-1] = True
        if told.any():
            loss, w, b = advance.epoch_means[told].T
            ends = advance.epoch_rows[told]
            rows = Series(numbers[told], w, b, loss, advance.seen[ends], advance.seconds[ends])
            self.outbox.append(EpochRows(rows, advance.epoch_updates[told]))

    # ------------------------------------------------------------------------------ telling

    def _forget(self) -> None:
        self._updates = History(None) if self._watch.keep_all else History()
        self._epochs = History(None) if self._watch.keep_all else History()
        self._changes: list[Change] = []
        self._changed = True
        self._meter.clear()

    def _enter(self, state: RunState, reason: str) -> None:
        self._state = state
        self._changed = True
        trainer, epochs = self._trainer, self._epochs.series
        means = (epochs.w[-1], epochs.b[-1], epochs.loss[-1]) if len(self._epochs) else _NONE
        self.outbox.append(
            StateChanged(
                state=state,
                reason=reason,
                update=trainer.update,
                epoch=trainer.epoch,
                epoch_means=tuple(float(mean) for mean in means),
                w=trainer.w,
                b=trainer.b,
                full_loss=float(trainer.moments.loss(trainer.w, trainer.b)),
                seconds=trainer.seconds,
                compile_seconds=trainer.compile_seconds,
            )
        )

    def _report(self) -> None:
        now = self._clock()
        wanted = self._watch.frames and self._changed and not self._frame_out
        if wanted and (now >= self._frame_due or self._state is not RunState.RUNNING):
            self.outbox.append(self._frame())
            self._frame_out, self._changed = True, False
            self._frame_due = now + FRAME_SECONDS

    def _frame(self) -> Frame:
        trainer, updates, epochs = self._trainer, self._updates.series, self._epochs.series
        w, b = trainer.w, trainer.b
        return Frame(
            state=self._state,
            config=trainer.config,
            w=w,
            b=b,
            previous=trainer.previous,
            batch_loss=float(updates.loss[-1]) if len(self._updates) else math.nan,
            epoch_loss=float(epochs.loss[-1]) if len(self._epochs) else math.nan,
            full_loss=float(trainer.moments.loss(w, b)),
            batch=trainer.batch,
            updates=thinned(updates, self._watch.points),
            epochs=thinned(epochs, self._watch.points),
            kept_every=self._updates.kept_every,
            seconds=trainer.seconds,
            compile_seconds=trainer.compile_seconds,
            updates_per_second=self._meter.rate if self._state is RunState.RUNNING else 0.0,
            checkpoint=trainer.checkpoint(),
            changes=tuple(self._changes),
        )
