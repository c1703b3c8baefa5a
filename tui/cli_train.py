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
from pathlib import Path
from typing import Protocol

from engine.client import Engine
from engine.config import RunConfig
from engine.dataset import Preview, preview
from engine.errors import DescentError
from engine.history_file import check_history_path
from engine.messages import (
    EpochRows,
    Event,
    Failed,
    Lost,
    Ready,
    Refused,
    Saved,
    StateChanged,
    Watch,
)
from engine.snapshot import RunState
from engine.theory import Theory, theory_of
from tui.cli_report import INTERRUPTED, JsonReport, Outcome, Report, TableReport
from tui.cli_request import Request, UsageError, in_options

FAILED_STATUS = 1
INTERRUPTED_STATUS = 128 + signal.SIGINT
BROKEN_PIPE_STATUS = 128 + signal.SIGPIPE


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
        self._interrupted = False
        self._ready = False
        self._last_rows: EpochRows | None = None
        self._pausing: asyncio.Task[None] | None = None

    async def run(self) -> int:
        """Train to the end or the interruption; gives the exit status."""
        keep_all = self._request.history is not None
        watch = Watch(frames=False, every=self._request.every, keep_all=keep_all)
        async with self._open_engine(self._config, watch) as engine:
            await engine.run()
            with self._interruptions(engine):
                known, outcome, saved, refusal = await self._follow(engine)
        self._report.ended(outcome, known, saved)
        if refusal is not None:
            raise UsageError(f"--history: {refusal}")
        return INTERRUPTED_STATUS if outcome.status == INTERRUPTED else 0
