"""An axis of a phase map: a range of one hyperparameter in cells, and the value of each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from annotated_types import Ge, Gt, Le, Lt

from engine.arrays import Floats
from engine.config.numbers import number
from engine.config.parameters import PARAMETERS
from engine.errors import ConfigError

MOST_CELLS = 200
"""The most cells along an axis,"""
LEAST_CELLS = 2
"""and the least."""
_TINY = 1e-12
_PART = 0.05
"""Values are rounded by at most this part of a cell."""
_HELD = 0.25
"""A cell takes a value of an earlier map that is this near to its middle, in cells."""


@dataclass(frozen=True)
class Axis:
    """One axis, divided into cells of the same size, or ratio if it is logarithmic.

    Attributes:
        parameter: its name.
        low, high: the outer edges of the outermost cells.
        log: whether it is logarithmic.
        cells: their number.
        held: values of earlier maps, increasing: a cell with one near its middle has that one.

    Raises:
        ConfigError: limits that are not finite, not in order, or invalid for the parameter.
    """

    parameter: str
    low: float
    high: float
    log: bool
    cells: int
    held: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        name = self.parameter
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            shown = f"{number(self.low)} to {number(self.high)}"
            raise ConfigError(name, f"{shown} is no range; must be LOW:HIGH with LOW below HIGH")
        if self.log and self.low <= 0:
            shown = number(self.low)
            raise ConfigError(name, f"a logarithmic axis must begin above 0, not at {shown}")
        if not LEAST_CELLS <= self.cells <= MOST_CELLS:
            raise ConfigError(
                None, f"{self.cells} cells along an axis; must be {LEAST_CELLS} to {MOST_CELLS}"
            )
        # The middles of the outermost cells must differ for a run, whose numbers are float32.
        if len(set(self.values[[0, -1]].astype(np.float32).tolist())) < 2 and name != "batch_size":
            raise ConfigError(name, "the range is too narrow for its numbers to differ")

    def edge(self, place: float) -> float:
        """The value at `place` cells from the low end."""
        share = place / self.cells
        if self.log:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + share * (self.high - self.low)

    @cached_property
    def values(self) -> Floats:
        """The value of each cell: its middle, rounded to few digits; whole for a batch size.

        That of the first cell of L2 regularization from 0 is 0, to compare with runs without it.
        """
        low, high = (
            np.array([self.edge(place + d) for place in range(self.cells)]) for d in (0.0, 1.0)
        )
        middles = np.sqrt(low * high) if self.log else (low + high) / 2
        if self.parameter == "batch_size":
            whole: Floats = np.maximum(np.floor(middles + 0.5), 1.0)
            return whole
        found = np.array([_rounded(*each) for each in zip(middles, high - low, strict=True)])
        if self.parameter == "l2" and self.low == 0:
            found[0] = 0.0
        # Twice the same value, of a range that is too narrow, is refused as such.
        if self.held and found[0] < found[-1]:
            for value in self.held:
                place = self.place(value)
                if abs(place - math.floor(place) - 0.5) <= _HELD and 0 <= place < self.cells:
                    found[math.floor(place)] = value
        return found

    def place(self, value: float) -> float:
        """How many cells a value is from the low end; see `edge`."""
        if self.log:
            # What is not positive is on no logarithmic axis.
            ratio = math.log(value / self.low) if value > 0 else -math.inf
            return self.cells * ratio / math.log(self.high / self.low)
        return self.cells * (value - self.low) / (self.high - self.low)

    def cell(self, value: float) -> int:
        """The cell that holds a value, or the nearest one."""
        place = min(max(self.place(value), 0.0), float(self.cells))
        return min(math.floor(place), self.cells - 1)


def least_of(axis: Axis) -> float:
    """The least value at which an axis may begin."""
    if axis.parameter == "batch_size":
        return 0.5
    for bound in PARAMETERS[axis.parameter].bounds:
        if isinstance(bound, Ge):
            return float(str(bound.ge))
        if isinstance(bound, Gt):
            return _TINY if axis.log else float(str(bound.gt))
    return -math.inf


def most_of(axis: Axis) -> float:
    """The greatest value at which an axis may end."""
    for bound in PARAMETERS[axis.parameter].bounds:
        if isinstance(bound, Le):
            return float(str(bound.le))
        if isinstance(bound, Lt):
            return float(str(bound.lt))
    return math.inf


def _rounded(value: float, width: float) -> float:
    """The value with few digits, for its place in a cell of this width."""
    digits = math.floor(math.log10(width * _PART)) if width > 0 else -17
    return round(float(value), -digits) + 0.0
