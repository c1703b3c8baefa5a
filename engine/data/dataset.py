"""All samples of a run, for the worker; `engine.data.preview` has those of the plots.

The neuron is trained on the standardized samples, in float32; `Scaling` leads back to the data's
units. Moments and the optimum follow from the values as read, in float64.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.arrays import AnyFloats, Floats, Singles
from engine.config.problem import Target
from engine.config.run import DataConfig, Standardize
from engine.data.file_samples import read_pairs
from engine.data.generated import chunks_of, moments_of, source_of
from engine.data.labels import check_labels
from engine.data.remembered import Remembered
from engine.data.room import check_room
from engine.data.scaling import Scaling, scaling_for
from engine.errors import DataError
from engine.problems.base import Objective, Problem
from engine.problems.linear_neuron.moments import CHUNK, Moments

_FILE = Remembered(read_pairs)
_MOST = 1e150
"""Squares of larger numbers are infinite in float64."""
_LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, eq=False)
class Dataset:
    """All samples.

    Attributes:
        x, y: as the neuron is trained on them, standardized, float32, both (n,).
        source: their origin, in a few words.
        x_name, y_name: the names of the columns.
        scaling: from the data's units to x and y.
        data_moments: of the samples in the data's units.
    """

    x: Singles
    y: Singles
    source: str
    x_name: str
    y_name: str
    scaling: Scaling
    data_moments: Moments

    @classmethod
    def of(
        cls,
        x: AnyFloats,
        y: AnyFloats,
        source: str = "",
        names: tuple[str, str] = ("x", "y"),
        standardize: Standardize = Standardize.NONE,
        target: Target = "line",
    ) -> Dataset:
        """Samples in the data's units, both (n,) with n at least 1, standardized.

        Raises:
            DataError: they are beyond float32's range, or y are labels and one is not 0 or 1.
        """
        if target == "labels":
            check_labels(y, names[1], source)
        ranges = ranges_of(x, y, source)
        moments = Moments.of(x, y)
        exact = x.dtype != np.float32
        scaling = scaling_for(standardize, moments, exact=exact, target=target)
        check_range(scaling, *ranges, source)
        return cls(single(x, scaling.x), single(y, scaling.y), source, *names, scaling, moments)

    @cached_property
    def moments(self) -> Moments:
        """Of the samples as the neuron is trained on them, before rounding to float32."""
        return self.scaling.moments(self.data_moments)

    def objective(self, problem: Problem) -> Objective | None:
        """The loss over all samples; None if only the worker can evaluate it."""
        if problem.is_quadratic:
            return self.moments.with_l2(problem.l2)
        return None if problem.objective is None else problem.objective(self.x, self.y)


def load(config: DataConfig) -> Dataset:
    """All samples of this configuration.

    Raises:
        DataError: the file cannot be used, and the text says why, and in which line; or the
            samples do not fit into memory.
    """
    check_room(config)
    if config.data is not None:
        pairs = _FILE.of(config)
        names = pairs.x_name, pairs.y_name
        kept = config.standardize, config.target
        return Dataset.of(pairs.x, pairs.y, pairs.source, names, *kept)
    scaling, moments = Scaling(), None
    if config.standardize is not Standardize.NONE:
        # From the same chunks as the preview, so that both have the same scaling to the bit.
        moments = moments_of(chunks_of(config))
        mode, target = config.standardize, config.target
        scaling = scaling_for(mode, moments, exact=False, target=target)
    x, y = np.empty((2, config.samples), np.float32)
    for rows, chunk_x, chunk_y in chunks_of(config):
        x[rows], y[rows] = scaling.x(chunk_x), scaling.y(chunk_y)
    return Dataset(x, y, source_of(config), "x", "y", scaling, moments or Moments.of(x, y))


def single(values: AnyFloats, scaled: Callable[[AnyFloats], Floats]) -> Singles:
    """The values, scaled in float64 and rounded to float32, with one chunk of float64 at a time."""
    out = np.empty(values.size, np.float32)
    for start in range(0, values.size, CHUNK):
        rows = slice(start, start + CHUNK)
        out[rows] = scaled(values[rows])
    return out


def check_samples(x: AnyFloats, y: AnyFloats, source: str, standardize: Standardize) -> None:
    """Check that samples of a file, in the data's units, both (n,), can be trained on.

    Raises:
        DataError: they are beyond float32's range.
    """
    ranges = ranges_of(x, y, source)
    check_range(scaling_for(standardize, Moments.of(x, y), exact=True), *ranges, source)


def ranges_of(
    x: AnyFloats, y: AnyFloats, source: str
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Minimum and maximum of x and of y.

    Raises:
        DataError: one is so large that float64 cannot hold the squares.
    """
    low_x, high_x, low_y, high_y = (
        float(end) for values in (x, y) for end in (values.min(), values.max())
    )
    for name, largest in (("x", max(-low_x, high_x)), ("y", max(-low_y, high_y))):
        if not largest < _MOST:
            raise DataError(f"{source}: {name} reaches {largest:.3g}; must be below 1e150")
    return (low_x, high_x), (low_y, high_y)


def check_range(
    scaling: Scaling, x_range: tuple[float, float], y_range: tuple[float, float], source: str
) -> None:
    """Check that the standardized samples are in float32's range.

    Raises:
        DataError: one is not.
    """
    for name, scaled, values in (("x", scaling.x, x_range), ("y", scaling.y, y_range)):
        largest = max(map(abs, scaled_range(scaled, values)))
        if largest > _LARGEST:
            raise DataError(
                f"{source}: {name} reaches {largest:.3g}, float32 at most 3.4e38; "
                "set standardize to scale"
            )


def scaled_range(
    scaled: Callable[[AnyFloats], Floats], values: tuple[float, float]
) -> tuple[float, float]:
    """A range, scaled."""
    low, high = scaled(np.array(values)).tolist()
    return low, high
