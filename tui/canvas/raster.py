"""Curves that change with every frame, drawn with numpy into cells.

plotext draws a curve in Python, dot by dot, at 4 to 8 µs per dot: up to 200 ms for a noisy curve on
a large screen. This module draws the same dots (a test compares the two) in about 1 ms.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from tui.canvas.area import PlotArea
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.clip import Segments, clipped_segments
from tui.canvas.markers import Markers
from tui.text.width import BLANK

_TABLES = {
    Markers.BRAILLE: (
        np.array([" "] + [chr(0x2800 + code) for code in range(1, 256)]),
        np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]),
    ),
    Markers.QUADRANT: (np.array(list(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█")), np.array([[1, 2], [4, 8]])),
}
"""The characters, indexed by the sum of the bits of their dots, and the bits, top row first."""
_MOST_DOTS = 400_000


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

    def put(self, u: Floats, v: Floats, shade: int = 1) -> None:
        """Set dots by their place, in dots from the bottom left, as `PlotArea.dots` gives it."""
        with np.errstate(invalid="ignore"):
            inside = (u >= 0) & (u < self.width) & (v >= 0) & (v < self.height)
        self._shades[v[inside].astype(np.intp), u[inside].astype(np.intp)] = shade

    def points(self, x: Floats, y: Floats, shade: int = 1) -> None:
        """Set the dots of points; those outside or undefined are skipped."""
        u, v = self.area.dots(x, y, self.across, self.down)
        height, width = self._shades.shape
        with np.errstate(invalid="ignore"):
            inside = (u >= 0) & (u < width) & (v >= 0) & (v < height)
        self._set(u[inside].astype(np.intp), v[inside].astype(np.intp), shade)

    def line(self, x: Floats, y: Floats, shade: int = 1) -> None:
        """Set the dots of a line through points, clipped to the area.

        An undefined point (nan, or 0 on a logarithmic axis) leaves a gap.
        """
        if len(x) == 1:
            self.points(x, y, shade)
            return
        u, v = self.area.dots(x, y, self.across, self.down)
        height, width = self._shades.shape
        self._set(*_between(clipped_segments(u, v, width, height)), shade)

    def spans(
        self,
        columns: NDArray[np.intp],
        low: NDArray[np.intp],
        high: NDArray[np.intp],
        shade: int = 1,
    ) -> None:
        """Set the lowest and the highest dot of columns of dots, and every second one between.

        Values outside are moved to the edge.
        """
        height, width = self._shades.shape
        inside = (columns >= 0) & (columns < width)
        if not height or not inside.any():
            return
        columns = columns[inside]
        low, high = (np.clip(ends[inside], 0, height - 1)[None, :] for ends in (low, high))
        row = np.arange(height)[:, None]
        filled = (row >= low) & (row <= high) & ((row + columns[None, :]) % 2 == 0)
        filled |= (row == low) | (row == high)
        part = self._shades[:, columns]
        self._shades[:, columns] = np.where(filled, shade, part)

    def fill(self, columns: NDArray[np.intp], heights: NDArray[np.intp], shade: int = 1) -> None:
        """Set the lowest `heights` dots of columns of dots."""
        row = np.arange(self._shades.shape[0])[:, None]
        part = self._shades[:, columns]
        self._shades[:, columns] = np.where(row < heights[None, :], shade, part)

    def _set(self, u: NDArray[np.intp], v: NDArray[np.intp], shade: int) -> None:
        self._shades[v, u] = shade

    def cells(
        self,
        colours: tuple[int, ...],
        columns: int,
        rows: int,
        *,
        bold: int = 0,
        sign: str = "•",
    ) -> Cells:
        """The dots as cells of a plot of this size.

        Args:
            colours: the colour of each shade, from shade 1.
            columns, rows: the whole plot's size.
            bold: the lowest shade that is bold; 0 for none.
            sign: the character used where cells are not divided into dots.
        """
        cells = Cells.blank(columns, rows)
        area = self.area
        if not area.columns or not area.rows:
            return cells
        blocks = self._shades[::-1].reshape(area.rows, self.down, area.columns, self.across)
        # One dot of all cells at a time: several times faster than sums over short axes.
        dots = [blocks[:, row, :, column] for row, column in np.ndindex(self.down, self.across)]
        shades = np.maximum.reduce(dots)
        place = np.s_[area.row : area.row + area.rows, area.column : area.column + area.columns]
        cells.chars[place] = self._characters(dots, sign)
        cells.fore[place] = np.array((NO_COLOUR, *colours), np.int32)[shades]
        if bold:
            cells.bold[place] = shades >= bold
        return cells

    def _characters(self, dots: list[NDArray[np.uint8]], sign: str) -> NDArray[np.str_]:
        """Characters of all cells from their dots, (rows, columns) each, top dots first."""
        if not self.markers.fine:
            return np.where(dots[0] > 0, sign, BLANK)
        table, bits = _TABLES[self.markers]
        code = np.zeros(dots[0].shape, np.uint8)
        for dot, bit in zip(dots, bits.ravel().tolist(), strict=True):
            code |= np.where(dot > 0, np.uint8(bit), np.uint8(0))
        characters: NDArray[np.str_] = table[code]
        return characters


def _between(segments: Segments) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The dots from the first to the second end of segments, one per step of the longer axis."""
    first_u, first_v, last_u, last_v = (np.floor(part) for part in segments)
    du, dv = last_u - first_u, last_v - first_v
    steps = np.maximum(np.abs(du), np.abs(dv)).astype(np.intp)
    total = int(steps.sum()) + steps.size
    if total > _MOST_DOTS:
        # This many dots cover everything they cross; the last ones are the newest part of the run.
        recent = np.cumsum(steps[::-1] + 1)[::-1] <= _MOST_DOTS
        first_u, first_v, du, dv, steps = (
            part[recent] for part in (first_u, first_v, du, dv, steps)
        )
    counts = steps + 1
    ends = np.cumsum(counts)
    along = np.arange(ends[-1] if ends.size else 0) - np.repeat(ends - counts, counts)
    # One whole step at a time along the longer axis, without rounding: no gaps.
    slope_u, slope_v = (np.repeat(d / np.maximum(steps, 1), counts) for d in (du, dv))
    u = (np.repeat(first_u, counts) + along * slope_u).astype(np.intp)
    v = (np.repeat(first_v, counts) + along * slope_v).astype(np.intp)
    u[ends - 1], v[ends - 1] = first_u + du, first_v + dv
    return u, v
