"""What the session tells, and when: everything at once, frames one at a time."""

from __future__ import annotations

from engine.history.frame import Frame
from engine.protocol.commands import Watch
from engine.protocol.events import Event, RaceFrame

FRAME_SECONDS = 1 / 200
"""Frames come no faster than this, whatever the reader acknowledges; a screen asks for fewer."""


class Reports:
    """Collects events; a frame goes out when the one before it was acknowledged.

    Attributes:
        outbox: events to be sent, oldest first; whoever sends them clears it.
        watch: what is to be reported.
    """

    def __init__(self) -> None:
        self.outbox: list[Event] = []
        self.watch = Watch()
        self._changed = True
        self._frame_out = False
        self._frame_due = 0.0

    def say(self, *events: Event) -> None:
        """Tell these."""
        self.outbox.extend(events)

    def set_watch(self, watch: Watch) -> None:
        """Report this from now on."""
        self.watch = watch
        self._changed = True

    def change(self) -> None:
        """What is shown is no longer what the last frame showed."""
        self._changed = True

    def acknowledge(self) -> None:
        """The last frame was dealt with."""
        self._frame_out = False

    @property
    def pending(self) -> bool:
        """Whether there is something to show that no frame has shown."""
        return self._changed and self.watch.frames

    @property
    def blocked(self) -> bool:
        """Whether a frame is pending that has to wait for an acknowledgement."""
        return self.pending and self._frame_out

    def idle_seconds(self, now: float) -> float | None:
        """Seconds until a frame can go out; None is until the next command."""
        if not self.pending or self._frame_out:
            return None
        return max(0.0, self._frame_due - now)

    def frame_due(self, now: float, *, at_once: bool) -> bool:
        """Whether a frame is to go out now; `at_once` ignores how long ago the last one was."""
        return self.pending and not self._frame_out and (at_once or now >= self._frame_due)

    def show(self, frame: Frame | RaceFrame, now: float) -> None:
        """Send a frame."""
        self.outbox.append(frame)
        self._frame_out, self._changed = True, False
        self._frame_due = now + FRAME_SECONDS
