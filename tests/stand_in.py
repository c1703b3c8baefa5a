"""A worker process without TensorFlow: the real socket, heart and loop, around another session."""

from __future__ import annotations

import socket
from collections.abc import Callable

from engine.config.run import RunConfig
from engine.lifeline import end_with
from engine.protocol.commands import Configure
from engine.protocol.events import IMPORTING, Ready
from engine.worker.activity import Activity
from engine.worker.heart import Heart
from engine.worker.link import Link
from engine.worker.serve import Serving, work_for


def serve(
    end: socket.socket,
    parent: int,
    begin: Callable[[RunConfig, Link], Serving],
    importing: Callable[[], object] = lambda: None,
) -> int:
    """Be a worker on this socket; returns the exit status.

    Args:
        end: the socket.
        parent: the process that started this one.
        begin: makes the session.
        importing: what is done where TensorFlow would be imported.
    """
    end_with(parent)
    link, activity = Link(end), Activity()
    Heart(link, activity, parent).start()

    def start(link: Link, activity: Activity) -> Callable[[], Serving] | None:
        activity.begin(IMPORTING)
        importing()
        activity.rest()
        first = link.next(None)
        if not isinstance(first, Configure):
            return None
        link.send(Ready("CPU", "2.21.0", "3.12.0", 0.1))
        return lambda: begin(first.config, link)

    return work_for(link, activity, start)
