"""The mapping between data and cells, shared by drawing, mouse clicks and read-outs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Floats

_HAIR = 1e-6
"""Points on the far edge belong to the last dot, this far inside it."""


@dataclass(frozen=True)
class Scale:
    """One axis: its limits, low < high, and whether it is logarithmic (then low > 0)."""

    low: float
    high: float
    log: bool = False

    def position(self, values: ArrayLike) -> Floats:
        """Where values lie between the limits: 0 is low, 1 is high; nan for undefined positions.

        Undefined are values that are not finite and, on a logarithmic axis, values up to 0.
        """
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            return self.unguarded_position(values)

    def unguarded_position(self, values: ArrayLike) -> Floats:
        """The same, where numpy's warnings are off already: switching them takes as long."""
        array = np.asarray(values, np.float64)
        low, high = self._ends
        if self.log:
            array = np.where(array > 0, np.log10(array), np.nan)
        return np.where(np.isfinite(array), (array - low) / (high - low), np.nan)

    def value(self, position: float) -> float:
        """The value at a position between 0 and 1."""
        low, high = self._ends
        place = low + position * (high - low)
        return 10.0**place if self.log else place

    def values(self, positions: Floats) -> Floats:
        """The values at positions between 0 and 1."""
        low, high = self._ends
        places = low + positions * (high - low)
        return np.array([10.0**place for place in places.tolist()]) if self.log else places

    def fits(self, other: Scale, share: float) -> bool:
        """Whether it contains another one of its kind, which fills at least this share of it."""
        if self.log != other.log or not self.low <= other.low < other.high <= self.high:
            return False
        low, high = self.position([other.low, other.high])
        return bool(high - low >= share)

    @property
    def _ends(self) -> tuple[float, float]:
        return (math.log10(self.low), math.log10(self.high)) if self.log else (self.low, self.high)


@dataclass(frozen=True)
class PlotArea:
    """The cells inside the axes, and the range of data that they cover.

    The limits are the outer edges of the outermost cells, so a point lies in the same cell
    with all markers.

    Attributes:
        column, row: the top left cell, relative to the plot's top left.
        columns, rows: the size; may be 0, in which case no point is inside.
        x, y: what the axes measure.
    """

    column: int
    row: int
    columns: int
    rows: int
    x: Scale
    y: Scale

    def dots(
        self, x: ArrayLike, y: ArrayLike, across: int = 1, down: int = 1
    ) -> tuple[Floats, Floats]:
        """Positions of points in dots from the bottom left, `across` × `down` dots to a cell.

        Dot d covers d to d + 1. Points outside get positions outside; undefined points get nan.
        """
        width, height = self.columns * across, self.rows * down
        # Rounding errors must not push a point that lies on an edge across it.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            u = np.round(self.x.unguarded_position(x) * width, 8)
            v = np.round(self.y.unguarded_position(y) * height, 8)
        return np.where(u == width, width - _HAIR, u), np.where(v == height, height - _HAIR, v)

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """The (column, row) of the cell that shows (x, y); None where it is outside."""
        u, v = (float(part) for part in self.dots(x, y))
        if not (0 <= u < self.columns and 0 <= v < self.rows):
            return None
        return self.column + math.floor(u), self.row + self.rows - 1 - math.floor(v)

    def at(self, column: int, row: int) -> tuple[float, float] | None:
        """The (x, y) at the centre of a cell; None for a cell outside the axes."""
        if not self.holds(column, row):
            return None
        return (
            self.x.value((column - self.column + 0.5) / self.columns),
            self.y.value(1 - (row - self.row + 0.5) / self.rows),
        )

    @property
    def cell_size(self) -> tuple[float, float]:
        """Width and height of a cell in x and y, on linear axes; zero where there is none."""
        if not self.columns or not self.rows:
            return 0.0, 0.0
        return (self.x.high - self.x.low) / self.columns, (self.y.high - self.y.low) / self.rows

    def holds(self, column: int, row: int) -> bool:
        """Whether a cell lies inside the axes."""
        return 0 <= column - self.column < self.columns and 0 <= row - self.row < self.rows

    def centres(self) -> tuple[Floats, Floats]:
        """The x at the centre of each column, and the y at the centre of each row, top first."""
        x = (np.arange(self.columns) + 0.5) / max(self.columns, 1)
        y = 1 - (np.arange(self.rows) + 0.5) / max(self.rows, 1)
        return self.x.values(x), self.y.values(y)
