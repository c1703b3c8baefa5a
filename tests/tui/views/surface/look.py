"""The look in which the tests of the surface draw."""

from __future__ import annotations

from tui.canvas.palette import Look, palette_for

LOOK = Look(palette_for(dark=True))
