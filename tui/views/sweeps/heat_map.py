"""A heat map of two swept quantities: each cell has a number and a colour or shade for its size.

The row of the lowest value is at the bottom. A dashed line shows a known limit between two rows,
such as the learning rate above which gradient descent diverges.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.sweeps.rows import Cell
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.text.width import cut, text_width

DIVERGED = "×"
_SHADES = " ░▒▓█"
_ASCII = str.maketrans("░▒▓█│└─┄×≥", ".:*#|+--x>")
_WIDEST = 12
_MOST_ALIKE = 0.9
"""The share of values that spans at least half of the colour range."""


@dataclass(frozen=True, eq=False)
class HeatMap:
    """The contents of a heat map.

    Attributes:
        title: the meaning of the numbers.
        x_name, x_labels: of the columns, from the left.
        y_name, y_labels: of the rows, from the bottom.
        values: (rows, columns), determine the colours; nan for none.
        texts: the text in each cell, rows from the bottom.
        limits: for each column, the number of rows below the limit; None if it is unknown.
        limit_label: the label of the line of the limit.
        notes: lines below, such as the meaning of the line and of symbols.
        settings: those of each cell, rows from the bottom; None for one without runs.
    """

    title: str
    x_name: str
    x_labels: tuple[str, ...]
    y_name: str
    y_labels: tuple[str, ...]
    values: Floats
    texts: tuple[tuple[str, ...], ...]
    limits: tuple[int | None, ...]
    limit_label: str
    notes: tuple[str, ...]
    settings: tuple[tuple[Cell | None, ...], ...] = ()


@dataclass(frozen=True)
class _Plan:
    """Sizes in cells.

    Attributes:
        gutter: width of the labels on the left, including the axis.
        width: of a column; height: of a row.
        rows, columns: indices of those shown; some are left out if not all fit.
        gaps: the numbers of rows after which there is a line of the limit.
    """

    gutter: int
    width: int
    height: int
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    gaps: tuple[int, ...]

    @property
    def lines(self) -> tuple[dict[int, int], list[tuple[int, int]], int]:
        """The first line of each row; the line of each gap, with the gap; and the line below."""
        tops: dict[int, int] = {}
        limits: list[tuple[int, int]] = []
        line, above = 2, len(self.gaps) + max((*self.rows, *self.gaps), default=0)
        for place in reversed(range(-1, len(self.rows))):
            # The gaps between the row above and this one.
            until = self.rows[place] if place >= 0 else -1
            for gap in self.gaps:
                if until < gap <= above:
                    limits.append((line, gap))
                    line += 1
            if place >= 0:
                tops[until] = line
                line, above = line + self.height, until
        return tops, limits, line


def natural_size(heat: HeatMap) -> tuple[int, int]:
    """The size in which everything fits, (columns, rows)."""
    gutter, gaps = _gutter(heat), _gaps(heat)
    below = max(map(text_width, (heat.title, heat.y_name, *heat.notes)), default=0)
    columns = max(gutter + len(heat.x_labels) * _column_width(heat), below)
    return columns, 2 + len(heat.y_labels) + len(gaps) + 3 + len(heat.notes)


def least_columns(heat: HeatMap) -> int:
    """The least width in which all numbers fit."""
    spare = len(heat.x_labels) * (_column_width(heat) - _widest(heat) - 3)
    below = max(map(text_width, (heat.title, *heat.notes)), default=0)
    return max(_gutter(heat) + len(heat.x_labels) * _column_width(heat) - spare, below)


def heat_map_cells(
    heat: HeatMap, columns: int, rows: int, look: Look, selected: Cell | None = None
) -> Cells:
    """The heat map in `columns` × `rows` cells, any size; parts that do not fit are left out.

    The cell with the settings `selected` is marked.
    """
    cells = Cells.blank(columns, rows)
    plan = _plan(heat, cells.columns, cells.rows)
    palette = look.palette
    cells.put(0, 0, cut(heat.title, cells.columns), palette.text, bold=True)
    cells.put(0, 1, cut(heat.y_name, cells.columns), palette.text)
    shares = _shares(heat.values)
    tops, limits, row = plan.lines
    for line, gap in limits:
        _put_limit(cells, line, heat, plan, gap, look)
    for y, top in tops.items():
        label = heat.y_labels[y]
        middle = top + (plan.height - 1) // 2
        cells.put(plan.gutter - 2 - text_width(label), middle, label, palette.muted)
        for line in range(plan.height):
            cells.put(plan.gutter - 1, top + line, "│", palette.muted)
        for k, x in enumerate(plan.columns):
            left = plan.gutter + k * plan.width
            _put_cell(cells, (left, top), plan, shares[y, x], heat.texts[y][x], look)
            if selected is not None and heat.settings and heat.settings[y][x] == selected:
                cells.put(left, middle, look.markers.glyphs.right, palette.text, bold=True)
                cells.bold[middle, left : left + plan.width] = True
    _put_x_axis(cells, row, heat, plan, look)
    for number, note in enumerate(heat.notes):
        cells.put(0, row + 3 + number, cut(note, cells.columns), palette.muted)
    if look.markers is Markers.ASCII:
        cells.chars[:] = np.array([list(line) for line in _plain(cells.lines())], "<U1").reshape(
            cells.chars.shape
        )
    return cells


def settings_at(heat: HeatMap, columns: int, rows: int, column: int, row: int) -> Cell | None:
    """The settings of the cell at this place of `heat_map_cells`; None where there is none."""
    plan = _plan(heat, columns, rows)
    across = (column - plan.gutter) // max(plan.width, 1)
    if column < plan.gutter or across >= len(plan.columns) or not heat.settings:
        return None
    for y, top in plan.lines[0].items():
        if top <= row < top + plan.height:
            return heat.settings[y][plan.columns[across]]
    return None


def heat_map_text(heat: HeatMap, *, ascii_only: bool = False) -> str:
    """The heat map as lines of plain text, in its natural size."""
    look = Look(
        palette_for(dark=True, colours=None), Markers.ASCII if ascii_only else Markers.BRAILLE
    )
    lines = heat_map_cells(heat, *natural_size(heat), look).lines()
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _plain(lines: list[str]) -> list[str]:
    ascii_lines = (line.translate(_ASCII) for line in lines)
    return ["".join(c if c.isascii() else "?" for c in line) for line in ascii_lines]


def _column_width(heat: HeatMap) -> int:
    return _widest(heat) + 4


def _widest(heat: HeatMap) -> int:
    texts = [text for row in heat.texts for text in row]
    return min(max(map(text_width, [*texts, *heat.x_labels]), default=1), _WIDEST)


def _gutter(heat: HeatMap) -> int:
    labels = [*heat.y_labels, heat.limit_label if _gaps(heat) else ""]
    return max(map(text_width, labels), default=0) + 2


def _gaps(heat: HeatMap) -> tuple[int, ...]:
    """The positions of the lines of limits, from the top."""
    return tuple(sorted({gap for gap in heat.limits if gap is not None}, reverse=True))


def _plan(heat: HeatMap, columns: int, rows: int) -> _Plan:
    gutter, gaps = _gutter(heat), _gaps(heat)
    room = max(columns - gutter, 0)
    shown = _some(len(heat.x_labels), room)
    width = min(_column_width(heat), room // max(len(shown), 1))
    high = max(rows - 5 - len(heat.notes) - len(gaps), 0)
    lines = _some(len(heat.y_labels), high)
    height = max(1, min(3, high // max(len(lines), 1)))
    return _Plan(gutter, width, height, lines, shown, gaps)


def _some(count: int, room: int) -> tuple[int, ...]:
    """All indices below `count`, or as many as fit, evenly spread."""
    if count <= room or count == 0:
        return tuple(range(count))
    return tuple(np.linspace(0, count - 1, room).round().astype(int).tolist()) if room > 0 else ()


def _shares(values: Floats) -> Floats:
    """The position of each value between the least and the greatest, logarithmic if possible."""
    values = np.where(np.isfinite(values), values, np.nan)
    finite = values[np.isfinite(values)]
    if not finite.size:
        return np.full(values.shape, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.log(values) if finite.min() > 0 else values
        low, high = np.nanmin(scaled), np.nanmax(scaled)
        # An outlier that nearly diverged must not make all others look the same.
        most = np.nanquantile(scaled, _MOST_ALIKE)
        high = min(high, most + (most - low)) if most > low else high
        # If all are equal, there is nothing to rank.
        return np.minimum((scaled - low) / ((high - low) or 1.0), 1.0)


def _put_cell(
    cells: Cells, corner: tuple[int, int], plan: _Plan, share: float, text: str, look: Look
) -> None:
    left, top = corner
    palette = look.palette
    known = math.isfinite(share)
    colourless = palette.bands[0] == NO_COLOUR
    if known and not colourless:
        band = palette.bands[min(int(share * len(palette.bands)), len(palette.bands) - 1)]
        area = slice(top, top + plan.height), slice(left, left + plan.width)
        cells.back[area] = band
    shade = _SHADES[min(int(share * len(_SHADES)), len(_SHADES) - 1)] if known else " "
    middle = top + (plan.height - 1) // 2
    if text_width(text) + (3 if colourless else 2) <= plan.width:
        if colourless and known:
            cells.put(left + 1, middle, shade, palette.text)
        column = left + plan.width - 1 - text_width(text)
        cells.put(column, middle, text, palette.text, bold=not known)
    elif known and colourless:
        cells.put(left, middle, shade * plan.width, palette.text)
    elif not known:
        cells.put(left + (plan.width - 1) // 2, middle, text[:1], palette.text, bold=True)


def _put_limit(cells: Cells, row: int, heat: HeatMap, plan: _Plan, gap: int, look: Look) -> None:
    colour = look.palette.current
    label = heat.limit_label
    cells.put(plan.gutter - 2 - text_width(label), row, label, colour)
    cells.put(plan.gutter - 1, row, "│", look.palette.muted)
    for k, x in enumerate(plan.columns):
        if heat.limits[x] == gap:
            cells.put(plan.gutter + k * plan.width, row, "┄" * plan.width, colour)


def _put_x_axis(cells: Cells, row: int, heat: HeatMap, plan: _Plan, look: Look) -> None:
    width = plan.width * len(plan.columns)
    muted = look.palette.muted
    cells.put(plan.gutter - 1, row, "└" + "─" * width, muted)
    for k, x in enumerate(plan.columns):
        label = cut(heat.x_labels[x], plan.width - 1)
        right = plan.gutter + (k + 1) * plan.width - 1
        cells.put(right - text_width(label), row + 1, label, muted)
    name = cut(heat.x_name, cells.columns)
    left = plan.gutter + max(0, width - text_width(name)) // 2
    cells.put(min(left, max(0, cells.columns - text_width(name))), row + 2, name, look.palette.text)


def limit_after(values: Sequence[float], limit: float | None) -> int | None:
    """The number of these increasing values below the limit; None if there is no limit."""
    return None if limit is None else sum(value < limit for value in values)
