"""A worker process without TensorFlow: the real socket and files, full-batch descent in numpy.

It trains until it is paused, whatever the stop rule says. Of a sweep it reports the runs that
diverge, and of a trade-off the first batch size; it never ends the rest.
"""

from __future__ import annotations

import math
import socket
import sys

import numpy as np

from engine.arrays import Floats
from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.history.reached import Reached
from engine.history.values import RunState, Series
from engine.protocol.commands import Command, Pause, Run, Watch
from engine.protocol.events import EpochRows, Event, StateChanged
from engine.protocol.sweep_messages import (
    MeasureTradeoff,
    StopSweep,
    Sweep,
    SweepEnded,
    SweepRows,
    TradeoffRows,
)
from engine.storage.history_rows import RowFile, records
from engine.sweeps.rows import Cell, Seeds, SweepRow
from engine.sweeps.tradeoff import TradeoffRow
from engine.worker.link import Link
from tests.stand_in import serve

SLICE = 1000
"""Updates at a time."""


class Descent:
    """Full-batch descent in float64."""

    def __init__(self, config: RunConfig) -> None:
        data = load(config.data)
        self.samples, self.scaling = len(data.x), data.scaling
        self._x, self._y = data.x.astype(float), data.y.astype(float)
        self._rate = config.optimizer.learning_rate
        self.theta: tuple[float, float] = config.start.theta
        self.updates, self.loss = 0, math.nan

    def advance(self, count: int) -> tuple[Floats, Floats]:
        """θ after each of so many updates, (count, 2), and the losses before them, (count,)."""
        theta: Floats = np.empty((count, 2))
        loss: Floats = np.empty(count)
        w, b = self.theta
        with np.errstate(over="ignore", invalid="ignore"):
            for k in range(count):
                error = w * self._x + b - self._y
                loss[k] = np.mean(error**2)
                w -= self._rate * 2 * float(np.mean(error * self._x))
                b -= self._rate * 2 * float(np.mean(error))
                theta[k] = w, b
        self.theta, self.loss = (w, b), float(loss[-1])
        self.updates += count
        return theta, loss

    @property
    def reached(self) -> Reached:
        epoch = self.theta if self.updates else (math.nan, math.nan)
        seconds = self.updates / 1e6
        return Reached(
            self.updates, self.updates, epoch, self.loss, self.theta, self.loss, seconds, 0.1
        )


class LightSession:
    """Obeys what the command line asks of a worker, and tells of it what the tests look at."""

    def __init__(self, config: RunConfig, link: Link) -> None:
        self._link, self._descent = link, Descent(config)
        self.outbox: list[Event] = []  # all is sent at once
        self._watch = Watch()
        self._history: RowFile | None = None
        self._running = False
        self._done = self._total = 0

    @property
    def idle_seconds(self) -> float | None:
        return 0.0 if self._running else None

    def obey(self, command: Command) -> None:
        match command:
            case Watch(history=path):
                self._watch = command
                self._history = None if path is None else RowFile(path)
            case Run():
                self._enter(RunState.RUNNING)
            case Pause():
                self._enter(RunState.PAUSED)
            case Sweep(spec=spec):
                self._total = spec.runs
                for index, config in enumerate(spec.configs()):
                    self._try(index, config)
            case MeasureTradeoff(spec=spec):
                self._done, self._total = 1, len(spec.batch_sizes)
                size, n = spec.batch_sizes[0], self._descent.samples
                row = TradeoffRow(size, n, 90.0, True, 9, 9.0, 0.1, 0.01, n * 100.0, 89.0, 0.05)
                self._tell(TradeoffRows((row,), 1, self._total))
            case StopSweep():
                self._tell(SweepEnded(self._done, self._total, stopped=True))
            case _:
                """Not a part of what it is for."""

    def close(self) -> None:
        """It leaves nothing open."""

    def work(self) -> None:
        """A slice of the training; what is told was written before."""
        if not self._running:
            return
        before = self._descent.updates
        theta, loss = self._descent.advance(SLICE)
        update = np.arange(before + 1, before + 1 + SLICE)
        if self._history is not None:
            rows = records(update, theta, loss, update.astype(float), self._descent.scaling)
            self._history.append(rows)
        shown = update % (self._watch.every or SLICE + before + 1) == 0
        if shown.any():
            passes: Floats = update.astype(np.float64)
            seen, seconds = passes * self._descent.samples, passes / 1e6
            series = Series.of(update, *theta.T, loss, seen, seconds).rows(shown)
            self._tell(EpochRows(series, update[shown]))
        self._enter(RunState.RUNNING)

    def _enter(self, state: RunState) -> None:
        self._running = state is RunState.RUNNING
        self._tell(StateChanged(state, "", self._descent.reached))

    def _try(self, index: int, config: RunConfig) -> None:
        """Report a run of the sweep if it diverges."""
        run = Descent(config)
        _, loss = run.advance(SLICE)
        if math.isfinite(loss[-1]):
            return
        self._done += 1
        end = int(np.argmin(np.isfinite(loss))) + 1
        row = SweepRow(
            index, Cell.of(config), Seeds.of(config), RunState.DIVERGED, end, end,
            end * run.samples, 0.1, 1, run.theta, math.inf, math.nan, (math.inf, math.inf), None,
        )  # fmt: skip
        self._tell(SweepRows((row,), self._done, self._total))

    def _tell(self, event: Event) -> None:
        self._link.send(event)


if __name__ == "__main__":
    sys.exit(serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), LightSession))
