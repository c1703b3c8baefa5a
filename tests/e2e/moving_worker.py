"""A worker process without TensorFlow whose run is seen: frames, the past, an end by its rule."""

from __future__ import annotations

import socket
import sys

from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.commands import Acknowledge, Command, Watch
from engine.protocol.events import Event
from engine.worker.link import Link
from tests.fake_session import FakeSession
from tests.stand_in import serve

UPDATES = 5
"""Updates between frames."""


class MovingSession(FakeSession):
    """Trains as fast as its frames are taken."""

    def __init__(self, config: RunConfig, link: Link) -> None:
        super().__init__(config)
        self._link = link
        self.outbox: list[Event] = []  # all is sent at once
        self._taken = False
        self._put(self.frame())

    @property
    def idle_seconds(self) -> float | None:
        return 0.0 if self.state is RunState.RUNNING and self._taken else None

    def obey(self, command: Command) -> None:
        match command:
            case Acknowledge():
                self._taken = True
            case Watch():
                self.watched = command
            case _:
                self._obey(command)

    def close(self) -> None:
        """It leaves nothing open."""

    def work(self) -> None:
        if self.state is RunState.RUNNING and self._taken:
            self._taken = False
            self._train(UPDATES)
            self._put(self.frame())

    def _put(self, event: Event) -> None:
        self._link.send(event)


if __name__ == "__main__":
    sys.exit(serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), MovingSession))
