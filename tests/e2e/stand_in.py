"""The main loop of a worker process without TensorFlow, around a session of a test's own."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Protocol

from engine.config.run import RunConfig
from engine.protocol.commands import Command, Configure, Quit
from engine.protocol.events import Ready
from engine.worker.activity import Activity, doing_of
from engine.worker.heart import Heart
from engine.worker.lifeline import end_with
from engine.worker.link import Link


class StandIn(Protocol):
    """What obeys instead of a session."""

    @property
    def patience(self) -> float | None:
        """Seconds to wait for a command."""

    def obey(self, command: Command) -> None:
        """Carry out a command."""

    def work(self) -> None:
        """Do a slice of work."""


def serve(descriptor: int, parent: int, begin: Callable[[RunConfig, Link], StandIn]) -> None:
    """Obey until the other end is closed."""
    end_with(parent)
    link, activity = Link(socket.socket(fileno=descriptor)), Activity()
    Heart(link, activity, parent).start()
    first = link.next(None)
    if not isinstance(first, Configure):
        return
    link.send(Ready("CPU", "2.21.0", "3.12.0", 0.1))
    session = begin(first.config, link)
    while link.open:
        while (command := link.next(session.patience)) is not None:
            if isinstance(command, Quit):
                return
            activity.begin(doing_of(command))
            session.obey(command)
            activity.rest()
        session.work()
