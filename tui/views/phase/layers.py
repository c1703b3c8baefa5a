"""The layers of a phase map: cells, edge, the present setting, cursor, and what they mean."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.sweeps.phase_axis import Axis as PhaseAxis
from engine.sweeps.phase_outcome import Status
from tui.canvas.area import PlotArea
from tui.canvas.axes import Axis, Layout, layout
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.curves import crosshair, glyph
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.quadrants import main_colours, put_quadrants
from tui.canvas.raster import Dots
from tui.text.numbers import whole
from tui.views.phase.chart import Chart, scale_of
from tui.views.phase.finding import findings
from tui.views.phase.shades import Shades, letter

SIDE = 25
"""Columns of the legend beside the map."""
_LEAST_COLUMNS = 64
_NAMES = {"w0": "start w", "b0": "start b", "l2": "L2"}


def axis_name(axis: PhaseAxis) -> str:
    """The name of an axis."""
    return _NAMES.get(axis.parameter, axis.parameter.replace("_", " "))


def phase_layout(columns: int, rows: int, chart: Chart) -> Layout:
    """The layout of the map in a plot of this size, with space for the legend if it fits."""
    spec = chart.spec
    across, up = (
        Axis(scale_of(axis), axis_name(axis), counts=axis.parameter == "batch_size")
        for axis in (spec.x, spec.y)
    )
    if columns < _LEAST_COLUMNS:
        return layout(columns, rows, across, up)
    return replace(layout(columns - SIDE, rows, across, up), columns=columns)


def places(area: PlotArea, chart: Chart) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The row and the column of the map at each row, from the top, and column of an area."""

    def of(count: int, cells: int) -> NDArray[np.intp]:
        middles = (np.arange(count) + 0.5) * cells / max(count, 1)
        return np.minimum(middles, cells - 1).astype(np.intp)

    return of(area.rows, chart.spec.y.cells)[::-1], of(area.columns, chart.spec.x.cells)


def ground(plan: Layout, chart: Chart, shades: Shades, look: Look) -> Cells:
    """The axes and the cells of the map."""
    narrow = plan.area.column + plan.area.columns if plan.framed else plan.columns
    cells = Cells.blank(plan.columns, plan.rows)
    cells.paste(axes_cells(replace(plan, columns=narrow), look), 0, 0)
    area = plan.area
    if not area.columns or not area.rows:
        return cells
    here = np.s_[area.row : area.row + area.rows, area.column : area.column + area.columns]
    if not shades.coloured:
        cells.chars[here] = shades.text(chart, *places(area, chart))
        cells.fore[here] = shades.ink(chart, *places(area, chart))
        return cells
    if look.markers.fine:
        quarters = replace(area, columns=2 * area.columns, rows=2 * area.rows)
        fills = shades.colours(chart, *places(quarters, chart))
        put_quadrants(cells, area.column, area.row, fills, main_colours(fills))
        plain = cells.chars[here] == " "
    else:
        cells.back[here] = shades.colours(chart, *places(area, chart))
        plain = np.ones((area.rows, area.columns), np.bool_)
    _put_signs(cells, area, chart, shades, look, plain)
    return cells


def _put_signs(
    cells: Cells,
    area: PlotArea,
    chart: Chart,
    shades: Shades,
    look: Look,
    plain: NDArray[np.bool_],
) -> None:
    """A sign in some cells of each part that colours alone would tell apart."""
    rows, columns = np.indices((area.rows, area.columns))
    sparse = plain & ((columns + 3 * (rows % 2)) % 6 == 2) & (rows % 2 == 0)
    status = chart.status_at(*places(area, chart))
    signs = np.full(status.shape, " ")
    for each, sign in shades.signs.items():
        signs[status == each] = sign
    if chart.has_basins:
        minima = chart.minima_at(*places(area, chart))
        for place in range(len(chart.minima)):
            signs[(minima == place) & (status == Status.CONVERGED)] = letter(place)
    drawn = sparse & (signs != " ")
    here = np.s_[area.row : area.row + area.rows, area.column : area.column + area.columns]
    cells.chars[here] = np.where(drawn, signs, cells.chars[here])
    cells.fore[here] = np.where(drawn, np.int32(look.palette.text), cells.fore[here])


