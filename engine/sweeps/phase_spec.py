"""Phase maps: what becomes of a run at each pair of values of two hyperparameters.

Independent of TensorFlow: used by the worker, which trains the runs, and by code that shows them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.config.applicable import applies
from engine.config.parameters import PARAMETERS, value_of, with_values
from engine.config.run import FULL_BATCH, RunConfig
from engine.errors import ConfigError
from engine.sweeps.phase_axis import Axis

MOST_SAMPLES = 100_000
"""The most samples of a run."""
_FIRST = 13
"""The cells along the longer axis in the first stage, at least."""


def mapped_names(config: RunConfig) -> tuple[str, ...]:
    """The parameters that can be an axis, with this optimizer and problem."""
    optimizer = (
        name
        for name, parameter in PARAMETERS.items()
        if parameter.section == "optimizer" and parameter.kind == "float" and applies(config, name)
    )
    penalty = ("l2",) if config.problem.is_neuron else ()
    return (*optimizer, "batch_size", *penalty, "w0", "b0")


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


def first_stride(spec: PhaseSpec) -> int:
    """The distance of the cells of the first stage."""
    stride = 1
    while -(-max(spec.x.cells, spec.y.cells) // (2 * stride)) >= _FIRST:
        stride *= 2
    return stride


def stages(spec: PhaseSpec) -> list[NDArray[np.intp]]:
    """The cells of each stage: every 16th of every 16th row, say, then those at half the distance.

    Each stage has only cells that no earlier one has.
    """
    stride = first_stride(spec)
    found = []
    known = np.zeros((spec.y.cells, spec.x.cells), np.bool_)
    while stride:
        known_before = known.copy()
        known[::stride, ::stride] = True
        found.append(np.flatnonzero((known & ~known_before).ravel()))
        stride //= 2
    return found
