"""The worker's end of the socket to the app."""

from __future__ import annotations

import select
import socket
from collections import deque
from threading import Lock

from engine.protocol.commands import Command
from engine.protocol.events import Event
from engine.protocol.wire import Unpacker, packed

_CHUNK = 1 << 16


class Link:
    """Receives commands and sends events; any thread may send.

    Args:
        end: the socket.

    Attributes:
        open: whether the other end is open.
    """

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._unpacker = Unpacker()
        self._waiting: deque[Command] = deque()
        self._sending = Lock()
        self.open = True

    def send(self, event: Event) -> None:
        """Send an event; blocks while the other end is slow, which bounds all queues."""
        with self._sending:
            self._put(event)

    def send_if_free(self, event: Event) -> None:
        """Send an event, unless another one is being sent or the socket is full."""
        if not self._sending.acquire(blocking=False):
            return
        try:
            if self.open and select.select([], [self._end], [], 0)[1]:
                self._put(event)
        finally:
            self._sending.release()

    def _put(self, event: Event) -> None:
        try:
            self._end.sendall(packed(event))
        except OSError:
            self.open = False

    def next(self, timeout: float | None) -> Command | None:
        """The next command, waiting at most `timeout` seconds; None if there is none.

        Raises:
            WireError: what came is no command.
        """
        if not self._waiting and self.open and select.select([self._end], [], [], timeout)[0]:
            try:
                data = self._end.recv(_CHUNK)
            except OSError:
                data = b""
            self.open = bool(data)
            self._waiting.extend(self._unpacker.feed(data))
        return self._waiting.popleft() if self._waiting else None
