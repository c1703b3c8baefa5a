"""The read-out of a point of the plane: its parameters, as precise as a cell, and its loss."""

from __future__ import annotations

import math

from engine.problems.base import NAMES, Names, Objective
from tui.canvas.area import PlotArea
from tui.canvas.limits import step_below
from tui.text.numbers import format_number, padded, scientific, unwritten
from tui.views.surface.viewport import Viewport

_LONGEST = 10


def read_out(area: PlotArea, column: int, row: int, full: Objective, names: Names = NAMES) -> str:
    """Text with w, b and the full loss at the centre of a cell; empty for one outside."""
    point = area.at(column, row)
    if point is None:
        return ""
    w, b = point
    width = (area.x.high - area.x.low) / area.columns
    height = (area.y.high - area.y.low) / area.rows
    value = full.loss(w, b)
    loss = unwritten(value) or padded(value, 4)
    first, second = names
    return f"{first} {coordinate(w, width)}  {second} {coordinate(b, height)}  loss {loss}"


def view_text(value: str, port: Viewport, *, following: bool) -> str:
    """The border's text: a value that is read out, then what was done to the view."""
    parts = [value, "following" if following else ""]
    if port.level:
        parts.append(f"zoom {format_number(port.magnification)}×")
    return " · ".join(part for part in parts if part)


def coordinate(value: float, cell: float) -> str:
    """A coordinate to about a tenth of a cell of this size."""
    exponent = math.floor(math.log10(step_below(cell)) + 1e-9) - 1
    text = f"{value:.{max(0, -exponent)}f}"
    if len(text) > _LONGEST:
        digits = math.floor(math.log10(abs(value))) - exponent if value else -1
        text = scientific(value, digits) if digits >= 0 else "0"
    return text if float(text) else text.removeprefix("-")
