"""`descent train`: a run from its start to its end, without a screen, through the same engine."""

from __future__ import annotations

import asyncio
import contextlib
import math
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace

from engine.config.run import RunConfig
from engine.data.dataset import preview
from engine.history.values import RunState
from engine.problems.linear_neuron.least_squares import theory_of
from engine.protocol.commands import Pause, Run, Watch
from engine.protocol.events import (
    EpochRows,
    Failed,
    HistoryFailed,
    Lost,
    Notice,
    Ready,
    Refused,
    Starting,
    StateChanged,
)
from tui.app.signals import heeded_signals
from tui.cli.exports import WantedExports
from tui.cli.history import WantedHistory
from tui.cli.output import FAILED_STATUS, OutputError, complain, give_up_output
from tui.cli.ports import HeadlessEngine, OpenEngine, open_engine
from tui.cli.report import INTERRUPTED, JsonReport, Known, Outcome, Report, TableReport
from tui.cli.request import Request, UsageError, in_options

BROKEN_PIPE_STATUS = 128 + signal.SIGPIPE
PULSE_SECONDS = 0.25
"""How old may be what is told of a run whose worker does not answer any more."""
PATIENCE = 2.0
"""Seconds in which a worker must answer an interruption; then it is ended."""
_NONE = (math.nan, math.nan, math.nan)


class WorkerError(Exception):
    """The worker cannot go on, through no fault of the user's.

    Attributes:
        details: lines for whoever looks for the cause.
    """

    def __init__(self, reason: str, details: str = "") -> None:
        self.details = details
        super().__init__(reason)


def run_training(
    config: RunConfig,
    request: Request,
    open_engine: OpenEngine = open_engine,
    patience: float = PATIENCE,
) -> int:
    """Train and report on stdout; gives the exit status.

    Raises:
        DescentError: the data, the device or the history's file cannot be.
    """
    exports = WantedExports.of(request, config)
    history = WantedHistory(request.history)
    report = JsonReport(sys.stdout) if request.as_json else TableReport(sys.stdout)
    training = Training(config, request, report, open_engine, history, exports, patience)
    try:
        return asyncio.run(training.run())
    except BrokenPipeError:
        # Whoever read has seen enough.
        give_up_output()
        return BROKEN_PIPE_STATUS
    except OutputError as error:
        give_up_output()
        history.finish()
        complain(f"{error}{history.told}")
        # A terminal that was closed takes no more, and says so by a signal.
        return training.signal_status or FAILED_STATUS
    except WorkerError as error:
        history.finish()
        complain(f"{error}{history.told}", error.details)
        return FAILED_STATUS
    finally:
        history.finish()


