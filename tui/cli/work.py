"""The work of a command without a screen: commands to the engine, and processing of events."""

from __future__ import annotations

import contextlib
import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator

from engine.config.run import RunConfig
from engine.protocol.commands import ClientCommand, Watch
from engine.protocol.events import Event, Failed
from tui.cli.own_problem import warn
from tui.cli.ports import HeadlessEngine, OpenEngine


class WorkFailedError(Exception):
    """The worker failed, or results could not be written: exit status 1.

    Attributes:
        details: more lines about the cause.
    """

    def __init__(self, reason: str, details: str = "") -> None:
        self.details = details
        super().__init__(reason)


@contextlib.asynccontextmanager
async def started(
    open_engine: OpenEngine, config: RunConfig, watch: Watch
) -> AsyncIterator[HeadlessEngine]:
    """A started engine, which is closed in the end.

    Raises:
        WorkFailedError: no process can be started.
    """
    warn(config)
    opening = open_engine(config, watch)
    try:
        engine = await opening.__aenter__()
    except OSError as error:
        raise WorkFailedError(Failed.to_start(error).message) from None
    try:
        yield engine
    finally:
        await opening.__aexit__(*sys.exc_info())


class Work(ABC):
    """A run, a sweep or a measurement, followed by `tui.cli.headless.follow`.

    Args:
        config: the engine's configuration.
        begin: starts the work.
        stop: ends it early, in good order.
        watch: what the engine reports.
    """

    def __init__(
        self, config: RunConfig, begin: ClientCommand, stop: ClientCommand, watch: Watch
    ) -> None:
        self.config, self.begin, self.stop, self.watch = config, begin, stop, watch

    @property
    @abstractmethod
    def complete(self) -> bool:
        """Whether it reached its end, not ended by a signal."""

    async def prepare(self) -> None:  # noqa: B027 - not all work has something to prepare
        """Compute values for comparison while the worker starts.

        Raises:
            DescentError: the data cannot be read.
        """

    @abstractmethod
    def take(self, event: Event, *, stopping: bool) -> bool:
        """Process an event; returns whether the work is over.

        Args:
            event: neither a failure nor a refusal.
            stopping: whether a signal arrived.
        """

    async def finish(self, engine: HeadlessEngine) -> None:
        """Have the worker write files, after the work is over."""
        del engine

    @abstractmethod
    def report(self) -> None:
        """Print the results and write their files. The worker is closed by then.

        Raises:
            WorkFailedError: a file could not be written.
        """

    @abstractmethod
    def rescue(self) -> str:
        """Write results so far after a failure; returns where, to append to the error line.

        Does nothing where it was written already.
        """

    def close(self) -> None:  # noqa: B027 - not all work has open files
        """Leave no unfinished files. Idempotent."""
