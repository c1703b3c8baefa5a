"""Phase maps: what becomes of a run at each pair of values of two hyperparameters.

Independent of TensorFlow: used by the worker, which trains the runs, and by code that shows them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from annotated_types import Ge, Gt, Le, Lt
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.config.applicable import applies
from engine.config.numbers import number
from engine.config.parameters import PARAMETERS, value_of, with_values
from engine.config.run import FULL_BATCH, RunConfig
from engine.errors import ConfigError

MOST_CELLS = 200
"""The most cells along an axis,"""
LEAST_CELLS = 2
"""and the least."""
MOST_SAMPLES = 100_000
"""The most samples of a run."""
_FIRST = 13
"""The cells along the longer axis in the first stage, at least."""
_TINY = 1e-12
_PART = 0.05
"""Values are rounded by at most this part of a cell."""


def mapped_names(config: RunConfig) -> tuple[str, ...]:
    """The parameters that can be an axis, with this optimizer."""
    optimizer = (
        name
        for name, parameter in PARAMETERS.items()
        if parameter.section == "optimizer" and parameter.kind == "float" and applies(config, name)
    )
    return (*optimizer, "batch_size", "w0", "b0")


@dataclass(frozen=True)
class Axis:
    """One axis, divided into cells of the same size, or ratio if it is logarithmic.

    Attributes:
        parameter: its name.
        low, high: the outer edges of the outermost cells.
        log: whether it is logarithmic.
        cells: their number.

    Raises:
        ConfigError: limits that are not finite, not in order, or invalid for the parameter.
    """

    parameter: str
    low: float
    high: float
    log: bool
    cells: int

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
        # The middles of the outermost cells must differ as numbers.
        if len(set(self.values[[0, -1]].tolist())) < 2 and name != "batch_size":
            raise ConfigError(name, "the range is too narrow for its numbers to differ")

    def edge(self, place: float) -> float:
        """The value at `place` cells from the low end."""
        share = place / self.cells
        if self.log:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + share * (self.high - self.low)

    @cached_property
    def values(self) -> Floats:
        """The value of each cell: its middle, rounded to few digits; whole for a batch size."""
        low, high = (
            np.array([self.edge(place + d) for place in range(self.cells)]) for d in (0.0, 1.0)
        )
        middles = np.sqrt(low * high) if self.log else (low + high) / 2
        if self.parameter == "batch_size":
            whole: Floats = np.maximum(np.floor(middles + 0.5), 1.0)
            return whole
        return np.array([_rounded(*each) for each in zip(middles, high - low, strict=True)])

    def cell(self, value: float) -> int:
        """The cell that holds a value, or the nearest one."""
        if self.log:
            share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return min(max(math.floor(share * self.cells), 0), self.cells - 1)


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


@dataclass(frozen=True)
class PhaseSpec:
    """A phase map.

    Attributes:
        base: all other parameters.
        x, y: its axes.

    Raises:
        ConfigError: an axis that does not apply, twice the same, or values that are invalid.
    """

    base: RunConfig
    x: Axis
    y: Axis

    def __post_init__(self) -> None:
        if self.base.problem.is_own:
            raise ConfigError(None, "a phase map trains built-in problems only, not a Python file")
        if self.x.parameter == self.y.parameter:
            raise ConfigError(self.y.parameter, "is on both axes; choose two parameters")
        possible = mapped_names(self.base)
        for axis in (self.x, self.y):
            if axis.parameter not in possible:
                raise ConfigError(
                    axis.parameter, f"cannot be an axis; must be one of {', '.join(possible)}"
                )
        for column, row in ((0, 0), (self.x.cells - 1, self.y.cells - 1)):
            self.config(column + row * self.x.cells)

    @property
    def runs(self) -> int:
        """The number of cells, each of which is a run."""
        return self.x.cells * self.y.cells

    def settings(self, index: int) -> dict[str, float | int]:
        """The values of both parameters in a cell; cells are numbered row by row from the lowest.

        A batch size is a whole number.
        """
        row, column = divmod(index, self.x.cells)
        found = {
            axis.parameter: float(axis.values[place])
            for axis, place in ((self.x, column), (self.y, row))
        }
        return {
            name: int(value) if name == "batch_size" else value for name, value in found.items()
        }

    def config(self, index: int) -> RunConfig:
        """The configuration of the run of a cell."""
        return with_values(self.base, self.settings(index))

    def index(self, x: float, y: float) -> int:
        """The cell at these values, or the nearest one."""
        return self.y.cell(y) * self.x.cells + self.x.cell(x)

    def values(self, parameter: str) -> Floats:
        """The value of a parameter in each cell, (runs,); that of `base` if it is on no axis."""
        across, up = self.x.cells, self.y.cells
        if parameter == self.x.parameter:
            return np.tile(self.x.values, up)
        if parameter == self.y.parameter:
            return np.repeat(self.y.values, across)
        value = value_of(self.base, parameter)
        if value is None:
            value = self.base.optimizer.hyperparameters[parameter]
        return np.full(self.runs, math.inf if value == FULL_BATCH else float(str(value)))


def check_samples(count: int) -> None:
    """Refuse too many samples for a phase map.

    Raises:
        ConfigError: there are too many.
    """
    if count > MOST_SAMPLES:
        raise ConfigError(
            None,
            f"a phase map trains on at most {MOST_SAMPLES:,} samples, not {count:,}; take fewer",
        )


def stages(spec: PhaseSpec) -> list[NDArray[np.intp]]:
    """The cells of each stage: every 16th of every 16th row, say, then those at half the distance.

    Each stage has only cells that no earlier one has.
    """
    across, up = spec.x.cells, spec.y.cells
    stride = 1
    while -(-max(across, up) // (2 * stride)) >= _FIRST:
        stride *= 2
    found = []
    known = np.zeros((up, across), np.bool_)
    while stride:
        known_before = known.copy()
        known[::stride, ::stride] = True
        found.append(np.flatnonzero((known & ~known_before).ravel()))
        stride //= 2
    return found