class Training:
    """One run without a screen.

    Args:
        config: what to train.
        request: how much to print and where to write the history.
        report: takes what happens.
        open_engine: makes the engine.
        history: where every update goes.
        exports: what is written of the run when it is over.
        patience: seconds in which the worker must answer an interruption.

    Attributes:
        signal_status: the exit status of a run that was interrupted; 0 while it was not.
    """

    def __init__(
        self,
        config: RunConfig,
        request: Request,
        report: Report,
        open_engine: OpenEngine,
        history: WantedHistory,
        exports: WantedExports,
        patience: float,
    ) -> None:
        self._config, self._request, self._report = config, request, report
        self._exports = exports
        self._open_engine, self._history, self._patience = open_engine, history, patience
        self.signal_status = 0
        self._ready = False
        self._known: Known | None = None
        self._outcome: Outcome | None = None
        self._last_rows: EpochRows | None = None
        self._last_state: StateChanged | None = None

    async def run(self) -> int:
        """Train to the end or an interruption; gives the exit status.

        Raises:
            DescentError: the data, the device or the history's file cannot be.
            WorkerError: the worker failed or is gone, or the history's disk is full.
        """
        watch = Watch(
            frames=False,
            every=self._request.every,
            pulse=PULSE_SECONDS,
            history=self._history.part,
        )
        async with self._open_engine(self._config, watch) as engine:
            with self._interruptions(engine):
                try:
                    await engine.send(Run())
                    self._known = await asyncio.to_thread(_known, self._config)
                    await self._follow(engine)
                    if self._outcome is not None and self._outcome.updates:
                        await self._exports.make(engine)
                except asyncio.CancelledError:
                    _go_on_after_cancellation()
        saved = self._history.finish()
        outcome = self._outcome or self._cut_short()
        if not self._ready:
            self._report.started(self._config, None, self._known)
        self._report.ended(outcome, self._known, saved)
        self._exports.tell()
        if fault := self._history.fault or self._exports.fault:
            raise WorkerError(fault)
        return self.signal_status if outcome.status == INTERRUPTED else 0

    async def _follow(self, engine: HeadlessEngine) -> None:
        """Tell of the run until it is over."""
        async for event in engine.events():
            match event:
                case Starting():
                    _tell_who_waits("starting TensorFlow")
                case Ready():
                    self._ready = True
                    self._report.started(self._config, event, self._known)
                case EpochRows():
                    self._last_rows = event
                    self._report.epochs(event)
                case StateChanged(state=state) if self._is_over(state):
                    self._outcome = _outcome(event)
                    if self._history.fault and not event.reason:
                        self._outcome = replace(self._outcome, reason="the history is at its end")
                    return
                case StateChanged():
                    self._last_state = event
                case Notice(message=message):
                    complain(message)
                case HistoryFailed(message=reason):
                    self._history.fail(reason)
                case Refused(message=message):
                    raise UsageError(in_options(message))
                case Failed(message=message, usage=True):
                    raise UsageError(in_options(message))
                case Failed(message=message, details=details):
                    raise WorkerError(message, details)
                case Lost(reason=reason, output=output):
                    raise WorkerError(f"the worker is gone: {reason}", "\n".join(output))
                case _:
                    pass
        raise WorkerError("the engine was closed before the run ended")

    def _is_over(self, state: RunState) -> bool:
        stopped = self.signal_status or self._history.fault
        return state.ended or (bool(stopped) and state is RunState.PAUSED)

    @contextlib.contextmanager
    def _interruptions(self, engine: HeadlessEngine) -> Iterator[None]:
        """The first Ctrl-C, SIGTERM or SIGHUP ends the run in good order, a second one at once.

        So does a worker that does not answer the first.
        """
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        pausing: set[asyncio.Task[None]] = set()
        waiting: list[asyncio.TimerHandle] = []

        def give_up() -> None:
            # What was to be written of a run that is over may take its time.
            if self._outcome is None:
                task.cancel()

        def interrupt(number: int) -> None:
            if self._ready and not self.signal_status:
                pausing.add(loop.create_task(engine.send(Pause())))
                waiting.append(loop.call_later(self._patience, give_up))
            else:
                task.cancel()
            self.signal_status = 128 + number

        signals = heeded_signals()
        for number in signals:
            loop.add_signal_handler(number, interrupt, number)
        try:
            yield
        finally:
            for handle in waiting:
                handle.cancel()
            for number in signals:
                loop.remove_signal_handler(number)

    def _cut_short(self) -> Outcome:
        """What is known of a run that did not live to tell: what was last told of it."""
        rows, state = self._last_rows, self._last_state
        if state is not None and (rows is None or state.update >= rows.updates[-1]):
            return _outcome(state)
        nothing = Outcome(INTERRUPTED, "", 0, 0, _NONE, math.nan, math.nan, math.nan, 0.0, 0.0)
        if rows is None:
            return nothing
        epochs = rows.epochs
        means = (float(epochs.w[-1]), float(epochs.b[-1]), float(epochs.loss[-1]))
        return replace(
            nothing,
            epochs=int(epochs.index[-1]),
            updates=int(rows.updates[-1]),
            epoch_means=means,
            seconds=math.nan,
            compile_seconds=math.nan,
        )


def _tell_who_waits(message: str) -> None:
    """For eyes only: nothing that is kept in a file shall hold it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{message} …\n")
        sys.stderr.flush()


def _known(config: RunConfig) -> Known:
    """The samples' summary and the exact answers, for comparison."""
    samples = preview(config.data)
    return samples, theory_of(samples.moments)


def _outcome(event: StateChanged) -> Outcome:
    return Outcome(
        status=event.state.value if event.state.ended else INTERRUPTED,
        reason=event.reason,
        epochs=event.epoch,
        updates=event.update,
        epoch_means=event.epoch_means,
        final_w=event.w,
        final_b=event.b,
        full_loss=event.full_loss,
        seconds=event.seconds,
        compile_seconds=event.compile_seconds,
    )


def _go_on_after_cancellation() -> None:
    """The task was cancelled to end its waiting, not its work: there is still something to say."""
    task = asyncio.current_task()
    assert task is not None
    task.uncancel()
