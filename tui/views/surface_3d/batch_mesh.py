"""The loss of the last batch over the full one, as a mesh through which the full one is seen."""

from __future__ import annotations

import numpy as np

from engine.problems.base import Objective
from tui.canvas.cells import Cells
from tui.canvas.legend import LegendEntry, Named, entry
from tui.canvas.palette import Look
from tui.canvas.strokes import apart, stroke_cells
from tui.views.surface_3d.solid import Solid

_COLUMNS_PER_LINE = 9
_FEWEST, _MOST = 4, 12
"""Lines in each direction, and one more at the edge."""
_SAMPLES = 72


def legend(look: Look) -> LegendEntry:
    """The meaning of the mesh."""
    return entry(Named.BATCH_LOSS, look.markers.glyphs.thin, look.palette.lit)


def batch_mesh(solid: Solid, batch: Objective, look: Look) -> Cells:
    """Lines of constant w and of constant b at the batch's loss; none above the top of the box.

    What is below the full surface, or behind it, is left out.
    """
    relief, projection = solid.relief, solid.projection
    wide = projection.scale[0] / projection.camera.zoom
    lines = int(np.clip(wide / _COLUMNS_PER_LINE, _FEWEST, _MOST))
    at, along = np.meshgrid(
        np.linspace(-0.5, 0.5, lines + 1), np.linspace(-0.5, 0.5, _SAMPLES), indexing="ij"
    )
    x, y = np.concatenate([at, along]), np.concatenate([along, at])
    losses = batch.loss(*relief.plane(x, y))
    place = relief.position(losses)
    u, v, away = projection.screen(x, y, relief.z_of(losses))
    u[(place >= 1) | solid.hides(u, v, away)] = np.nan
    size = projection.columns, projection.rows
    return stroke_cells(projection.area, look.markers, apart(u), apart(v), size, look.palette.lit)
