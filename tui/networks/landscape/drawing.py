"""The layers of the plane: bands, contour lines, colour bar, path, centre, cursor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.networks.landscape.result import Landscape
from tui.canvas.axes import Layout, name_room
from tui.canvas.bands import bands
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.contours import contours
from tui.canvas.curves import crosshair, glyph
from tui.canvas.legend import LegendEntry
from tui.canvas.loss_surface import Surface
from tui.canvas.palette import Look
from tui.canvas.trajectory import points, trajectory
from tui.networks.landscape.words import names_of
from tui.text.numbers import significant
from tui.text.width import text_width
from tui.views.surface.colour_bar import colour_bar, layout_with_bar
from tui.views.surface.contour_labels import labelled_contours
from tui.views.surface.layers import Style, axes
from tui.views.surface.read_out import coordinate

MODEL, NOWHERE_FINITE = "model", "no point has a finite loss"


@dataclass(frozen=True)
class Drawn:
    """What of the plane is drawn.

    Attributes:
        style: bands, lines or both.
        path: whether the path of the checkpoints is drawn.
        cursor: the coordinates that are read out; None for no cursor.
    """

    style: Style = Style.BOTH
    path: bool = True
    cursor: tuple[float, float] | None = None


def legend_of(landscape: Landscape, look: Look, *, path: bool) -> tuple[LegendEntry, ...]:
    """What the marks mean."""
    palette, glyphs = look.palette, look.markers.glyphs
    model = LegendEntry(glyphs.optimum, palette.optimum, MODEL, MODEL)
    if not path or not len(landscape.plane.path):
        return (model,)
    return (
        model,
        LegendEntry(glyphs.current, palette.current, "last checkpoint", "last"),
        LegendEntry(glyphs.start, palette.start, "first", "first"),
    )


def plan_of(columns: int, rows: int, landscape: Landscape, surface: Surface, look: Look,
            drawn: Drawn) -> Layout:  # fmt: skip
    """The layout, with the longest names of the axes that fit."""
    legend = legend_of(landscape, look, path=drawn.path)
    plan = None
    for names in zip(*names_of(landscape), strict=True):
        plan = layout_with_bar(columns, rows, surface.view, legend, names)
        if text_width(names[0]) <= name_room(plan) and text_width(names[1]) <= columns // 2:
            break
    assert plan is not None
    return plan


def plane_cells(
    columns: int, rows: int, landscape: Landscape, surface: Surface, look: Look, drawn: Drawn
) -> Cells:
    """The plane as a picture of this size."""
    plan = plan_of(columns, rows, landscape, surface, look, drawn)
    legend = legend_of(landscape, look, path=drawn.path)
    layers = [*_ground(plan, surface, look, drawn.style), axes(plan, look, legend)]
    if surface.known:
        layers.append(colour_bar(plan, surface, look, drawn.style))
    elif landscape.done:
        said = Cells.blank(columns, rows)
        column = max((columns - len(NOWHERE_FINITE)) // 2, 0)
        said.put(column, rows // 3, NOWHERE_FINITE[:columns], look.palette.text)
        layers.append(said)
    path, model = landscape.plane.path, (0.0, 0.0)
    if drawn.path and len(path):
        layers.append(trajectory(plan, path[:, 0], path[:, 1], look))
        start, last = _point(path[0]), _point(path[-1])
        layers.append(points(plan, look, start=start, optima=(model,), current=last))
    else:
        mark = Cells.blank(columns, rows)
        glyph(mark, plan.area, model, look.markers.glyphs.optimum, look.palette.optimum)
        layers.append(mark)
    place = None if drawn.cursor is None else plan.area.cell(*drawn.cursor)
    if place is not None:
        layers.append(crosshair(plan, look, *place))
    cells = Cells.blank(columns, rows)
    for layer in layers:
        cells = cells.overlay(layer)
    return cells


def _ground(plan: Layout, surface: Surface, look: Look, style: Style) -> list[Cells]:
    if not surface.known:
        return []
    coloured = style.bands and look.palette.bands != (NO_COLOUR,)
    if not coloured:
        return list(labelled_contours(plan, surface, look))
    return [bands(plan, surface, look), *([contours(plan, surface, look)] if style.lines else [])]


def _point(row: Floats) -> tuple[float, float]:
    return float(row[0]), float(row[1])


def read_out(landscape: Landscape, cursor: tuple[float, float]) -> str:
    """The loss at the point of the grid nearest to the cursor, and where it is."""
    plane = landscape.plane
    column = int(np.argmin(np.abs(plane.first - cursor[0])))
    row = int(np.argmin(np.abs(plane.second - cursor[1])))
    first, second = float(plane.first[column]), float(plane.second[row])
    steps = [float(axis[1] - axis[0]) for axis in (plane.first, plane.second)]
    place = f"({coordinate(first, steps[0])}, {coordinate(second, steps[1])})"
    if not landscape.known[row, column]:
        return f"{place}: not evaluated yet"
    loss = float(landscape.losses[row, column])
    said = f"{place}: loss {significant(loss, 6)}"
    rise = loss - plane.centre
    if np.isfinite(rise):
        said += f", {'+' if rise >= 0 else ''}{significant(rise, 4)} from the model"
    return said
