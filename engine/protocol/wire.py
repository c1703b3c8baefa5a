"""Encoding of messages on the private socket between the app and its worker.

Eight bytes of length, then the message as a pickle. Both ends are this program, joined by a socket
pair without a name (`engine.client.spawn`) that no other process can open, so unpickling is safe.
Nothing else is unpickled: no file, and nothing from a network (`tests/test_trust.py`).
"""

from __future__ import annotations

import pickle
import struct
from asyncio import StreamReader
from typing import Any

_LENGTH = struct.Struct("!Q")


def packed(message: object) -> bytes:
    """The bytes of one message."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


async def receive(reader: StreamReader) -> Any:
    """The next message.

    Raises:
        asyncio.IncompleteReadError: the other end is closed.
    """
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    return pickle.loads(await reader.readexactly(length))


class Unpacker:
    """Collects bytes, returns complete messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Any]:
        """The messages that these bytes complete."""
        self._buffer += data
        messages = []
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            end = _LENGTH.size + length
            if len(self._buffer) < end:
                break
            messages.append(pickle.loads(self._buffer[_LENGTH.size : end]))
            del self._buffer[:end]
        return messages
