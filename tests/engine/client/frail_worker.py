"""A worker process without TensorFlow that fails on request: the real socket, heart and loop.

It obeys as `tests.fake_session` does. `FRAIL` in the environment says how it fails at its start; a
`Save` to `/fault/NAME` lets it fail later, and so does the learning rate `FATAL`.
"""

# ruff: noqa: E402

from __future__ import annotations

import os
import sys

BEAT_SECONDS = 0.05
FATAL = 0.0666
"""The learning rate with which it cannot start."""

if os.environ.get("FRAIL") == "exit":
    # Before the imports, which take most of the time of a start.
    os.write(1, b"line one\nModuleNotFoundError: No module named 'numpy'\n")
    sys.exit(3)

import signal
import socket
import time
from collections.abc import Callable

from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import Acknowledge, Command, Configure, Save, Watch
from engine.protocol.events import Event
from engine.worker import heart
from tests.fake_session import FakeSession
from tests.stand_in import serve


class ResourceExhaustedError(Exception):
    """As TensorFlow raises it."""

    __module__ = "tensorflow.python.framework.errors_impl"


def _flood() -> None:
    line = "x" * 99 + "\n"
    for _ in range(30):
        os.write(1, (line * 1000).encode())
    os.write(1, b"\x1b]0;a title\x07 the last line \x1b[2J\n")


def _spin() -> None:
    while True:
        pass


def _raise(error: Exception) -> None:
    raise error


class FrailSession(FakeSession):
    """Trains in plain numpy.

    Args:
        config: the first configuration.
        end: the socket.
    """

    def __init__(self, config: RunConfig, end: socket.socket) -> None:
        super().__init__(config)
        self.outbox: list[Event] = []
        self._socket = end
        self._frame_out, self._changed = False, True
        self._faults: dict[str, Callable[[], object]] = {
            "tensorflow": lambda: _raise(
                ResourceExhaustedError("{{function_node __wrapped__Mul}} OOM [Op:Mul]")
            ),
            "flood": _flood,
            "garbage": lambda: self._socket.sendall(
                b"W tensorflow: garbage on the wrong descriptor"
            ),
            "close": self._close,
            "hang": lambda: time.sleep(1000),
            "spin": _spin,
            "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
        }

    def _close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        time.sleep(1000)

    @property
    def idle_seconds(self) -> float | None:
        due = self._changed and not self._frame_out
        return 0.0 if due or self.state is RunState.RUNNING else None

    def obey(self, command: Command) -> None:
        match command:
            case Acknowledge():
                self._frame_out = False
                return
            case Save(path=path) if path.parent.name == "fault":
                self._faults[path.name]()
            case Configure(config=config) if config.optimizer.learning_rate == FATAL:
                os.abort()
            case Watch():
                self.watched = command
        self._obey(command)
        self._changed = True
        self._drain()

    def close(self) -> None:
        """It leaves nothing open."""

    def work(self) -> None:
        if self.state is RunState.RUNNING:
            self._train(5)
            self._changed = True
            self._drain()
        if self._changed and not self._frame_out and self.watched.frames:
            self.outbox.append(self.frame())
            self._frame_out, self._changed = True, False

    def _drain(self) -> None:
        while not self._events.empty():
            event = self._events.get_nowait()
            assert event is not None
            # Frames go one at a time, as those of the real session.
            if not isinstance(event, Frame):
                self.outbox.append(event)


def main(descriptor: int, parent: int) -> int:
    """Be a worker on this socket."""
    end = socket.socket(fileno=descriptor)

    def importing() -> None:
        if os.environ.get("FRAIL") == "hang":
            time.sleep(1000)

    vars(heart)["BEAT_SECONDS"] = BEAT_SECONDS
    return serve(end, parent, lambda config, _: FrailSession(config, end), importing)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
