"""The last batch's own bowl over the full surface: its contour lines, its minimum, the gradients.

White is what belongs to the batch, the optimum's colour what belongs to all the data; the batch's
lines are dashed too.
"""

from __future__ import annotations

import math

import numpy as np

from engine.moments import Moments
from engine.snapshot import BatchStep
from engine.theory import Theory
from tui.plots.area import PlotArea
from tui.plots.axes import Layout, LegendEntry
from tui.plots.cells import Cells
from tui.plots.curves import Floats, glyph, pointer
from tui.plots.markers import Markers
from tui.plots.palette import Look
from tui.plots.quadratic import best_line, best_point, has_one_minimum, level_curves
from tui.plots.raster import Dots

Point = tuple[float, float]

_LINES, _FEW_LINES = 5, 3
_ROOMY = 20
"""Rows from which there is room for all lines."""
_DASH, _PERIOD = 5, 8
_ARROW_SHARE = 0.3
"""Of the shorter side of the plot, for the longer of the two arrows."""
_ARROWS = "→↗↑↖←↙↓↘"
_ASCII_ARROWS = ">/^\\</v\\"


def bowl_levels(moments: Moments, area: PlotArea) -> list[float]:
    """Batch losses at which lines run: evenly spaced on the screen, over the whole of it.

    The loss rises with the square of the distance, so its levels are square numbers. The greatest
    loss is that in a corner, for the bowl is convex. Empty where the batch's loss is not finite.
    """
    least = moments.least_loss
    corners = [(w, b) for w in (area.x.low, area.x.high) for b in (area.y.low, area.y.high)]
    rise = max(moments.loss(*corner) for corner in corners) - least
    if not (math.isfinite(rise) and rise > 0):
        return []
    lines = _LINES if area.rows >= _ROOMY else _FEW_LINES
    return [least + rise * (line / (lines + 1)) ** 2 for line in range(1, lines + 1)]


def bowl(plan: Layout, step: BatchStep, look: Look) -> Cells:
    """Lines of equal batch loss, dashed; that through the point of departure, bold; the minimum."""
    area, moments = plan.area, step.moments
    if not area.columns or not area.rows:
        return Cells.blank(plan.columns, plan.rows)
    low, high = area.x.low, area.x.high
    markers = Markers.DOT if look.markers is Markers.QUADRANT else look.markers
    dots = Dots(area, markers)
    for level in bowl_levels(moments, area):
        for w, b in level_curves(moments, level, low, high):
            _dashed(dots, w, b, 1)
    for w, b in level_curves(moments, moments.loss(*step.before), low, high):
        _dashed(dots, w, b, 2)
    if not has_one_minimum(moments):
        dots.line(*best_line(moments, low, high), 3)
    lit = look.palette.lit
    sign = look.markers.glyphs.dashed
    cells = dots.cells((lit, lit, lit), plan.columns, plan.rows, bold=2, sign=sign)
    if has_one_minimum(moments):
        point = best_point(moments)
        if glyph(cells, area, point, look.markers.glyphs.batch_best, lit) is None:
            pointer(cells, area, point, look.markers.glyphs, lit)
    return cells


def _dashed(dots: Dots, w: Floats, b: Floats, shade: int) -> None:
    """A line with gaps of the same length on the screen, wherever it runs."""
    area = dots.area
    u, v = area.dots(w, b, dots.across, dots.down)
    finite = np.isfinite(u) & np.isfinite(v)
    # Lengths far outside say nothing, and would take a point for each dot.
    reach = 4.0 * max(area.columns * dots.across, area.rows * dots.down)
    finite &= (np.abs(u) < reach) & (np.abs(v) < reach)
    if finite.sum() < 2:
        dots.line(w, b, shade)
        return
    u, v, w, b = u[finite], v[finite], w[finite], b[finite]
    length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(u), np.diff(v)))])
    along = np.arange(0.0, length[-1] + 1)
    fine_w, fine_b = np.interp(along, length, w), np.interp(along, length, b)
    drawn = along % _PERIOD < _DASH
    dots.points(fine_w[drawn], fine_b[drawn], shade)


