"""Timers that fire once do fire, however late.

Textual's timers leave out ticks for which they come too late. One that was asked for a single tick
leaves out this one, if its process does not run for longer than its interval just as it begins: on
a busy machine, or where the process was stopped. Keys would wait, and pictures not be painted.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from textual.timer import Timer

from tui.terminal.wrapping import wrap_once


def install() -> None:
    """Mend all timers of Textual; a second call changes nothing."""
    wrap_once(Timer, "__init__", _without_skip)


def _without_skip(begin: Any) -> Any:
    @wraps(begin)
    def init(timer: Timer, *given: Any, **options: Any) -> None:
        begin(timer, *given, **options)
        if timer._repeat == 0:  # noqa: SLF001
            timer._skip = False  # noqa: SLF001

    return init
