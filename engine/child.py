"""Starting the worker process, talking to it, and taking down what it prints."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections import deque
from pathlib import Path
from typing import Any

from engine.commands import Command
from engine.wire import packed, receive

_OUTPUT_LINES = 200
_PACKAGE_HOME = Path(__file__).resolve().parent.parent


def _environment() -> dict[str, str]:
    """The parent's environment, with Keras on TensorFlow and this package importable."""
    paths = [str(_PACKAGE_HOME), os.environ.get("PYTHONPATH", "")]
    return {
        # TensorFlow's notices are kept for the log, so just warnings and errors are worth it.
        "TF_CPP_MIN_LOG_LEVEL": "1",
        **os.environ,
        "KERAS_BACKEND": "tensorflow",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONUNBUFFERED": "1",
    }


class Child:
    """One worker process.

    Attributes:
        output: the last lines that it printed on descriptors 1 and 2.
    """

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.output: deque[str] = deque(maxlen=_OUTPUT_LINES)
        self._process = process
        self._reader, self._writer = reader, writer
        self._capture = asyncio.create_task(self._take_down())

    @classmethod
    async def start(cls) -> Child:
        """Start a process; it imports TensorFlow while the caller goes on.

        -P keeps the present directory, where anything may lie, out of its import path; the new
        session keeps a Ctrl-C of the terminal away from it.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "engine.worker", str(theirs.fileno())),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                env=_environment(),
            )
        reader, writer = await asyncio.open_connection(sock=ours)
        return cls(process, reader, writer)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def receive(self) -> Any:
        """The next event.

        Raises:
            EOFError: the process is gone or has closed its end.
        """
        try:
            return await receive(self._reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise EOFError from None

    async def send(self, command: Command) -> None:
        """Send a command; one to a dead process is lost, and its end is told by `receive`."""
        with contextlib.suppress(ConnectionError, RuntimeError):
            self._writer.write(packed(command))
            await self._writer.drain()

    async def wait(self) -> int:
        """The exit status, once the process and its output have ended."""
        status = await self._process.wait()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._capture), 1.0)
        return status

    async def stop(self) -> None:
        """End the process now: it holds nothing that is not elsewhere too."""
        self._writer.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self.wait()

    async def _take_down(self) -> None:
        assert self._process.stdout is not None
        while line := await self._next_line(self._process.stdout):
            self.output.append(line.decode(errors="replace").rstrip())

    @staticmethod
    async def _next_line(stream: asyncio.StreamReader) -> bytes:
        try:
            return await stream.readline()
        except ValueError:
            return b"(a line too long to keep)"


def reason_of(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"it ended with exit status {status}"
    name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
    hint = ", as happens when memory runs out" if name == "SIGKILL" else ""
    return f"it was ended by {name}{hint}"
