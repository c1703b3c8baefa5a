"""Plays the past of the run: its updates one after the other, at the pace of the run."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from engine.protocol.commands import Seek
from tui.app.controllers.desk import Desk
from tui.keys.command import Handlers
from tui.text.numbers import pace_text

TICK_SECONDS = 1 / 30
LONGEST_SECONDS = 20.0
"""At an unlimited pace, the seconds that a replay of the whole run takes at most."""
LONGEST_STEP = 0.25
"""The seconds of the pace by which two moments differ at most."""
LEAST_PACE = 30.0
"""At an unlimited pace, the fewest updates per second."""


class Ticker(Protocol):
    """Something that ticks until it is stopped."""

    def stop(self) -> None: ...


class ReplayController:
    """Plays, pauses, and goes on from wherever the user goes meanwhile.

    The next moment is requested when the last one is on the screen: a slow terminal skips moments,
    and the pace stays.

    Args:
        desk: its tools.
        to_present: returns to the present.
        every: calls a function at an interval of seconds, until it is stopped.
        clock: seconds of a steady clock.
    """

    def __init__(
        self,
        desk: Desk,
        to_present: Callable[[], None],
        every: Callable[[float, Callable[[], None]], Ticker],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk, self._to_present, self._every, self._clock = desk, to_present, every, clock
        self._ticker: Ticker | None = None
        self._asked = False
        self._place = 0.0
        self._requested = 0
        """The moment that was asked for, and that which was on the screen then."""
        self._left = 0
        self._then = 0.0

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {"replay": self.begin}

    def ask(self) -> None:
        """Have the replay begin with the app."""
        self._asked = True

    def begin_if_asked(self) -> None:
        """Begin if that was asked for; call it once the app accepts commands."""
        if self._asked:
            self.begin()

    @property
    def playing(self) -> bool:
        """Whether it is playing."""
        return self._ticker is not None

    def play_or_pause(self) -> None:
        """Play from the earlier moment that is shown, or pause."""
        if self.playing:
            self._stop()
            self._desk.say("replay paused")
        else:
            frame = self._desk.model.frame
            self._play(0 if frame is None else frame.update)

    def begin(self) -> None:
        """Play from the start; the run may still be on its way to the worker."""
        self._desk.model.look_back()
        self._desk.send(Seek(0))
        self._play(0)

    def _play(self, update: int) -> None:
        self._go_on_from(update)
        self._stop()
        self._ticker = self._every(TICK_SECONDS, self._tick)
        self._desk.say(f"replay, {pace_text(self._desk.model.session.pace)}")

    def _go_on_from(self, update: int) -> None:
        self._place, self._then = float(update), self._clock()
        self._requested = self._left = update

    def _stop(self) -> None:
        if self._ticker is not None:
            self._ticker.stop()
            self._ticker = None

    def _tick(self) -> None:
        """Ask for the next moment, if it is time and the last one is shown."""
        model = self._desk.model
        frame, present = model.frame, model.present
        now = self._clock()
        if not model.looking_back:  # the user went back to the present, or the worker is lost
            self._stop()
            return
        if frame is None or present is None or frame.of is None:
            self._then = now  # not in the past yet
            return
        if frame.update not in (self._requested, self._left):
            self._go_on_from(frame.update)  # the user went elsewhere
        elif frame.update != self._requested:
            return
        self._left = frame.update
        # After a moment that took long to reach, it goes on at its pace instead of jumping.
        passed = min(now - self._then, LONGEST_STEP) * self._pace(present.update)
        self._place = min(self._place + passed, present.update)
        self._then = now
        if (update := int(self._place)) == frame.update:
            return
        if update >= present.update:
            self._stop()
            self._to_present()
            self._desk.say("end of the replay")
            return
        self._requested = update
        self._desk.send(Seek(update))

    def _pace(self, updates: int) -> float:
        """Updates per second."""
        pace = self._desk.model.session.pace
        return max(LEAST_PACE, updates / LONGEST_SECONDS) if pace is None else pace
