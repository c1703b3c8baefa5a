"""A landscape as a picture, without a screen."""

from __future__ import annotations

from engine.networks.landscape.result import Landscape
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.palette import Look, palette_for
from tui.networks.landscape.drawing import Drawn, plane_cells
from tui.networks.landscape.surface import surface_of
from tui.networks.landscape.words import facts

COLUMNS, ROWS = 120, 40
_GROUND = 0x0B0D12


def still_picture(landscape: Landscape) -> Cells:
    """The plane, with a line of what is shown; every cell has both colours."""
    look = Look(palette_for(dark=True))
    cells = Cells.blank(COLUMNS, ROWS)
    plane = plane_cells(COLUMNS, ROWS - 2, landscape, surface_of(landscape), look, Drawn())
    cells.paste(plane, 0, 0)
    text = " · ".join(facts(landscape))
    cells.put(1, ROWS - 1, text[: COLUMNS - 2], look.palette.text)
    cells.fore[cells.fore == NO_COLOUR] = look.palette.text
    cells.back[cells.back == NO_COLOUR] = _GROUND
    return cells
