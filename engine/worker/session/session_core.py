"""What every session does: trains in slices, remembers, and tells.

Imports TensorFlow (through `engine.worker.training.trainer`): for the worker alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.errors import HistoryError
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import Watch
from engine.protocol.events import Event, HistoryFailed, Notice, RaceFrame
from engine.storage.history_rows import RowFile, records
from engine.worker.session.race import Race as RunsRaced
from engine.worker.session.replay import Travel
from engine.worker.sweeps.side_job import Aside
from engine.worker.training.pace import Pace, RateMeter, SliceSize
from engine.worker.training.record import Record, epoch_rows
from engine.worker.training.slice_result import Advance
from engine.worker.training.trainer import Trainer

FRAME_SECONDS = 1 / 200
"""Frames come no faster than this, whatever the reader acknowledges; a screen asks for fewer."""


class SessionCore:
    """The run, its history and what the other side wants to know of it; `Session` commands it.

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

    # ------------------------------------------------------------------------------ training

    def _pause(self) -> None:
        self._steps = None
        if self._state is RunState.RUNNING:
            self._enter(RunState.PAUSED, "")

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
        made = len(advance.recorded)
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
        update = np.arange(before + 1, before + 1 + len(made))
        epochs = advance.seen / self._trainer.samples
        try:
            self._rows.append(records(update, made.theta, made.loss, epochs))
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
                self.outbox.append(self.frame(rate))
            self._frame_out, self._changed = True, False
            self._frame_due = now + FRAME_SECONDS

    def frame(self, rate: float = 0.0) -> Frame:
        """The run as it is shown now; `rate` is its updates a second."""
        state = self._standstill if self._travel.away else self._state
        return self._record.frame(self._trainer, state, self._watch, rate)

    @property
    def _standstill(self) -> RunState:
        """The state of an earlier moment."""
        return RunState.PAUSED if self._trainer.update else RunState.READY
