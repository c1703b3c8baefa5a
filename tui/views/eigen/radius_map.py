"""The map of the spectral radius over learning rate and momentum, in closed form.

A band of colour is a range of half-lives: updates in which the slower of the two errors halves. The
bar beside it names them, with the spectral radius of each. Right of the stability edge, where the
radius is 1 or more, there is no band.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np

from engine.arrays import Floats
from tui.canvas.axes import Layout
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.curves import glyph, pointer
from tui.canvas.dot_marks import LARGE_CROSS, LARGE_DISC
from tui.canvas.ladder import put_bands, rungs
from tui.canvas.legend import LegendEntry, Named, entry
from tui.canvas.markers import Markers
from tui.canvas.mixing import spread
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.canvas.strokes import stroke_cells
from tui.text.width import text_width
from tui.views.eigen.plane import LEVELS, Plane, Setting
from tui.views.eigen.table import large_text, radius_text

_DIVERGES = "diverges"
_SWATCH = 1
_LABEL = 4


def legend(plane: Plane, look: Look, *, now: bool) -> tuple[LegendEntry, ...]:
    """The meaning of points and lines; `now`: the present setting is on the map."""
    palette, glyphs = look.palette, look.markers.glyphs
    formula = "2(1+β)/((1+2β)λmax)" if plane.nesterov else "2(1+β)/λmax"
    if look.markers is Markers.ASCII:
        formula = formula.replace("β", "m").replace("λ", "lambda_")
    solid = look.bold_markers.glyphs.solid
    entries = [entry(Named.NOW, glyphs.current, palette.current)] if now else []
    entries.append(LegendEntry(glyphs.optimum, palette.optimum, "fastest"))
    entries.append(LegendEntry(solid, palette.warning, f"edge {formula}", "edge"))
    return tuple(entries)


def ground(plan: Layout, plane: Plane, look: Look, entries: tuple[LegendEntry, ...]) -> Cells:
    """The bands, their edges, the axes and the colour bar."""
    cells = Cells.blank(plan.columns, plan.rows)
    narrow = plan.area.column + plan.area.columns if plan.framed else plan.columns
    own = replace(plan, columns=narrow)
    cells.paste(axes_cells(own, look, entries), 0, 0)
    area = plan.area
    if not area.columns or not area.rows:
        return cells
    rates, places = area.centres()
    lives = plane.half_lives(rates, places)
    if look.palette.bands != (NO_COLOUR,):
        inside = np.s_[area.row : area.row + area.rows, area.column : area.column + area.columns]
        # The unstable settings have no band.
        colours = np.array([*_colours(look), NO_COLOUR], np.int32)
        band = np.searchsorted(np.array(plane.levels), lives, side="right")
        cells.back[inside] = colours[np.where(np.isfinite(lives), band, LEVELS + 1)]
    drawn = cells.overlay(_edges(plan, plane, look))
    _put_diverges(drawn, plan, lives, look)
    _put_bar(drawn, plan, plane, look)
    return drawn


def _colours(look: Look) -> tuple[int, ...]:
    return spread(look.palette.bands, LEVELS + 1, blend=look.palette.blend)


def _edges(plan: Layout, plane: Plane, look: Look) -> Cells:
    """The lines between bands; with their half-lives where there are no bands."""
    # Imported late: not needed before the first map is drawn.
    from contourpy import LineType, contour_generator

    area = plan.area
    fine = max(area.columns, 2) * 2, max(area.rows, 2) * 4
    rates = np.geomspace(area.x.low, area.x.high, fine[0])
    places = np.linspace(area.y.low, area.y.high, fine[1])
    lives = plane.half_lives(rates, places)
    with np.errstate(divide="ignore"):
        logs = np.log10(np.minimum(lives, 1e12))
    generator = contour_generator(
        np.log10(rates),
        places,
        np.ma.masked_invalid(np.maximum(logs, -3.0)),
        line_type=LineType.Separate,
    )
    colours = spread(look.palette.contours, LEVELS, blend=look.palette.blend)
    dots = Dots(area, look.markers if look.markers.finest else Markers.DOT)
    found = [
        cast("list[Floats]", generator.lines(float(np.log10(level)))) for level in plane.levels
    ]
    for shade, lines in enumerate(found, 1):
        for line in lines:
            dots.line(10.0 ** line[:, 0], line[:, 1], shade)
    sign = look.markers.glyphs.contour
    cells = dots.cells(colours, plan.columns, plan.rows, sign=sign)
    if look.palette.bands == (NO_COLOUR,):
        _put_levels(cells, plan, plane, look)
    return cells


def _put_levels(cells: Cells, plan: Layout, plane: Plane, look: Look) -> None:
    """Half-lives on the lines, in one row, above the marks of settings without momentum."""
    area = plan.area
    rates, places = area.centres()
    row = area.rows - 1 - area.rows // 4
    lives = plane.half_lives(rates, places[row : row + 1])[0]
    last = area.column
    for column in range(1, area.columns):
        crossed = [level for level in plane.levels if lives[column] <= level < lives[column - 1]]
        text = large_text(crossed[0], 2) if crossed else ""
        left = area.column + column - text_width(text) // 2
        if text and left > last:
            cells.put(left, area.row + row, text, look.palette.text)
            last = left + text_width(text)


def _put_diverges(cells: Cells, plan: Layout, lives: Floats, look: Look) -> None:
    """A word in the part that is unstable, where it fits."""
    area = plan.area
    width = text_width(_DIVERGES)
    for row in range(area.rows - 2, -1, -1):
        unstable = np.flatnonzero(np.isposinf(lives[row]))
        # A row from the edge to the right end.
        if unstable.size >= width + 2 and unstable[-1] == area.columns - 1:
            left = area.column + area.columns - unstable.size + (unstable.size - width + 1) // 2
            cells.put(left, area.row + row, _DIVERGES, look.palette.warning)
            return


def _put_bar(cells: Cells, plan: Layout, plane: Plane, look: Look) -> None:
    """The colour bar: at each edge of a band its half-life and its spectral radius."""
    area = plan.area
    left = area.column + area.columns
    ladder = rungs(area.rows, LEVELS)
    if not plan.framed or plan.columns - left < _LABEL or ladder is None:
        return
    bottom = area.row + area.rows - 1
    banded = look.palette.bands != (NO_COLOUR,)
    if banded:
        swatch = slice(left + _SWATCH, left + _SWATCH + 2)
        split = look.markers is not Markers.ASCII
        put_bands(cells, ladder, swatch, bottom, _colours(look), split=split)
    cells.put(left + _LABEL, area.row - 1, "half-life radius", look.palette.text, bold=True)
    for level, half_life in enumerate(plane.levels):
        row = bottom - ladder.first - level * ladder.step
        if row < area.row:
            break
        life, radius = large_text(half_life, 2), radius_text(0.5 ** (1 / half_life))
        cells.put(left + _LABEL, row, f"{life:>9} {radius}", look.palette.text)


def points(plan: Layout, plane: Plane, setting: Setting | None, look: Look) -> Cells:
    """The stability edge, the fastest setting and the present one; an arrow if it is outside."""
    palette, glyphs, area = look.palette, look.markers.glyphs, plan.area
    size = plan.columns, plan.rows
    rates, places = plane.edge()
    best = plane.fastest.rate, float(plane.up(plane.fastest.beta))
    now = None if setting is None else (setting.rate, float(plane.up(setting.beta)))
    fine = look.bold_markers.fine
    if not fine:
        u, v = area.dots(rates, places)
        cells = stroke_cells(area, look.markers, u, v, size, palette.warning)
        glyph(cells, area, best, glyphs.optimum, palette.optimum)
        if now is not None:
            glyph(cells, area, now, glyphs.current, palette.current)
    else:
        dots = Dots(area, look.bold_markers)
        dots.line(rates, places, 1)
        for mark, point, shade in ((LARGE_CROSS, best, 2), (LARGE_DISC, now, 3)):
            if point is not None:
                mark.clear(point, dots)
                mark.at(point, dots, shade)
        cells = dots.cells((palette.warning, palette.optimum, palette.current), *size, bold=1)
    if now is not None and area.cell(*now) is None:
        pointer(cells, area, now, glyphs, palette.current)
    return cells
