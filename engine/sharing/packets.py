"""Messages between apps as bytes: a mark with the version, the length, then the message.

The other end may be any program of the user, so the length is checked before anything is stored,
and nothing is unpickled: `engine.sharing.codec` decodes the message against a schema.
"""

from __future__ import annotations

import struct
from functools import partial

from engine.protocol.collected import Bodies

VERSION = 1
"""Of the messages; apps of different versions do not understand each other."""
_MARK = b"dsc"
_HEADER = struct.Struct("!3sBI")
HEADER_SIZE = _HEADER.size
MOST_UP, MOST_DOWN = 1 << 16, 1 << 28
"""The longest message of a follower, and the longest one of the app that it follows."""


class PacketError(Exception):
    """Bytes that are no message."""


class OtherVersionError(PacketError):
    """The other end has another version of the messages."""


def packed(body: bytes) -> bytes:
    """The bytes of a message.

    Raises:
        PacketError: it is too long.
    """
    if len(body) > MOST_DOWN:
        raise PacketError(f"a message of {len(body)} bytes is too long")
    return _HEADER.pack(_MARK, VERSION, len(body)) + body


def length_in(header: bytes, most: int) -> int:
    """The length of the message after a header of `HEADER_SIZE` bytes.

    Raises:
        PacketError: it is no header, or the message would be longer than `most`.
    """
    mark, version, length = _HEADER.unpack(header)
    if mark != _MARK:
        raise PacketError("the other end is not descent")
    if version != VERSION:
        raise OtherVersionError(f"version {version} of the messages, not {VERSION}")
    if length > most:
        raise PacketError(f"a message of {length} bytes is too long")
    return int(length)


class Unpacker(Bodies):
    """Collects bytes, at most one message more than it returns; raises as `length_in`.

    Args:
        most: the longest message, in bytes.
    """

    def __init__(self, most: int) -> None:
        super().__init__(HEADER_SIZE, partial(length_in, most=most))
