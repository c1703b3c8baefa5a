"""A program in a pseudo-terminal of its own, for an event loop: bytes in, bytes out, size, end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import termios
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

_READ = 1 << 16
_GOODBYE = 2.0
"""Seconds that a program has after SIGHUP: nothing that it could save outlives its visitor."""
MOST_COLUMNS, MOST_ROWS = 500, 200


class PseudoTerminal:
    """A program in a terminal; made by `start`."""

    def __init__(self, end: int, process: asyncio.subprocess.Process) -> None:
        self._end: int | None = end
        self._process = process

    @classmethod
    async def start(
        cls,
        words: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        size: tuple[int, int],
    ) -> Self:
        """Start a program.

        It leads a session without a controlling terminal: signals are sent to it, not by the
        terminal, so nothing has to run between fork and exec.

        Args:
            words: its command line.
            environment: all of its environment.
            folder: its current directory.
            size: columns and rows of its terminal.

        Raises:
            OSError: there is no terminal or no process to be had.
        """
        end, other = os.openpty()
        try:
            _set_size(end, size)
            os.set_blocking(end, False)
            process = await asyncio.create_subprocess_exec(
                *words,
                stdin=other,
                stdout=other,
                stderr=other,
                env=environment,
                cwd=folder,
                start_new_session=True,
            )
        except BaseException:
            os.close(end)
            raise
        finally:
            os.close(other)
        return cls(end, process)

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._process.pid

    async def read(self) -> bytes:
        """What the program wrote next; empty at the end."""
        while self._end is not None:
            try:
                return os.read(self._end, _READ)
            except BlockingIOError:
                await _ready(self._end, asyncio.get_running_loop().add_reader)
            except OSError:  # the program has closed it
                break
        return b""

    async def write(self, data: bytes) -> None:
        """Type bytes; waits while the program does not read them."""
        while data and self._end is not None:
            try:
                data = data[os.write(self._end, data) :]
            except BlockingIOError:
                await _ready(self._end, asyncio.get_running_loop().add_writer)
            except OSError:
                return

    def resize(self, size: tuple[int, int]) -> None:
        """Change the size."""
        if self._end is not None:
            _set_size(self._end, size)
            self._signal(signal.SIGWINCH)

    async def close(self) -> None:
        """End the program, and wait for its end."""
        if self._end is None:
            return
        end, self._end = self._end, None
        loop = asyncio.get_running_loop()
        loop.remove_reader(end)
        loop.remove_writer(end)
        self._signal(signal.SIGHUP)
        os.close(end)
        try:
            async with asyncio.timeout(_GOODBYE):
                await self._process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)  # its worker ends with it
            await self._process.wait()

    def _signal(self, number: int) -> None:
        # Not by the process's own method, which looks for its end and takes it from the event loop.
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


def _set_size(end: int, size: tuple[int, int]) -> None:
    columns, rows = size
    within = max(1, min(rows, MOST_ROWS)), max(1, min(columns, MOST_COLUMNS))
    termios.tcsetwinsize(end, within)


async def _ready(end: int, add: Callable[..., object]) -> None:
    """Wait until a descriptor can be read, or written, by `add_reader` or `add_writer`."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()

    def set_ready() -> None:
        if not ready.done():
            ready.set_result(None)

    add(end, set_ready)
    try:
        await ready
    finally:
        remove = loop.remove_reader if add == loop.add_reader else loop.remove_writer
        remove(end)
