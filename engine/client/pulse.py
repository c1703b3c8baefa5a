"""Tells a worker that hangs from one that works for long, from its heartbeats and its process."""

from __future__ import annotations

from collections.abc import Callable

from engine.client.process_sign import Sign
from engine.protocol.events import JOINING, Beat, Silence, Standstill

QUIET_SECONDS = 3.0
"""Seconds without an answer, after which a worker counts as silent."""
STARTING_SECONDS = 10.0
"""The same before its first heartbeat and while it imports: libraries are loaded in one piece."""
IDLE_SECONDS = 3.0
"""Seconds without processor time, after which a silent worker counts as idle."""
_MOST_STEP = 1.5
"""The most seconds that count between two looks: after more, this process itself stood still."""
_LEAST_SHARE = 0.02
"""The least share of a processor that is work; heartbeats need less."""


class Pulse:
    """The heartbeats of one worker.

    Args:
        sign: says what the system knows of its process.
        starting: what it does before its first heartbeat.
    """

    def __init__(self, sign: Callable[[], Sign | None], starting: str) -> None:
        self._sign = sign
        self._starting = starting
        self._now = self._heard = 0.0
        self._beat = Beat(starting, 0.0)
        self._used: float | None = None
        """Processor time at the last look, while it is silent."""
        self._worked = 0.0
        """When it last used some."""
        self.silence = Silence(0.0)

    def take(self, beat: Beat) -> None:
        """A heartbeat came."""
        self._beat, self._heard = beat, self._now

    def look(self, passed: float) -> Silence:
        """Whether it is silent now; call it about every second.

        Args:
            passed: seconds since the last call.
        """
        passed = min(passed, _MOST_STEP)
        self._now += passed
        quiet, beat = self._now - self._heard, self._beat
        # After a beat that is old it may have begun something else.
        told = quiet < QUIET_SECONDS or beat.seconds >= QUIET_SECONDS
        doing = beat.doing if told or beat.doing in (self._starting, JOINING) else ""
        seconds = quiet + (beat.seconds if doing else 0.0)
        least = STARTING_SECONDS if doing == self._starting else QUIET_SECONDS
        if seconds < least or not (doing or quiet >= QUIET_SECONDS):
            self._used = None
            self.silence = Silence(0.0)
        else:
            self.silence = Silence(seconds, doing, self._how(passed))
        return self.silence

    def _how(self, passed: float) -> Standstill:
        sign, before = self._sign(), self._used
        if sign is None:
            return Standstill.BUSY
        self._used = sign.seconds
        spent = None if before is None else sign.seconds - before
        if spent is None or sign.in_system or spent >= _LEAST_SHARE * passed:
            self._worked = self._now
        if sign.stopped:
            return Standstill.STOPPED
        idle = self._now - self._worked >= IDLE_SECONDS
        return Standstill.IDLE if idle else Standstill.BUSY
