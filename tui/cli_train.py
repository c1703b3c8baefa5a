"""`descent train`: a run from its start to its end, without a screen, through the same engine."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from engine.client import Engine
from engine.config import RunConfig
from engine.dataset import preview
from engine.errors import DescentError
from engine.history_file import check_history_path
from engine.messages import (
    EpochRows,
    Event,
    Failed,
    Lost,
    Notice,
    Ready,
    Refused,
    Saved,
    Starting,
    StateChanged,
    Watch,
)
from engine.snapshot import RunState
from engine.theory import theory_of
from tui.cli_report import INTERRUPTED, JsonReport, Known, Outcome, Report, TableReport
from tui.cli_request import Request, UsageError, in_options

FAILED_STATUS = 1
INTERRUPTED_STATUS = 128 + signal.SIGINT
BROKEN_PIPE_STATUS = 128 + signal.SIGPIPE
_NONE = (math.nan, math.nan, math.nan)


class WorkerError(Exception):
    """The worker cannot go on, through no fault of the user's."""


class HeadlessEngine(Protocol):
    """What training without a screen asks of `engine.client.Engine`."""

    async def run(self) -> None: ...
    async def pause(self) -> None: ...
    async def save(self, path: Path) -> None: ...
    def events(self) -> AsyncIterator[Event]: ...


OpenEngine = Callable[[RunConfig, Watch], AbstractAsyncContextManager[HeadlessEngine]]


def _open_engine(config: RunConfig, watch: Watch) -> AbstractAsyncContextManager[HeadlessEngine]:
    return Engine(config, watch=watch)


def run_training(
    config: RunConfig, request: Request, open_engine: OpenEngine = _open_engine
) -> int:
    """Train and report on stdout; gives the exit status.

    Raises:
        DescentError: the data, the device or the history's file cannot be.
    """
    if request.history is not None:
        try:
            check_history_path(request.history)
        except DescentError as error:
            raise UsageError(f"--history: {error}") from None
    report = JsonReport(sys.stdout) if request.as_json else TableReport(sys.stdout)
    training = Training(config, request, report, open_engine)
    try:
        return asyncio.run(training.run())
    except BrokenPipeError:
        # Whoever read has seen enough. Python flushes stdout once more when it ends: to nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE_STATUS
    except WorkerError as error:
        sys.stderr.write(f"descent: {error}\n")
        return FAILED_STATUS


class Training:
    """One run without a screen.

    Args:
        config: what to train.
        request: how much to print and where to write the history.
        report: takes what happens.
        open_engine: makes the engine.
    """

    def __init__(
        self, config: RunConfig, request: Request, report: Report, open_engine: OpenEngine
    ) -> None:
        self._config, self._request, self._report = config, request, report
        self._open_engine = open_engine
        self._ready = False
        self._interrupted = False
        self._known: Known | None = None
        self._outcome: Outcome | None = None
        self._saved: Saved | None = None
        self._last_rows: EpochRows | None = None

    async def run(self) -> int:
        """Train to the end or an interruption; gives the exit status.

        Raises:
            DescentError: the data, the device or the history's file cannot be.
            WorkerError: the worker failed or is gone.
        """
        history = self._request.history
        watch = Watch(frames=False, every=self._request.every, keep_all=history is not None)
        refusal: UsageError | None = None
        async with self._open_engine(self._config, watch) as engine:
            with self._interruptions(engine):
                try:
                    await engine.run()
                    self._known = await asyncio.to_thread(_known, self._config)
                    await self._train(engine, history)
                except asyncio.CancelledError:
                    _go_on_after_cancellation()
                except UsageError as error:
                    if self._outcome is None:
                        raise
                    refusal = error
        outcome = self._outcome or self._cut_short()
        self._report.ended(outcome, self._known, self._saved)
        if refusal is not None:
            raise refusal
        return INTERRUPTED_STATUS if outcome.status == INTERRUPTED else 0

    async def _train(self, engine: HeadlessEngine, history: Path | None) -> None:
        """Follow the run to its end; then have its history written."""
        async for event in engine.events():
            match event:
                case Starting():
                    _tell_who_waits("starting TensorFlow")
                case Ready():
                    self._ready = True
                    self._report.started(self._config, event)
                case EpochRows():
                    self._last_rows = event
                    self._report.epochs(event)
                case StateChanged(state=state) if self._is_over(state):
                    self._outcome = _outcome(event)
                    if history is None or not event.update:
                        return
                    await engine.save(history)
                case Notice(message=message):
                    sys.stderr.write(f"descent: {message}\n")
                    sys.stderr.flush()
                case Saved():
                    self._saved = event
                    return
                case Refused(message=message):
                    where = "--history: " if self._outcome else ""
                    raise UsageError(where + in_options(message))
                case Failed(message=message, usage=True):
                    raise UsageError(in_options(message))
                case Failed(message=message, details=details):
                    raise WorkerError(f"{message}\n{details}".rstrip())
                case Lost(reason=reason, output=output):
                    raise WorkerError("\n".join([f"the worker is gone: {reason}", *output]))
                case _:
                    pass
        raise WorkerError("the engine was closed before the run ended")

    def _is_over(self, state: RunState) -> bool:
        return state.ended or (self._interrupted and state is RunState.PAUSED)

    @contextlib.contextmanager
    def _interruptions(self, engine: HeadlessEngine) -> Iterator[None]:
        """The first Ctrl-C or SIGTERM ends the run in good order, a second one at once."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        pausing: set[asyncio.Task[None]] = set()

        def interrupt() -> None:
            if self._ready and not self._interrupted:
                pausing.add(loop.create_task(engine.pause()))
            else:
                task.cancel()
            self._interrupted = True

        signals = (signal.SIGINT, signal.SIGTERM)
        for number in signals:
            loop.add_signal_handler(number, interrupt)
        try:
            yield
        finally:
            for number in signals:
                loop.remove_signal_handler(number)

    def _cut_short(self) -> Outcome:
        """What is known of a run that did not live to tell: its last epoch that was told."""
        nothing = Outcome(INTERRUPTED, "", 0, 0, _NONE, math.nan, math.nan, math.nan, 0.0, 0.0)
        if (rows := self._last_rows) is None:
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
