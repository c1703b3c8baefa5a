"""Messages in a stream of bytes: a header, which says how long the body is, then the body."""

from __future__ import annotations

from collections.abc import Callable


class Bodies:
    """Collects bytes, returns the bodies of complete messages.

    Args:
        header_size: the bytes of a header.
        length: the length of the body after a header; raises an error if it is none.
    """

    def __init__(self, header_size: int, length: Callable[[bytes], int]) -> None:
        self._header_size, self._length = header_size, length
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The bodies that these bytes complete; raises what `length` raises."""
        self._buffer += data
        bodies = []
        while len(self._buffer) >= self._header_size:
            end = self._header_size + self._length(bytes(self._buffer[: self._header_size]))
            if len(self._buffer) < end:
                break
            with memoryview(self._buffer) as view:
                bodies.append(bytes(view[self._header_size : end]))
            del self._buffer[:end]
        return bodies
