"""Following a sweep or a measurement to its end without a screen; the first signal leaves it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.config.run import RunConfig
from engine.protocol.commands import Command, Watch
from engine.protocol.events import Failed, Lost, Ready, Refused, Starting
from engine.protocol.sweep_messages import StopSweep, SweepEnded, SweepRows, TradeoffRows
from tui.canvas.progress import bar_text
from tui.cli.ports import HeadlessEngine, OpenEngine
from tui.cli.request import UsageError, in_options
from tui.cli.train import WorkerError

Told = Ready | SweepRows | TradeoffRows


@dataclass
class Progress:
    """One line on stderr that is written anew, for eyes only: in a file there is none of it."""

    total: int
    unit: str
    _WIDTH = 24

    def show(self, done: int, *lines: str) -> None:
        """Lines that stay, then how far it is."""
        if not sys.stderr.isatty():
            return
        bar = bar_text(done, self.total, self._WIDTH)
        above = "".join(f"{line}\n" for line in lines)
        sys.stderr.write(f"\r\x1b[K{above}{bar} {done} of {self.total} {self.unit}")
        sys.stderr.flush()

    def waiting(self, message: str) -> None:
        """What is waited for."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{message} …")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


class Following:
    """One sweep or measurement, from its beginning to its end or a signal.

    Args:
        base: the engine's configuration.
        begin: what it is asked for.
        told: takes what happens.
        progress: the line on stderr.
        engine: makes the engine.

    Attributes:
        interrupted: whether a signal came before the end.
    """

    def __init__(
        self,
        base: RunConfig,
        begin: Command,
        told: Callable[[Told], None],
        progress: Progress,
        engine: OpenEngine,
    ) -> None:
        self._base, self._begin, self._told = base, begin, told
        self._progress, self._open_engine = progress, engine
        self._ready = False
        self.interrupted = False

    async def run(self) -> SweepEnded | None:
        """Follow it; gives its end, or None if it was left before it could tell one.

        Raises:
            UsageError: the data or the device cannot be.
            WorkerError: the worker failed or is gone.
        """
        try:
            async with self._open_engine(self._base, Watch(frames=False)) as engine:
                with self._interruptions(engine):
                    try:
                        await engine.send(self._begin)
                        return await self._follow(engine)
                    except asyncio.CancelledError:
                        task = asyncio.current_task()
                        assert task is not None
                        task.uncancel()
                        return None
        finally:
            self._progress.clear()

    async def _follow(self, engine: HeadlessEngine) -> SweepEnded:
        async for event in engine.events():
            match event:
                case Starting():
                    self._progress.waiting("starting TensorFlow")
                case Ready():
                    self._ready = True
                    self._told(event)
                case SweepRows() | TradeoffRows():
                    self._told(event)
                case SweepEnded():
                    return event
                case Refused(message=message) | Failed(message=message, usage=True):
                    raise UsageError(in_options(message))
                case Failed(message=message, details=details):
                    raise WorkerError(f"{message}\n{details}".rstrip())
                case Lost(reason=reason, output=output):
                    raise WorkerError("\n".join([f"the worker is gone: {reason}", *output]))
                case _:
                    pass
        raise WorkerError("the engine was closed before the end")

    @contextlib.contextmanager
    def _interruptions(self, engine: HeadlessEngine) -> Iterator[None]:
        """The first Ctrl-C or SIGTERM ends it in good order, a second one at once."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        stopping: set[asyncio.Task[None]] = set()

        def interrupt() -> None:
            if self._ready and not self.interrupted:
                stopping.add(loop.create_task(engine.send(StopSweep())))
            else:
                task.cancel()
            self.interrupted = True

        signals = (signal.SIGINT, signal.SIGTERM)
        for number in signals:
            loop.add_signal_handler(number, interrupt)
        try:
            yield
        finally:
            for number in signals:
                loop.remove_signal_handler(number)
