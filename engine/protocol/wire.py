"""Encoding of messages on the private socket between the app and its worker.

A mark and eight bytes of length, then the message as a pickle. Both ends are this program, joined
by a socket pair without a name (`engine.client.spawn`) that no other process can open, so
unpickling is safe. Nothing else is unpickled: no file, and nothing from a network
(`tests/test_trust.py`). The mark, the length and the pickle's own end show what a library may have
written to the socket by mistake.
"""

from __future__ import annotations

import pickle
import struct
from asyncio import StreamReader
from typing import Any

from engine.protocol.collected import Bodies

_MARK = b"descent1"
_HEADER = struct.Struct("!8sQ")
MOST_BYTES = 1 << 32
"""The longest message: a million updates of history take 1 % of it."""


class WireError(Exception):
    """Bytes on the socket that are no message."""


def packed(message: object) -> bytes:
    """The bytes of one message."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return _HEADER.pack(_MARK, len(body)) + body


async def receive(reader: StreamReader) -> Any:
    """The next message.

    Raises:
        asyncio.IncompleteReadError: the other end is closed.
        WireError: the bytes are no message; nothing after them can be read.
    """
    length = _length(await reader.readexactly(_HEADER.size))
    return _message(await reader.readexactly(length))


class Unpacker:
    """Collects bytes, returns complete messages."""

    def __init__(self) -> None:
        self._bodies = Bodies(_HEADER.size, _length)

    def feed(self, data: bytes) -> list[Any]:
        """The messages that these bytes complete.

        Raises:
            WireError: the bytes are no message; nothing after them can be read.
        """
        return [_message(body) for body in self._bodies.feed(data)]


def _length(header: bytes) -> int:
    """The length of the message after this header."""
    mark, length = _HEADER.unpack(header)
    if mark != _MARK or length > MOST_BYTES:
        raise WireError(f"no message begins with {header!r}")
    return int(length)


def _message(body: bytes) -> Any:
    try:
        return pickle.loads(body)
    except Exception as error:
        raise WireError(f"a message of {len(body)} bytes is damaged: {error}") from error
