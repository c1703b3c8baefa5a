"""The child process: imports TensorFlow, then carries out commands until the other end is closed.

Started by `engine.client.spawn` as `python -m engine.worker FD`, where FD is one end of a socket
pair. It prints nothing itself; the parent reads what TensorFlow prints on descriptors 1 and 2.
"""

from __future__ import annotations

import select
import socket
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.errors import DescentError
from engine.protocol.commands import Command, Configure, Quit
from engine.protocol.events import Event, Failed, Ready
from engine.protocol.wire import Unpacker, packed
from engine.worker.tensorflow_import import import_tensorflow

if TYPE_CHECKING:
    from engine.worker.session.session import Session

_CHUNK = 1 << 16


class Link:
    """The worker's end of the socket."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._unpacker = Unpacker()
        self._waiting: deque[Command] = deque()
        self.open = True

    def send(self, event: Event) -> None:
        """Send an event; blocks while the other end is slow, which bounds all queues."""
        try:
            self._end.sendall(packed(event))
        except OSError:
            self.open = False

    def next(self, timeout: float | None) -> Command | None:
        """The next command, waiting at most `timeout` seconds; None if there is none."""
        if not self._waiting and self.open and select.select([self._end], [], [], timeout)[0]:
            try:
                data = self._end.recv(_CHUNK)
            except OSError:
                data = b""
            self.open = bool(data)
            self._waiting.extend(self._unpacker.feed(data))
        return self._waiting.popleft() if self._waiting else None


def serve(link: Link, session: Session) -> None:
    """Carry out commands, work and send events until `Quit` or the other end is closed."""
    while link.open:
        # A command may change how long there is nothing to do, so ask again after each.
        while (command := link.next(session.idle_seconds)) is not None:
            if isinstance(command, Quit):
                return
            session.obey(command)
            _tell(link, session)
        session.work()
        _tell(link, session)


def _tell(link: Link, session: Session) -> None:
    for event in session.outbox:
        link.send(event)
    session.outbox.clear()


def _start(link: Link) -> Callable[[], Session] | None:
    """Import TensorFlow, choose the device, and send Ready; returns a factory of the session."""
    begun = time.perf_counter()
    tf, keras = import_tensorflow()

    from engine.worker.devices import choose_device
    from engine.worker.session.session import Session

    seconds = time.perf_counter() - begun
    first = link.next(None)
    if not isinstance(first, Configure):
        return None
    device = choose_device(first.config.device.device)
    link.send(Ready(device.title, tf.__version__, keras.__version__, seconds))
    return lambda: Session(first.config, device.name)


def main(descriptor: int) -> int:
    """Run the worker on this socket; returns the exit status."""
    link = Link(socket.socket(fileno=descriptor))
    try:
        make_session = _start(link)
        if make_session is not None:
            serve(link, make_session())
    except DescentError as error:
        link.send(Failed(str(error), usage=True))
        return 2
    except MemoryError as error:
        link.send(Failed(f"out of memory: {error}", traceback.format_exc()))
        return 1
    except Exception as error:  # noqa: BLE001 - the app must receive the reason of any failure
        reason = str(error).strip().splitlines() or [""]
        link.send(Failed(f"{type(error).__name__}: {reason[0]}", traceback.format_exc()))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
