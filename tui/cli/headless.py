"""Follows work of the engine to its end, without a screen, for `train`, `sweep` and `tradeoff`.

They share the signals, the timeout for a worker that does not answer, and the exit status: 0 for
work that reached its end, 1 if the worker failed or something could not be written, 128 + n if
signal n ended it, 141 if the reader of stdout closed it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

from engine.protocol.events import Failed, Lost, Notice, Ready, Refused, Silence, Starting
from tui.app.signals import heeded_signals
from tui.cli.output import BROKEN_PIPE_STATUS, FAILED_STATUS, OutputError, complain, give_up_output
from tui.cli.ports import HeadlessEngine, OpenEngine
from tui.cli.progress import clear_progress, show_waiting
from tui.cli.request import UsageError, in_options
from tui.cli.silence import Patience
from tui.cli.work import Work, WorkFailedError, started

PATIENCE = 2.0
"""Seconds that a worker has to answer a signal; then it is ended."""
_FILES = 4.0
"""Files that it writes after the end may take this many times as long; batch systems wait 10 s."""


def follow(work: Work, open_engine: OpenEngine, patience: float = PATIENCE) -> int:
    """Do the work and report on stdout; returns the exit status.

    Args:
        work: the work.
        open_engine: makes the engine.
        patience: seconds that the worker has to answer a signal.

    Raises:
        DescentError: the data or the device cannot be used.
    """
    follower = Follower(work, open_engine, patience)
    try:
        asyncio.run(follower.run())
        work.report()
    except BrokenPipeError:
        # The reader closed stdout.
        give_up_output()
        work.rescue()
        return BROKEN_PIPE_STATUS
    except OutputError as error:
        give_up_output()
        complain(f"{error}{work.rescue()}")
        # A closed terminal accepts no more output, and sends a signal too.
        return follower.signal_status or FAILED_STATUS
    except WorkFailedError as error:
        complain(f"{error}{_rescued(work)}", error.details)
        return follower.signal_status or FAILED_STATUS
    finally:
        work.close()
    return 0 if work.complete else follower.signal_status


def _rescued(work: Work) -> str:
    try:
        return work.rescue()
    except (BrokenPipeError, OutputError):
        give_up_output()
        return work.rescue()


class Follower:
    """Running work.

    Args:
        work: the work.
        open_engine: makes the engine.
        patience: seconds that the worker has to answer a signal.

    Attributes:
        signal_status: 128 + the number of the last signal; 0 if none came.
    """

    def __init__(self, work: Work, open_engine: OpenEngine, patience: float) -> None:
        self._work, self._open_engine, self._patience = work, open_engine, patience
        self._ready = self._over = False
        self.signal_status = 0

    async def run(self) -> None:
        """Follow the work to its end or a signal.

        Raises:
            DescentError: the data or the device cannot be used.
            WorkFailedError: the worker failed or is lost.
        """
        work = self._work
        try:
            async with started(self._open_engine, work.config, work.watch) as engine:
                with self._interruptions(engine):
                    try:
                        await engine.send(work.begin)
                        await work.prepare()
                        await self._follow(engine)
                        await work.finish(engine)
                    except asyncio.CancelledError:
                        _go_on_after_cancellation()
        finally:
            clear_progress()

    async def _follow(self, engine: HeadlessEngine) -> None:
        patience = Patience()
        async for event in engine.events():
            match event:
                case Silence():
                    patience.take(event)
                    continue
                case Starting():
                    show_waiting("starting TensorFlow")
                    continue
                case Notice(message=message):
                    clear_progress()
                    complain(message)
                    continue
                case Refused(message=message) | Failed(message=message, usage=True):
                    raise UsageError(in_options(message))
                case Failed(message=message, details=details):
                    raise WorkFailedError(message, details)
                case Lost(reason=reason, output=output):
                    raise WorkFailedError(f"the worker is lost: {reason}", "\n".join(output))
                case Ready():
                    self._ready = True
                    clear_progress()
                case _:
                    pass
            patience.end()
            self._over = self._work.take(event, stopping=self.signal_status != 0)
            if self._over:
                return
        raise WorkFailedError("the engine was closed before the end")

    @contextlib.contextmanager
    def _interruptions(self, engine: HeadlessEngine) -> Iterator[None]:
        """The first Ctrl-C, SIGTERM or SIGHUP ends the work cleanly, a second one immediately.

        A worker that does not answer the first is also ended immediately.
        """
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        stopping: set[asyncio.Task[None]] = set()
        waiting: list[asyncio.TimerHandle] = []

        def give_up(more: float = _FILES) -> None:
            # Files written after the end may take longer.
            if self._over and more:
                waiting.append(loop.call_later(more * self._patience, give_up, 0.0))
            else:
                task.cancel()

        def interrupt(number: int) -> None:
            if self._ready and not self.signal_status:
                stopping.add(loop.create_task(engine.send(self._work.stop)))
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


def _go_on_after_cancellation() -> None:
    """Continue after a cancellation that only ended the waiting: results are still reported."""
    task = asyncio.current_task()
    assert task is not None
    task.uncancel()
