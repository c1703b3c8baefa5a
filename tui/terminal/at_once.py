"""What a key changes is painted at once.

Textual paints when its clock of 60 pictures per second ticks: a key pressed just after a picture
would wait for the next tick, with nothing else to do meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from textual import events
from textual.message import Message
from textual.screen import Screen

from tui.terminal.wrapping import wrap_once

SECONDS = 0.1
"""How long after a key or a click pictures do not wait for the clock."""
_PRESSES = (events.Key, events.Paste, events.MouseDown, events.MouseUp)


class Hurry:
    """Knows whether somebody waits for the effect of a key or a click.

    Args:
        clock: seconds of a monotonic clock.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pressed = -SECONDS

    def look(self, message: Message) -> None:
        """Look at a message to the app."""
        if isinstance(message, _PRESSES):
            self._pressed = self._clock()

    @property
    def on(self) -> bool:
        """Whether somebody waits."""
        return self._clock() - self._pressed < SECONDS


def install() -> None:
    """Have screens paint at once while their app's `hurry` is on; may be called again."""
    wrap_once(Screen, "_on_idle", _without_wait)


def _without_wait(idle: Any) -> Any:
    @wraps(idle)
    async def on_idle(screen: Screen[Any], event: events.Idle) -> None:
        await idle(screen, event)
        hurry = getattr(screen.app, "hurry", None)
        # The clock runs as long as something is to be painted.
        timer: Any = screen._update_timer  # noqa: SLF001
        waits = timer._active.is_set()  # noqa: SLF001
        if waits and isinstance(hurry, Hurry) and hurry.on:
            screen._on_timer_update()  # noqa: SLF001

    return on_idle
