"""Dots: lines and points at the resolution of the markers, drawn with numpy into cells.

A dot is set if and only if a point lies in it, or a line passes within half a dot of its centre:
what is drawn is where its values are, to half a dot. A curve of 100,000 values takes some
milliseconds.

Things that share a cell show the dots of each of them. Draw them into the same `Dots`, each in a
shade of its own; the cell takes the colour of its highest shade. Or draw them as layers of a
`CellPlot`, each in `Dots` of its own, and name the layers in `JOINED`; the cell takes the colour of
the uppermost layer with a dot in it. Where markers do not divide cells into dots, the uppermost
shade or layer has the cell to itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Floats
from tui.canvas.area import PlotArea
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.clip import Segments, clipped_segments
from tui.canvas.dot_characters import BLOCKS, BRAILLE
from tui.canvas.markers import Markers
from tui.text.width import BLANK

_MOST_DOTS = 400_000
_HAIR = 1e-9
"""Rounding errors must not push a line at the edge of a dot to either side at random."""


class Dots:
    """Dots over an area, which are then turned into cells.

    Each dot has a shade, a small number from 1: that of the last line or point drawn there. A cell
    has one colour, that of its highest shade.
    """

    def __init__(self, area: PlotArea, markers: Markers) -> None:
        self.area = area
        self.markers = markers
        self.across, self.down = markers.resolution
        # Bottom row first, as the area counts dots.
        self._shades = np.zeros((area.rows * self.down, area.columns * self.across), np.uint8)

    @property
    def width(self) -> int:
        """The number of dots across the area."""
        return int(self._shades.shape[1])

    @property
    def height(self) -> int:
        """The number of dots from the bottom of the area to its top."""
        return int(self._shades.shape[0])

    def points(self, x: ArrayLike, y: ArrayLike, shade: int = 1) -> None:
        """Set the dots of points; those outside or undefined are skipped."""
        self.put(*self.area.dots(x, y, self.across, self.down), shade)

    def put(self, u: Floats, v: Floats, shade: int = 1) -> None:
        """Set dots by their place, in dots from the bottom left, as `PlotArea.dots` gives it."""
        with np.errstate(invalid="ignore"):
            inside = (u >= 0) & (u < self.width) & (v >= 0) & (v < self.height)
        self._shades[v[inside].astype(np.intp), u[inside].astype(np.intp)] = shade

    def line(self, x: Floats, y: Floats, shade: int = 1) -> None:
        """Set the dots of a line through points, clipped to the area.

        An undefined point (nan, or 0 on a logarithmic axis) leaves a gap.
        """
        self.trace(*self.area.dots(x, y, self.across, self.down), shade)

    def trace(self, u: Floats, v: Floats, shade: int = 1) -> None:
        """Set the dots of a line through places in dots, as `line` does."""
        if len(u) == 1:
            self.put(u, v, shade)
            return
        segments = clipped_segments(u, v, self.width, self.height)
        between = _between(segments)
        on_u, on_v = (
            np.concatenate([segments[axis], segments[axis + 2], between[axis]]) for axis in (0, 1)
        )
        self.put(on_u, on_v, shade)

    def spans(self, columns: NDArray[np.intp], low: Floats, high: Floats, shade: int = 1) -> None:
        """Set the lowest and the highest dot of columns of dots, and every second one between.

        `low` and `high` are places in dots from the bottom; those outside are not set, but what
        is between is filled up to the edge.
        """
        inside = (columns >= 0) & (columns < self.width)
        if not self.height or not inside.any():
            return
        columns = columns[inside]
        # Small integers: several times faster than floats.
        lowest, highest = (
            np.clip(np.floor(ends[inside]), -1, self.height).astype(np.int16)[None, :]
            for ends in (low, high)
        )
        row = np.arange(self.height, dtype=np.int16)[:, None]
        second = (row & 1) == (columns & 1).astype(np.int16)[None, :]
        filled = (row >= lowest) & (row <= highest) & second
        filled |= (row == lowest) | (row == highest)
        part = self._shades[:, columns]
        self._shades[:, columns] = np.where(filled, shade, part)

    def fill(self, columns: NDArray[np.intp], heights: NDArray[np.intp], shade: int = 1) -> None:
        """Set the lowest `heights` dots of columns of dots."""
        row = np.arange(self.height)[:, None]
        part = self._shades[:, columns]
        self._shades[:, columns] = np.where(row < heights[None, :], shade, part)

    def cells(
        self,
        colours: tuple[int, ...],
        columns: int,
        rows: int,
        *,
        bold: int = 0,
        sign: str | Sequence[str] = "•",
    ) -> Cells:
        """The dots as cells of a plot of this size.

        Args:
            colours: the colour of each shade, from shade 1.
            columns, rows: the whole plot's size.
            bold: the lowest shade that is bold; 0 for none.
            sign: the character used where cells are not divided into dots, or one for each shade.
        """
        cells = Cells.blank(columns, rows)
        area = self.area
        # Most lines are short: only the cells around their dots are made.
        first, last = _cells_around(self._shades.max(axis=1, initial=0), self.down)
        left, right = _cells_around(self._shades.max(axis=0, initial=0), self.across)
        if first == last:
            return cells
        part = self._shades[first * self.down : last * self.down]
        part = part[::-1, left * self.across : right * self.across]
        blocks = part.reshape(last - first, self.down, right - left, self.across)
        # One dot of all cells at a time: several times faster than sums over short axes.
        dots = [blocks[:, row, :, column] for row, column in np.ndindex(self.down, self.across)]
        shades = np.maximum.reduce(dots)
        bottom = area.row + area.rows
        place = np.s_[bottom - last : bottom - first, area.column + left : area.column + right]
        signs = np.array([BLANK, *([sign] * len(colours) if isinstance(sign, str) else sign)])
        cells.chars[place] = self._characters(dots) if self.markers.fine else signs[shades]
        cells.fore[place] = np.array((NO_COLOUR, *colours), np.int32)[shades]
        if bold:
            cells.bold[place] = shades >= bold
        return cells

    def _characters(self, dots: list[NDArray[np.uint8]]) -> NDArray[np.str_]:
        """Characters of all cells from their dots, (rows, columns) each, top dots first."""
        code = np.zeros(dots[0].shape, np.uint8)
        for dot, bits in zip(dots, _bits(self.across, self.down), strict=True):
            code |= np.where(dot > 0, bits, np.uint8(0))
        characters: NDArray[np.str_] = _CHARACTERS[self.markers][code]
        return characters


_CHARACTERS = {Markers.BRAILLE: BRAILLE, Markers.QUADRANT: BLOCKS, Markers.OCTANT: BLOCKS}


def _cells_around(drawn: NDArray[np.uint8], size: int) -> tuple[int, int]:
    """The first cell with a dot, and that after the last, where a cell has `size` dots."""
    places = np.flatnonzero(drawn)
    return (int(places[0]) // size, int(places[-1]) // size + 1) if places.size else (0, 0)


def _bits(across: int, down: int) -> list[np.uint8]:
    """The bits of each dot of a cell in the code of 2 × 4 dots, row by row from the top left."""
    wide, high = 2 // across, 4 // down
    return [
        np.uint8(sum(1 << 2 * (row * high + y) + column * wide + x
                     for y in range(high) for x in range(wide)))
        for row in range(down)
        for column in range(across)
    ]  # fmt: skip


def _between(segments: Segments) -> tuple[Floats, Floats]:
    """The places where segments pass the centres of the dots along their longer axis."""
    u0, v0, u1, v1 = segments
    du, dv = u1 - u0, v1 - v0
    flat = np.abs(du) >= np.abs(dv)
    start, end = np.where(flat, u0, v0), np.where(flat, u1, v1)
    aside = np.where(flat, v0, u0)
    length = np.where(flat, du, dv)
    rate = np.where(flat, dv, du) / np.where(length == 0, 1.0, length)
    first = np.ceil(np.minimum(start, end) - 0.5)
    last = np.floor(np.maximum(start, end) - 0.5)
    counts = np.maximum(last - first + 1, 0).astype(np.intp)
    if int(counts.sum()) > _MOST_DOTS:
        # This many dots cover everything they cross; the last ones are the newest part of the run.
        recent = np.cumsum(counts[::-1])[::-1] <= _MOST_DOTS
        counts = np.where(recent, counts, 0)
    ends = np.cumsum(counts)
    along = np.arange(ends[-1] if ends.size else 0) - np.repeat(ends - counts - first, counts) + 0.5
    across = np.repeat(aside - start * rate, counts) + along * np.repeat(rate, counts) + _HAIR
    is_flat = np.repeat(flat, counts)
    return np.where(is_flat, along, across), np.where(is_flat, across, along)
