"""The side of the app that shares: it listens, and holds the followers.

Nobody is waited for: what a follower does not read stays in its own buffer, which holds one update
at most; one that says nothing, too much or nonsense is cut off.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from pathlib import Path
from typing import Protocol, cast

from engine.sharing.folder import FolderError, make_private, socket_path
from engine.sharing.messages import HELLO, Full
from engine.sharing.packets import MOST_UP, PacketError, Unpacker, packed
from engine.sharing.peer import is_same_user
from engine.storage.atomic import PRIVATE_FILE

MOST_GUESTS = 16
"""The most followers at once."""
PATIENCE = 5.0
"""Seconds within which a new follower says what it is."""
MOST_A_SECOND, MOST_AT_ONCE = 200.0, 400.0
"""Messages of a follower; no hand presses more keys."""
_BACKLOG = 16
_FULL = HELLO.encode(Full(MOST_GUESTS))


class Host(Protocol):
    """What is done with the followers."""

    def hello(self) -> bytes:
        """The first message for each."""

    def heard(self, guest: Guest, body: bytes) -> None:
        """Act on a message.

        Raises:
            PacketError: it is none; the follower is cut off.
        """

    def gone(self, guest: Guest) -> None:
        """A follower that was heard is gone."""


class Guest(asyncio.Protocol):
    """One follower.

    Attributes:
        known: whether it has said what it is.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._unpacker = Unpacker(MOST_UP)
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._patience: asyncio.TimerHandle | None = None
        self._budget, self._since = MOST_AT_ONCE, self._loop.time()
        self.known = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet it, if it belongs to the same user."""
        self._transport = cast("asyncio.Transport", transport)
        if not self._house.admits(self._transport):
            self.cut_off()
            return
        if self._house.is_full:
            self.send(_FULL)
            self.end()
            return
        self._house.guests.append(self)
        self._patience = self._loop.call_later(PATIENCE, self._lose_patience)
        self.send(self._house.host.hello())

    def data_received(self, data: bytes) -> None:
        """Act on what it says."""
        try:
            for body in self._unpacker.feed(data):
                self._spend()
                self._house.host.heard(self, body)
                if self._transport is None:
                    return
        except PacketError:
            self.cut_off()

    def connection_lost(self, _error: Exception | None) -> None:
        """It is gone."""
        self._transport = None
        if self._patience is not None:
            self._patience.cancel()
        if self in self._house.guests:
            self._house.guests.remove(self)
            self._house.host.gone(self)

    def send(self, body: bytes) -> None:
        """Send a message; where it is gone, nothing happens."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(packed(body))

    def cut_off(self) -> None:
        """End the connection; what was not sent is dropped."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.abort()

    def end(self) -> None:
        """End the connection when all was sent that its buffer takes at once."""
        if self._transport is not None:
            self._transport.close()

    def _spend(self) -> None:
        """Count a message.

        Raises:
            PacketError: there are too many.
        """
        now = self._loop.time()
        earned = (now - self._since) * MOST_A_SECOND
        self._budget, self._since = min(self._budget + earned, MOST_AT_ONCE) - 1, now
        if self._budget < 0:
            raise PacketError("too many messages")

    def _lose_patience(self) -> None:
        if not self.known:
            self.cut_off()


class House:
    """A socket at which followers knock.

    Args:
        host: what is done with them.
        folder: the folder of the socket.

    Attributes:
        guests: those who are connected.
    """

    def __init__(self, host: Host, folder: Path) -> None:
        self.host = host
        self._folder = folder
        self._server: asyncio.Server | None = None
        self._path: Path | None = None
        self.guests: list[Guest] = []

    @property
    def is_open(self) -> bool:
        """Whether it listens, and its socket is still where others look for it."""
        return self._server is not None and self._path is not None and self._path.is_socket()

    async def open(self) -> None:
        """Listen; followers that are connected stay.

        Raises:
            FolderError: the folder is not private, or no socket can be made in it.
        """
        self._stop_listening()
        make_private(self._folder)
        path = socket_path(self._folder, os.getpid())
        try:
            listening = _listening_at(path)
        except OSError as error:
            raise FolderError(f"{path}: {error.strerror or error}") from None
        loop = asyncio.get_running_loop()
        self._server = await loop.create_unix_server(lambda: Guest(self), sock=listening)
        self._path = path

    def close(self) -> None:
        """Listen no longer, and let go of all followers."""
        self._stop_listening()
        for guest in list(self.guests):
            guest.cut_off()

    def admits(self, transport: asyncio.Transport) -> bool:
        """Whether a process may follow: it belongs to the same user."""
        end = transport.get_extra_info("socket")
        return end is not None and is_same_user(end)

    @property
    def is_full(self) -> bool:
        """Whether there is no room for another follower."""
        return len(self.guests) >= MOST_GUESTS

    def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()
            self._path = None


def _listening_at(path: Path) -> socket.socket:
    """A listening socket under a name that nobody sees before it listens."""
    beside = path.with_name(f".{path.stem}")
    with contextlib.suppress(FileNotFoundError):
        beside.unlink()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.setblocking(False)
        listening.bind(str(beside))
        beside.chmod(PRIVATE_FILE)
        listening.listen(_BACKLOG)
        beside.rename(path)
    except OSError:
        listening.close()
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    return listening
