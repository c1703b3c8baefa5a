"""A thread that tells the app every second that the worker lives, and ends it without an app."""

from __future__ import annotations

from threading import Event, Thread

from engine.lifeline import end_if_orphaned
from engine.worker.activity import Activity
from engine.worker.link import Link

BEAT_SECONDS = 1.0


class Heart(Thread):
    """Beats until the process ends.

    Args:
        link: to the app.
        activity: what the main thread is doing.
        parent: the process that started this one.
    """

    def __init__(self, link: Link, activity: Activity, parent: int) -> None:
        super().__init__(name="heart", daemon=True)
        self._link, self._activity, self._parent = link, activity, parent
        self._never = Event()

    def run(self) -> None:
        while not self._never.wait(BEAT_SECONDS):
            end_if_orphaned(self._parent)
            self._link.send_if_free(self._activity.beat())