def edge(plan: Layout, chart: Chart, look: Look) -> Cells | None:
    """The theoretical edge; None without one."""
    line = chart.edge
    if line is None:
        return None
    markers = look.bold_markers if look.bold_markers.fine else Markers.DOT
    dots = Dots(plan.area, markers)
    dots.line(line.x, line.y)
    return dots.cells(
        (look.palette.text,), plan.columns, plan.rows, bold=1, sign=look.markers.glyphs.solid
    )


def marks(plan: Layout, now: tuple[float, float], look: Look) -> Cells:
    """The present setting, if it is on the map."""
    cells = Cells.blank(plan.columns, plan.rows)
    glyph(cells, plan.area, now, look.markers.glyphs.current, look.palette.current)
    return cells


def cursor(plan: Layout, at: tuple[float, float], look: Look) -> Cells | None:
    """The cursor."""
    place = plan.area.cell(*at)
    return None if place is None else crosshair(plan, look, *place)


def side(plan: Layout, chart: Chart, shades: Shades, look: Look, *, now: bool) -> Cells:
    """The legend beside the map: the scale of epochs, statuses with their counts, and lines."""
    cells = Cells.blank(plan.columns, plan.rows)
    left = plan.area.column + plan.area.columns + 2
    if not plan.framed or plan.columns - left < SIDE - 4:
        return cells
    palette, row = look.palette, plan.area.row
    for sign, colour, fore, text in _entries(chart, shades, look, now=now):
        if row >= plan.area.row + plan.area.rows:
            break
        if sign is not None:
            if colour != NO_COLOUR:
                cells.back[row, left : left + 2] = colour
            cells.put(left, row, sign, fore, bold=colour == NO_COLOUR)
        heading = sign is None
        cells.put(left + (0 if heading else 3), row, text, palette.text, bold=heading)
        row += 1
    _put_findings(cells, left, row + 1, plan, chart, look)
    return cells


def _put_findings(
    cells: Cells, left: int, row: int, plan: Layout, chart: Chart, look: Look
) -> None:
    """What the map shows, in as many whole sentences as fit below the legend."""
    bottom = plan.area.row + plan.area.rows
    for sentence in findings(chart):
        lines = textwrap.wrap(_plain(sentence, look), max(plan.columns - left, 1))
        if row + len(lines) > bottom:
            break
        for line in lines:
            cells.put(left, row, line, look.palette.text)
            row += 1


def _plain(text: str, look: Look) -> str:
    """The text, in ASCII if that is all there is."""
    if look.markers is not Markers.ASCII:
        return text
    return text.replace("β", "m").replace("λ", "lambda_").replace("≤", "<=")


def _entries(
    chart: Chart, shades: Shades, look: Look, *, now: bool
) -> list[tuple[str | None, int, int, str]]:
    """Sign, background, colour of the sign and text of each line; no sign for a heading."""
    palette, glyphs = look.palette, look.markers.glyphs
    lines: list[tuple[str | None, int, int, str]] = []
    counts = chart.outcomes.counts
    if chart.has_basins:
        lines.append((None, NO_COLOUR, NO_COLOUR, "minimum reached"))
        for place, (w, b) in enumerate(chart.minima):
            back = shades.minima[place]
            ink = palette.text if shades.coloured else shades.inks[len(Status) + place]
            lines.append((f"{letter(place)} ", back, ink, f"({w:.3g}, {b:.3g})"))
    elif chart.levels:
        lines.append((None, NO_COLOUR, NO_COLOUR, "epochs to converge"))
        for place, band in enumerate(shades.bands):
            last = place == len(chart.levels)
            text = f"> {whole(chart.levels[-1])}" if last else f"≤ {whole(chart.levels[place])}"
            sign = "  " if shades.coloured else shades.ramp[place] * 2
            lines.append((sign, band, palette.text, _plain(text, look)))
    lines.append((None, NO_COLOUR, NO_COLOUR, ""))
    for status in (Status.EARLY, Status.MAX_EPOCHS, Status.DIVERGED):
        if counts[status]:
            back = shades.others.get(status, NO_COLOUR)
            ink = palette.text if shades.coloured else shades.inks[status]
            text = f"{status.words} {whole(counts[status])}"
            lines.append((f"{shades.signs[status]} ", back, ink, text))
    if chart.edge is not None:
        name = _plain(chart.edge.name, look)
        lines.append((glyphs.solid * 2, NO_COLOUR, palette.text, name))
    if now:
        lines.append((glyphs.current, NO_COLOUR, palette.current, "now"))
    return lines
