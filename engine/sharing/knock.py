"""The side of a follower: it finds the apps that share, and is connected to one of them."""

from __future__ import annotations

import asyncio
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from engine.sharing.codec import WrongMessageError
from engine.sharing.folder import Share, remove_dead, shares_in
from engine.sharing.messages import FROM_FOLLOWER, HELLO, FromFollower, Full, Hello, Join
from engine.sharing.packets import (
    HEADER_SIZE,
    MOST_DOWN,
    MOST_UP,
    OtherVersionError,
    PacketError,
    length_in,
    packed,
)
from engine.sharing.peer import is_same_user

PATIENCE = 2.0
"""Seconds within which an app answers."""
_PIECE = 1 << 20
_MOST_ASKED = 16
"""Apps that are asked at the same time."""


@dataclass(frozen=True)
class Answer:
    """What came of knocking at the socket of an app.

    Attributes:
        share: the socket.
        hello: what the app says of itself; None if it does not answer.
        fault: why it cannot be followed; empty if it can.
    """

    share: Share
    hello: Hello | None
    fault: str = ""


class FullError(OSError):
    """There is no room for another follower."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} terminals follow it already, the most at once")


def answers_in(folder: Path, pid: int | None = None, patience: float = PATIENCE) -> list[Answer]:
    """What the apps that share say of themselves; sockets of dead apps are removed.

    All are asked at the same time: those that do not answer take the patience once.

    Args:
        folder: the folder of their sockets.
        pid: the process of the only one that is asked; None for all.
        patience: seconds within which an app answers.

    Raises:
        FolderError: others can enter the folder.
    """
    asked = [share for share in shares_in(folder) if pid in (None, share.pid)]
    with ThreadPoolExecutor(_MOST_ASKED) as threads:
        found = list(threads.map(lambda share: answer_of(share, patience), asked))
    return [answer for answer in found if answer is not None]


def answer_of(share: Share, patience: float = PATIENCE) -> Answer | None:
    """What an app says of itself; None if it ended, and then its socket is removed."""
    if share.path.is_symlink():
        return Answer(share, None, "is a link, not a socket; remove it")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as end:
        end.settimeout(patience)
        try:
            end.connect(str(share.path))
            _check_user(end)
            return Answer(share, _hello(end, time.monotonic() + patience))
        except (ConnectionRefusedError, FileNotFoundError):
            remove_dead(share)
            return None
        except PermissionError:
            return Answer(share, None, "belongs to another user")
        except OtherVersionError:
            return Answer(share, None, "is another version of descent; use the same one")
        except FullError as error:
            return Answer(share, None, str(error))
        except (PacketError, WrongMessageError):
            return Answer(share, None, "is the socket of another program")
        except OSError:
            return Answer(share, None, "does not answer")


def _check_user(end: socket.socket) -> None:
    if not is_same_user(end):
        raise PermissionError("belongs to another user")


def _hello(end: socket.socket, until: float) -> Hello:
    header = _exactly(end, HEADER_SIZE, until)
    found = HELLO.decode(_exactly(end, length_in(header, MOST_UP), until))
    if isinstance(found, Full):
        raise FullError(found.most)
    return found


def _exactly(end: socket.socket, count: int, until: float) -> bytes:
    data = bytearray()
    while len(data) < count:
        end.settimeout(max(0.01, until - time.monotonic()))
        more = end.recv(min(count - len(data), _PIECE))
        if not more:
            raise ConnectionResetError
        data += more
        if time.monotonic() > until:
            raise TimeoutError
    return bytes(data)


class Line:
    """A connection to an app that shares, until `open` without an event loop.

    Args:
        end: the socket.
        hello: what the app said of itself.
        first: the first message after that.
    """

    def __init__(self, end: socket.socket, hello: Hello, first: bytes) -> None:
        self._end = end
        self.hello, self.first = hello, first
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    @classmethod
    def joined(cls, share: Share, join: Join, patience: float = PATIENCE) -> Line:
        """Follow an app.

        Raises:
            OSError: it ended, does not answer in time, or belongs to another user.
            PacketError, WrongMessageError: what it says is no message.
        """
        end = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            end.settimeout(patience)
            end.connect(str(share.path))
            _check_user(end)
            until = time.monotonic() + patience
            hello = _hello(end, until)
            end.sendall(packed(FROM_FOLLOWER.encode(join)))
            length = length_in(_exactly(end, HEADER_SIZE, until), MOST_DOWN)
            return cls(end, hello, _exactly(end, length, until + patience))
        except BaseException:
            end.close()
            raise

    async def open(self) -> None:
        """Go on in the running event loop."""
        self._end.setblocking(False)
        self._reader, self._writer = await asyncio.open_unix_connection(sock=self._end)

    async def receive(self) -> bytes:
        """The next message.

        Raises:
            OSError, asyncio.IncompleteReadError: the app ended, or shares no longer.
            PacketError: what arrives is no message.
        """
        assert self._reader is not None, "open it first"
        header = await self._reader.readexactly(HEADER_SIZE)
        return await self._reader.readexactly(length_in(header, MOST_DOWN))

    def send(self, message: FromFollower) -> None:
        """Send a message; where the app ended, nothing happens."""
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(packed(FROM_FOLLOWER.encode(message)))

    def close(self) -> None:
        """End the connection."""
        if self._writer is not None:
            self._writer.close()
        else:
            self._end.close()
