"""The events of the session: sent immediately, except frames, which are sent one at a time."""

from __future__ import annotations

from engine.history.frame import Frame
from engine.protocol.commands import Watch
from engine.protocol.events import Event, RaceFrame

FRAME_SECONDS = 1 / 200
"""The least seconds between frames, even if acknowledged faster; a screen requests fewer."""


class Reports:
    """Collects events; a frame is sent when the previous one was acknowledged.

    Attributes:
        outbox: events to be sent, oldest first; the sender clears it.
        watch: what to report.
    """

    def __init__(self) -> None:
        self.outbox: list[Event] = []
        self.watch = Watch()
        self._changed = True
        self._frame_out = False
        self._frame_due = 0.0

    def say(self, *events: Event) -> None:
        """Report these events."""
        self.outbox.extend(events)

    def set_watch(self, watch: Watch) -> None:
        """Set what to report."""
        self.watch = watch
        self._changed = True

    def change(self) -> None:
        """Note a change since the last frame."""
        self._changed = True

    def acknowledge(self) -> None:
        """The last frame was processed."""
        self._frame_out = False

    @property
    def pending(self) -> bool:
        """Whether there is a change that no frame has shown."""
        return self._changed and self.watch.frames

    @property
    def blocked(self) -> bool:
        """Whether a pending frame is waiting for an acknowledgement."""
        return self.pending and self._frame_out

    def idle_seconds(self, now: float) -> float | None:
        """Seconds until a frame can be sent; None means until the next command."""
        if not self.pending or self._frame_out:
            return None
        return max(0.0, self._frame_due - now)

    def frame_due(self, now: float, *, at_once: bool) -> bool:
        """Whether to send a frame now; `at_once` ignores the time since the last one."""
        return self.pending and not self._frame_out and (at_once or now >= self._frame_due)

    def show(self, frame: Frame | RaceFrame, now: float) -> None:
        """Send a frame."""
        self.outbox.append(frame)
        self._frame_out, self._changed = True, False
        self._frame_due = now + FRAME_SECONDS
