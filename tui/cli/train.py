"""`descent train`: a run from start to end, without a screen, with the same engine."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.commands import Pause, Run, Watch
from engine.protocol.events import EpochRows, Event, HistoryFailed, Ready, StateChanged
from tui.cli.divergence import DivergenceWatch
from tui.cli.exports import WantedExports
from tui.cli.headless import PATIENCE, follow
from tui.cli.history import WantedHistory
from tui.cli.json_report import JsonReport
from tui.cli.known import Known
from tui.cli.outcome import INTERRUPTED, Outcome, cut_short, outcome_of
from tui.cli.ports import HeadlessEngine, OpenEngine, open_engine
from tui.cli.report import Report
from tui.cli.request import Request
from tui.cli.standardize import suggest
from tui.cli.table_report import TableReport
from tui.cli.work import Work, WorkFailedError

PULSE_SECONDS = 0.25
"""Seconds between reports of the run's state, to detect a worker that stops answering."""


def run_training(
    config: RunConfig,
    request: Request,
    open_engine: OpenEngine = open_engine,
    patience: float = PATIENCE,
) -> int:
    """Train and report on stdout; returns the exit status.

    Raises:
        DescentError: the data, the device or a file to write cannot be used.
    """
    exports = WantedExports.of(request, config)
    history = WantedHistory(request.history, config.data)
    report = JsonReport(sys.stdout) if request.as_json else TableReport(sys.stdout)
    training = Training(config, request.every, report, history, exports, partial(suggest, request))
    return follow(training, open_engine, patience)


class Training(Work):
    """One run without a screen.

    Args:
        config: the configuration.
        every: report every `every`-th epoch; 0 reports none.
        report: prints the results.
        history: the file for every update.
        exports: what the worker writes after the run.
        suggest: is given the configuration and what is known of the samples.
    """

    def __init__(
        self,
        config: RunConfig,
        every: int,
        report: Report,
        history: WantedHistory,
        exports: WantedExports,
        suggest: Callable[[RunConfig, Known], None],
    ) -> None:
        watch = Watch(frames=False, every=every, pulse=PULSE_SECONDS, history=history.part)
        super().__init__(config, Run(), Pause(), watch)
        self._report, self._history, self._exports = report, history, exports
        self._suggest = suggest
        self._ready = False
        self._known: Known | None = None
        self._outcome: Outcome | None = None
        self._last_rows: EpochRows | None = None
        self._last_state: StateChanged | None = None
        self._divergence: DivergenceWatch | None = None

    @property
    def complete(self) -> bool:
        return self._outcome is not None and self._outcome.status != INTERRUPTED

    async def prepare(self) -> None:
        self._known = await asyncio.to_thread(Known.of, self.config)
        self._divergence = DivergenceWatch(self.config, self._known)
        self._suggest(self.config, self._known)

    def take(self, event: Event, *, stopping: bool) -> bool:
        match event:
            case Ready():
                self._ready = True
                self._report.started(self.config, event, self._known)
            case EpochRows():
                self._last_rows = event
                self._report_epochs(event)
            case StateChanged(state=state):
                self._last_state = event
                if self._divergence and (found := self._divergence.at_state(event)):
                    self._report.diverging(found)
                stopping = stopping or bool(self._history.fault)
                if state.ended or (stopping and state is RunState.PAUSED):
                    self._outcome = self._outcome_at(event)
                    return True
            case HistoryFailed(message=reason):
                self._history.fail(reason)
            case _:
                pass
        return False

    def _report_epochs(self, rows: EpochRows) -> None:
        """Report epochs, and after the first that shows it, that the run is diverging."""
        row = None if self._divergence is None else self._divergence.row(rows)
        if self._divergence is None or row is None:
            self._report.epochs(rows)
            return
        place = np.arange(len(rows.updates))
        self._report.epochs(_some(rows, place <= row))
        self._report.diverging(self._divergence.at_row(rows, row))
        if (place > row).any():
            self._report.epochs(_some(rows, place > row))

    async def finish(self, engine: HeadlessEngine) -> None:
        if self._outcome is not None and self._outcome.reached.updates:
            await self._exports.make(engine)

    def report(self) -> None:
        saved = self._history.finish()
        outcome = self._outcome or cut_short(self._last_rows, self._last_state)
        if not self._ready:
            self._report.started(self.config, None, self._known)
        self._report.ended(outcome, self._known, saved)
        self._exports.show()
        if fault := self._history.fault or self._exports.fault:
            raise WorkFailedError(fault)

    def rescue(self) -> str:
        self._history.finish()
        return self._history.written

    def close(self) -> None:
        self._history.finish()

    def _outcome_at(self, event: StateChanged) -> Outcome:
        outcome = outcome_of(event)
        if self._history.fault and not event.reason:
            return replace(outcome, reason="the history is full")
        return outcome


def _some(rows: EpochRows, which: NDArray[np.bool_]) -> EpochRows:
    return EpochRows(rows.epochs.rows(which), rows.updates[which])
