"""Draws the path of a training in its principal plane."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.networks.path import Path2
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, layout_named
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import Cells
from tui.canvas.curves import glyph
from tui.canvas.legend import LegendEntry, Named, entry
from tui.canvas.limits import round_limits
from tui.canvas.palette import Look
from tui.canvas.trajectory import marked_updates, trajectory
from tui.text.numbers import UNKNOWN, significant

Scales = tuple[Scale, Scale]
_MARGIN = 0.06
_LEAST_EXTENT = 1e-3
"""The least extent along one direction, as a share of that along the other."""


def share_text(share: float) -> str:
    """A share of the variance, in percent."""
    return UNKNOWN if not np.isfinite(share) else f"{significant(100 * share, 3)} %"


def axis_names(explained: Floats, number: int) -> tuple[str, ...]:
    """The names of the axis of a principal direction, longest first."""
    share = share_text(float(explained[number]))
    return (
        f"principal direction {number + 1}: {share} of the variance",
        f"direction {number + 1}: {share} of variance",
        f"{number + 1}: {share}",
    )


def path_scales(path: Path2, previous: Scales | None) -> Scales:
    """Limits around the path, kept while they fit."""
    points = path.plane.points
    if not len(points):
        return Scale(-1.0, 1.0), Scale(-1.0, 1.0)
    low, high = points.min(axis=0), points.max(axis=0)
    # A path without an extent along one direction is a line, not a magnified rounding error.
    extent = np.maximum(high - low, _LEAST_EXTENT * (high - low).max())
    low, high = (low + high - extent) / 2, (low + high + extent) / 2
    margin = _MARGIN * extent
    before = previous or (None, None)
    x, y = (
        round_limits(float(low[k] - margin[k]), float(high[k] + margin[k]), before[k])
        for k in (0, 1)
    )
    return x, y


def path_cells(columns: int, rows: int, path: Path2, scales: Scales, look: Look) -> Cells:
    """Axes, legend, the path from the first checkpoint to the last."""
    palette, glyphs = look.palette, look.markers.glyphs
    legend: tuple[LegendEntry, ...] = (
        entry(Named.NOW, glyphs.current, palette.current),
        entry(Named.START, glyphs.start, palette.start),
        LegendEntry(glyphs.step, palette.path[0], "checkpoint", "checkpoint"),
    )
    across, up = (axis_names(path.plane.explained, number) for number in (0, 1))
    # The name of the y axis has the whole line above the plot.
    room = columns - 2
    second = next((name for name in up if len(name) <= room), up[-1])
    plan = layout_named(columns, rows, Axis(scales[0], ""), across, Axis(scales[1], second), legend)
    w, b = path.plane.points.T
    if not marked_updates(plan, w, b).size:
        legend = legend[:2]
    cells = axes_cells(plan, look, legend).overlay(trajectory(plan, w, b, look))
    if len(w):
        points = Cells.blank(columns, rows)
        glyph(points, plan.area, (float(w[-1]), float(b[-1])), glyphs.current, palette.current)
        cells = cells.overlay(points)
    return cells
