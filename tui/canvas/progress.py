"""A progress bar."""

from __future__ import annotations

from tui.canvas.markers import Markers
from tui.canvas.palette import Look


def bar_text(done: int, total: int, width: int, *, look: Look | None = None) -> str:
    """A bar of `width` cells, full when `done` equals `total`."""
    full = width * min(done, total) // max(total, 1)
    ascii_only = look is not None and look.markers is Markers.ASCII
    sign, rest = ("#", ".") if ascii_only else ("█", "░")
    return sign * full + rest * (width - full)
