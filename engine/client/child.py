"""The worker process: messages to and from it, and its captured output."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
from collections import deque
from typing import Any

from engine.client.spawn import Spawned, spawn
from engine.protocol.commands import Command
from engine.protocol.wire import packed, receive

_OUTPUT_LINES = 200


class Child:
    """One worker process.

    Attributes:
        output: the last lines that it printed on descriptors 1 and 2.
    """

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        output: asyncio.StreamReader,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.output: deque[str] = deque(maxlen=_OUTPUT_LINES)
        self._process = process
        self._reader, self._writer = reader, writer
        self._capture = asyncio.create_task(self._take_down(output))

    @classmethod
    async def start(cls, spawned: Spawned | None = None) -> Child:
        """Use a process that was started beforehand, or start one.

        Raises:
            OSError: no process can be started.
        """
        spawned = spawned or spawn()
        reader, writer = await asyncio.open_connection(sock=spawned.end)
        output = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(output), spawned.process.stdout
        )
        return cls(spawned.process, output, reader, writer)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def receive(self) -> Any:
        """The next event.

        Raises:
            EOFError: the process has ended or closed its end.
        """
        try:
            return await receive(self._reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise EOFError from None

    async def send(self, command: Command) -> None:
        """Send a command; to a dead process it is lost, and `receive` reports the end."""
        with contextlib.suppress(ConnectionError, RuntimeError):
            self._writer.write(packed(command))
            await self._writer.drain()

    async def wait(self) -> int:
        """The exit status, once the process and its output have ended."""
        status = await asyncio.to_thread(self._process.wait)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._capture), 1.0)
        return status

    async def stop(self) -> None:
        """End the process immediately: it has no unsaved state."""
        self._writer.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self.wait()

    async def _take_down(self, output: asyncio.StreamReader) -> None:
        while line := await self._next_line(output):
            self.output.append(line.decode(errors="replace").rstrip())

    @staticmethod
    async def _next_line(stream: asyncio.StreamReader) -> bytes:
        try:
            return await stream.readline()
        except ValueError:
            return b"(line too long)"


def reason_of(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"exit status {status}"
    name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
    hint = " (out of memory?)" if name == "SIGKILL" else ""
    return f"ended by {name}{hint}"
