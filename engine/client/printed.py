"""What a worker prints: the end of it, however much it is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from engine.errors import shown

_KEPT_BYTES = 1 << 16
_KEPT_LINES = 200
_FLOOD_BYTES = 1 << 15
"""A read of this size shows that the worker prints faster than it is read."""
_PAUSE_SECONDS = 0.005
"""The pause after such a read, so that keys are answered meanwhile."""


class Printed(asyncio.Protocol):
    """Reads a pipe to its end, and keeps the last of it.

    Attributes:
        ended: set at the end of the pipe.
    """

    def __init__(self) -> None:
        self._kept = bytearray()
        self._cut = False
        self._transport: asyncio.ReadTransport | None = None
        self.ended = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.ReadTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._kept += data
        if len(self._kept) > 2 * _KEPT_BYTES:
            del self._kept[:-_KEPT_BYTES]
            self._cut = True
        if len(data) >= _FLOOD_BYTES and self._transport is not None:
            self._transport.pause_reading()
            asyncio.get_running_loop().call_later(_PAUSE_SECONDS, self._go_on)

    def _go_on(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.ended.set()

    def close(self) -> None:
        """Read no more."""
        if self._transport is not None:
            self._transport.close()

    @property
    def lines(self) -> tuple[str, ...]:
        """The last lines, without control characters, long ones shortened."""
        lines = self._kept.decode(errors="replace").splitlines()
        whole = lines[1:] if self._cut and len(lines) > 1 else lines
        return tuple(shown(line.expandtabs().rstrip()) for line in whole[-_KEPT_LINES:])


def last_error(lines: Iterable[str]) -> str:
    """The last line that names a Python exception; empty if none does."""
    for line in reversed(tuple(lines)):
        name, colon, text = line.partition(": ")
        if colon and text and name.isidentifier() and name.endswith(("Error", "Exception")):
            return line
    return ""
