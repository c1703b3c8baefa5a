"""The colour bar of the surface: the colours of the bands with the losses at their boundaries.

It is right of the plot's area. Each boundary is in the middle of a line, beside its number.
`colour_bar` is a static layer; `mark`, which shows the current loss, is a dynamic one.
"""

from __future__ import annotations

import itertools
import math
from functools import lru_cache

import numpy as np

from engine.problems.base import NAMES, Names
from engine.problems.view import View
from tui.canvas.axes import Layout
from tui.canvas.bands import band_colours
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.contours import drawn_levels
from tui.canvas.ladder import Rungs, put_bands, rungs
from tui.canvas.legend import LegendEntry
from tui.canvas.loss_surface import LEVELS, Surface
from tui.canvas.markers import Markers
from tui.canvas.mixing import spread
from tui.canvas.palette import Look
from tui.text.numbers import padded, scientific
from tui.views.surface.layers import Style, surface_layout

_SWATCH = 1
_SWATCH_WIDTH = 2
_MARK = _SWATCH + _SWATCH_WIDTH
_LABEL = _MARK + 2
_LABEL_WIDTH = 7
WIDTH = _LABEL + _LABEL_WIDTH
"""Width of the bar in columns."""
_LEAST_COLUMNS = 60
_MOST_DIGITS = 5


@lru_cache(maxsize=8)
def layout_with_bar(
    columns: int,
    rows: int,
    view: View,
    legend: tuple[LegendEntry, ...] = (),
    names: Names = NAMES,
) -> Layout:
    """The layout of the surface with space for the legend, and with the colour bar if it fits.

    Cached, because each frame asks for the same one.
    """
    if columns >= _LEAST_COLUMNS:
        plan = surface_layout(columns, rows, view, beside=WIDTH, legend=legend, names=names)
        if plan.framed and rungs(plan.area.rows, LEVELS) is not None:
            return plan
    return surface_layout(columns, rows, view, legend=legend, names=names)


def colour_bar(plan: Layout, surface: Surface, look: Look, style: Style) -> Cells:
    """The bar with its numbers, right of the area; blank if the layout has no room for it."""
    cells = Cells.blank(plan.columns, plan.rows)
    area, ladder = plan.area, _ladder(plan, surface)
    if ladder is None:
        return cells
    left = area.column + area.columns
    bottom = area.row + area.rows - 1
    cells.put(left + _LABEL, area.row - 1, "loss", look.palette.text, bold=True)

    with_bands = style.bands and look.palette.bands != (NO_COLOUR,)
    if with_bands:
        split = look.markers is not Markers.ASCII
        swatch = slice(left + _SWATCH, left + _MARK)
        put_bands(cells, ladder, swatch, bottom, band_colours(surface, look), split=split)
    lines = set(drawn_levels(plan, surface, look)) if style.lines or not with_bands else set()
    if not with_bands or look.markers is Markers.ASCII:
        sign = "─" if look.markers.finest else look.markers.glyphs.contour
        colours = spread(look.palette.contours, surface.levels.size, blend=look.palette.blend)
        for level in lines:
            row = bottom - ladder.first - level * ladder.step
            cells.put(left + _SWATCH, row, sign * _SWATCH_WIDTH, colours[level])

    # The bottom is not a contour line or a boundary, but the scale begins there.
    texts = labels([surface.least, *surface.levels.tolist()])
    cells.put(left + _LABEL, bottom, texts[0], look.palette.muted)
    for level, text in enumerate(texts[1:]):
        if with_bands or level in lines:
            row = bottom - ladder.first - level * ladder.step
            cells.put(left + _LABEL, row, text, look.palette.text)
    return cells


def _ladder(plan: Layout, surface: Surface) -> Rungs | None:
    beside = plan.columns - plan.area.column - plan.area.columns
    return rungs(plan.area.rows, surface.levels.size) if beside >= WIDTH else None


def mark(plan: Layout, surface: Surface, look: Look, loss: float) -> Cells:
    """A mark at this loss on the bar; at an end if it is beyond, none for nan."""
    cells = Cells.blank(plan.columns, plan.rows)
    area, ladder = plan.area, _ladder(plan, surface)
    if ladder is None or math.isnan(loss):
        return cells
    line = line_of(loss, surface, ladder)
    row = area.row + area.rows - 1 - line
    column = area.column + area.columns + _MARK
    cells.put(column, row, look.markers.glyphs.left, look.palette.current, bold=True)
    return cells


def line_of(loss: float, surface: Surface, ladder: Rungs) -> int:
    """The line of a loss, from the bottom: of a bowl, linear in the logarithm of its rise."""
    lowest, highest = (float(surface.levels[end]) - surface.least for end in (0, -1))
    rise = loss - surface.least
    if rise <= 0:
        return 0
    if rise < lowest:
        return round(ladder.first * rise / lowest)
    if not math.isfinite(rise):
        return ladder.rows - 1
    if surface.moments is None:
        # Linear between two levels, whatever their distances are.
        last = surface.levels.size - 1
        place = float(np.interp(loss, surface.levels, np.arange(last + 1)))
        above = (rise - highest) / highest if rise > highest else 0.0
        return min(round(ladder.first + ladder.step * (place + above)), ladder.rows - 1)
    # A difference of logarithms, because the ratio may overflow.
    between = (math.log(highest) - math.log(lowest)) / (surface.levels.size - 1)
    place = ladder.first + ladder.step * (math.log(rise) - math.log(lowest)) / between
    return min(round(place), ladder.rows - 1)


def labels(losses: list[float]) -> list[str]:
    """Labels of increasing losses, equally wide and all different.

    They have three significant digits, or more if needed to distinguish them; if even that fails,
    all but the first show the difference from the first.
    """
    for digits in range(3, _MOST_DIGITS + 1):
        texts = [fitted(loss, digits) for loss in losses]
        if all(a != b for a, b in itertools.pairwise(texts)):
            return aligned(texts)
    rises = [fitted(loss - losses[0], 2, _LABEL_WIDTH - 1) for loss in losses[1:]]
    return aligned([fitted(losses[0], _MOST_DIGITS), *(f"+{rise}" for rise in rises)])


def fitted(value: float, digits: int, width: int = _LABEL_WIDTH) -> str:
    """A number to `digits` significant digits, or fewer if it would be too wide."""
    text = padded(value, digits)
    for fewer in range(digits, 0, -1):
        if len(text) <= width:
            break
        text = scientific(value, fewer - 1)
    return text


def aligned(texts: list[str]) -> list[str]:
    """The texts padded to the same width, with aligned decimal points if they fit."""
    parts = [text.partition(".") for text in texts]
    whole = max((len(before) for before, _, _ in parts), default=0)
    fraction = max((len(point + after) for _, point, after in parts), default=0)
    if any("e" in text for text in texts) or whole + fraction > _LABEL_WIDTH:
        longest = max(map(len, texts))
        return [text.rjust(longest) for text in texts]
    return [before.rjust(whole) + (point + after).ljust(fraction) for before, point, after in parts]
