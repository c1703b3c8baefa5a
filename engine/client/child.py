"""The worker process: messages to and from it, and what it prints."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import signal
import subprocess
from typing import Any

from engine.client.printed import Printed, last_error
from engine.client.process_sign import Sign, sign_of
from engine.client.spawn import KILLED_SECONDS, Spawned, spawn
from engine.data.room import bytes_text
from engine.protocol.commands import Command
from engine.protocol.wire import packed, receive

_END_SECONDS = 2.0
"""Seconds that a process has to end after it has closed the socket."""
_OUTPUT_SECONDS = 1.0
"""Seconds to wait for the last of what it printed: its own children may keep the pipe open."""


class Child:
    """One worker process."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        printed: Printed,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._process = process
        self._printed = printed
        self._reader, self._writer = reader, writer
        self._left = 0

    @classmethod
    async def start(cls, spawned: Spawned | None = None) -> Child:
        """Use a process that was started beforehand, or start one.

        Raises:
            OSError: no process can be started.
        """
        spawned = spawned or spawn()
        try:
            reader, writer = await asyncio.open_connection(sock=spawned.end)
            loop = asyncio.get_running_loop()
            _, printed = await loop.connect_read_pipe(Printed, spawned.process.stdout)
        except BaseException:
            spawned.discard()
            raise
        return cls(spawned.process, printed, reader, writer)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def output(self) -> tuple[str, ...]:
        """The last lines that it printed."""
        return self._printed.lines

    def sign(self) -> Sign | None:
        """What the system says of the process."""
        return sign_of(self.pid)

    def look(self) -> None:
        """Stop reading from a process that ended; call it about every second.

        A child of its own may keep the socket open.
        """
        if self._process.poll() is not None:
            self._left += 1
        if self._left > 1 and not self._reader.at_eof():
            self._reader.feed_eof()

    async def receive(self) -> Any:
        """The next event.

        Raises:
            EOFError: the process has ended or closed its end.
            WireError: it sent what is no message.
        """
        try:
            return await receive(self._reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise EOFError from None

    def send(self, command: Command) -> None:
        """Send a command, without waiting: a worker that hangs must not delay what comes next.

        To a dead process it is lost, and `receive` reports the end.
        """
        with contextlib.suppress(ConnectionError, RuntimeError):
            self._writer.write(packed(command))

    async def wait(self) -> int | None:
        """The exit status, once the process and its output have ended.

        None if it had to be killed.
        """
        status = await _end(self._process, _END_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._printed.ended.wait(), _OUTPUT_SECONDS)
        self._release()
        return status

    async def stop(self, patience: float = 0.0) -> None:
        """End the process, immediately unless given some seconds: it has no unsaved state."""
        self._writer.close()
        await _end(self._process, patience)
        self._release()

    def _release(self) -> None:
        self._writer.close()
        self._printed.close()


def reason_of(status: int | None, *, ready: bool, output: tuple[str, ...] = ()) -> str:
    """Why a process ended, in words.

    Args:
        status: its exit status; None if it was killed after it had closed its socket.
        ready: whether TensorFlow was imported.
        output: the last lines that it printed.
    """
    when = "" if ready else " before TensorFlow was ready"
    if status is None:
        return f"it closed its connection{when} and did not end"
    if status >= 0:
        error = last_error(output)
        return f"exit status {status}{when}" + (f": {error}" if error else "")
    name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
    return f"ended by {name}{when}{_hint(name, output, ready=ready)}"


def _hint(name: str, output: tuple[str, ...], *, ready: bool) -> str:
    """What such a signal often means."""
    if name == "SIGKILL":
        return " (out of memory?)"
    if name == "SIGILL" and not ready:
        return " (this processor may lack instructions that TensorFlow needs)"
    if any("bad_alloc" in line or "out of memory" in line.lower() for line in output):
        return " (out of memory)"
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY:
        return f" (out of memory? ulimit -v allows {bytes_text(limit)})"
    return ""


async def _end(process: subprocess.Popen[bytes], patience: float) -> int | None:
    """Wait for the end of a process; kill it after `patience` seconds, or at once if that is 0.

    Returns its exit status; None if it had to be killed.
    """
    if patience:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return await asyncio.to_thread(process.wait, patience)
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        await asyncio.to_thread(process.wait, KILLED_SECONDS)
    return None