def legend(look: Look) -> tuple[LegendEntry, ...]:
    """What the bowl's lines and its minimum mean."""
    palette, glyphs = look.palette, look.markers.glyphs
    return (LegendEntry(glyphs.batch_best, palette.lit, "batch's best", "batch"),)


def gradient_legend(look: Look) -> tuple[LegendEntry, ...]:
    """Which arrow is which; both point downhill."""
    arrow = (_ASCII_ARROWS if look.markers is Markers.ASCII else _ARROWS)[0]
    return (
        LegendEntry(arrow, look.palette.optimum, "-gradient"),
        LegendEntry(arrow, look.palette.lit, "batch's"),
    )


def gradients(
    plan: Layout, point: Point, full: Moments, batch: Moments | None, look: Look
) -> Cells:
    """Arrows from a point against the gradient of all the data, and against the batch's.

    Both are drawn to one scale, in the units of the axes, the longer one a fixed part of the plot,
    so that they can be compared with each other and with the contour lines.
    """
    cells = Cells.blank(plan.columns, plan.rows)
    area = plan.area
    if not area.columns or not area.rows:
        return cells
    downhill = [(full, look.palette.optimum)]
    if batch is not None and batch is not full:
        downhill.append((batch, look.palette.lit))
    ways = [tuple(-part for part in moments.gradient(*point)) for moments, _ in downhill]
    across, up = area.columns / _width(area), area.rows * 2 / _height(area)
    lengths = [math.hypot(way[0] * across, way[1] * up) for way in ways]
    longest = max(lengths)
    if not (math.isfinite(longest) and longest > 0):
        return cells
    scale = _ARROW_SHARE * min(area.columns, 2 * area.rows) / longest
    # The shorter one last, for they often lie on each other.
    for place in sorted(range(len(ways)), key=lengths.__getitem__, reverse=True):
        way, colour = ways[place], downhill[place][1]
        tip = (point[0] + scale * way[0], point[1] + scale * way[1])
        _arrow(cells, plan, point, tip, colour, look)
    return cells


def _width(area: PlotArea) -> float:
    return area.x.high - area.x.low


def _height(area: PlotArea) -> float:
    return area.y.high - area.y.low


def _arrow(cells: Cells, plan: Layout, tail: Point, tip: Point, colour: int, look: Look) -> None:
    area = plan.area
    dots = Dots(area, look.bold_markers)
    dots.line(np.array([tail[0], tip[0]]), np.array([tail[1], tip[1]]))
    shaft = dots.cells(
        (colour,), plan.columns, plan.rows, bold=1, sign=look.bold_markers.glyphs.solid
    )
    drawn = shaft.chars != " "
    cells.chars[drawn] = shaft.chars[drawn]
    cells.fore[drawn] = shaft.fore[drawn]
    cells.bold[drawn] = True
    u, v = area.dots(np.array([tail[0], tip[0]]), np.array([tail[1], tip[1]]))
    # A cell is twice as high as it is wide.
    angle = math.atan2(2 * float(v[1] - v[0]), float(u[1] - u[0]))
    signs = _ASCII_ARROWS if look.markers is Markers.ASCII else _ARROWS
    glyph(cells, area, tip, signs[round(angle / (math.pi / 4)) % 8], colour)


def eigen_axes(plan: Layout, theory: Theory, look: Look) -> Cells:
    """The Hessian's eigenvectors as axes through the optimum: along them nothing else matters."""
    area = plan.area
    dots = Dots(area, look.markers)
    if area.columns and area.rows:
        reach = 2 * math.hypot(_width(area), _height(area))
        for shade, axis in enumerate(theory.axes, 1):
            ends = np.array([-reach, reach])
            _dashed_axis(dots, theory, axis * 1.0, ends, shade)
    palette, glyphs = look.palette, look.markers.glyphs
    colours = (palette.optimum, palette.optimum)
    return dots.cells(colours, plan.columns, plan.rows, sign=glyphs.dotted)


def _dashed_axis(dots: Dots, theory: Theory, axis: Floats, ends: Floats, shade: int) -> None:
    along = np.linspace(ends[0], ends[1], 4001)
    w, b = theory.w_best + along * axis[0], theory.b_best + along * axis[1]
    _dashed(dots, w, b, shade)
