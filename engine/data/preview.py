"""A selection of the samples and their statistics, for the plots.

A hundred million generated samples are handled while holding only a chunk of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.arrays import AnyFloats, Floats, Singles
from engine.config.problem import Target
from engine.config.run import DataConfig, Standardize
from engine.data.dataset import check_range, ranges_of, scaled_range, single
from engine.data.file_samples import read_pairs
from engine.data.generated import Chunk, chunks_of, moments_of, source_of
from engine.data.labels import check_labels
from engine.data.origin import RowsRead
from engine.data.remembered import Remembered
from engine.data.room import check_room
from engine.data.scaling import Scaling, scaling_for
from engine.problems.base import Objective, Problem
from engine.problems.linear_neuron.moments import Moments

POINTS = 4096
"""The most rows that are drawn."""


@dataclass(frozen=True, eq=False)
class DataUnits:
    """The samples of a preview in the data's units.

    Attributes:
        moments: of all samples.
        x, y: the selected rows, float64, (k,).
        x_range, y_range: minimum and maximum over all samples.
    """

    moments: Moments
    x: Floats
    y: Floats
    x_range: tuple[float, float]
    y_range: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Preview:
    """Statistics of the samples and a selection of them.

    Attributes:
        data: the samples in the data's units.
        scaling: from there to the standardized samples, on which the neuron is trained.
        moments: of all samples, standardized.
        samples: the number of samples.
        indices: the selected rows, (k,), increasing.
        x, y: those rows, standardized, float32, (k,).
        x_range, y_range: minimum and maximum over all samples, standardized.
        source, x_name, y_name: as in `Dataset`.
        rows: what was read and dropped; None for generated data.
    """

    data: DataUnits
    scaling: Scaling
    samples: int
    indices: NDArray[np.int64]
    source: str
    x_name: str
    y_name: str
    rows: RowsRead | None = None

    def standardized(self, config: DataConfig) -> Preview:
        """The same samples, standardized as in a configuration that differs only in this.

        Raises:
            DataError: they are beyond float32's range.
        """
        data, exact = self.data, config.data is not None
        mode, target = config.standardize, config.target
        scaling = scaling_for(mode, data.moments, exact=exact, target=target)
        check_range(scaling, data.x_range, data.y_range, self.source)
        return replace(self, scaling=scaling)

    @cached_property
    def moments(self) -> Moments:
        return self.scaling.moments(self.data.moments)

    @cached_property
    def x(self) -> Singles:
        return single(self.data.x, self.scaling.x)

    @cached_property
    def y(self) -> Singles:
        return single(self.data.y, self.scaling.y)

    def objective(self, problem: Problem) -> Objective | None:
        """The loss over all samples if it is quadratic, otherwise over the selected rows.

        None if only the worker can evaluate it.
        """
        if problem.is_quadratic:
            return self.moments.with_l2(problem.l2)
        return None if problem.objective is None else problem.objective(self.x, self.y)

    @property
    def sampled_from(self) -> int:
        """The number of samples that the rows are a selection of; 0 if they are all of them."""
        return self.samples if self.samples > self.indices.size else 0

    @property
    def x_range(self) -> tuple[float, float]:
        return scaled_range(self.scaling.x, self.data.x_range)

    @property
    def y_range(self) -> tuple[float, float]:
        return scaled_range(self.scaling.y, self.data.y_range)


def preview(config: DataConfig, points: int = POINTS) -> Preview:
    """The moments and ranges of all samples, and at most `points` rows spread evenly over them.

    Raises:
        DataError: the file cannot be used, and the text says why, and in which line; or all
            samples would not fit into memory.
    """
    check_room(config)
    if config.data is not None:
        made = _FILE.of(config) if points == POINTS else _of_file(config, points)
        return made.standardized(config)
    picked = _Picked(spread_rows(config.samples, points))
    moments = moments_of(picked.passing(chunks_of(config)))
    mode, target = config.standardize, config.target
    scaling = scaling_for(mode, moments, exact=False, target=target)
    return Preview(
        picked.units(moments), scaling, config.samples, picked.rows, source_of(config), "x", "y"
    )


def preview_of(
    x: AnyFloats,
    y: AnyFloats,
    source: str = "",
    names: tuple[str, str] = ("x", "y"),
    standardize: Standardize = Standardize.NONE,
    points: int = POINTS,
    target: Target = "line",
) -> Preview:
    """The preview of samples in the data's units, both (n,) with n at least 1.

    Raises:
        DataError: they are beyond float32's range, or y are labels and one is not 0 or 1.
    """
    if target == "labels":
        check_labels(y, names[1], source)
    drawn = _in_data_units(x, y, source, names, points)
    exact = x.dtype != np.float32
    scaling = scaling_for(standardize, drawn.data.moments, exact=exact, target=target)
    check_range(scaling, drawn.data.x_range, drawn.data.y_range, source)
    return replace(drawn, scaling=scaling)


def _of_file(config: DataConfig, points: int) -> Preview:
    """The preview of a file, not standardized."""
    pairs = read_pairs(config)
    names = pairs.x_name, pairs.y_name
    if config.target == "labels":
        check_labels(pairs.y, pairs.y_name, pairs.source)
    return replace(_in_data_units(pairs.x, pairs.y, pairs.source, names, points), rows=pairs.rows)


def _in_data_units(
    x: AnyFloats, y: AnyFloats, source: str, names: tuple[str, str], points: int
) -> Preview:
    """The preview, not standardized, whether or not the samples are in float32's range.

    Raises:
        DataError: one is so large that float64 cannot hold the squares.
    """
    ranges = ranges_of(x, y, source)
    rows = spread_rows(x.size, points)
    drawn_x, drawn_y = (values[rows].astype(np.float64) for values in (x, y))
    units = DataUnits(Moments.of(x, y), drawn_x, drawn_y, *ranges)
    return Preview(units, Scaling(), x.size, rows, source, *names)


_FILE = Remembered(lambda config: _of_file(config, POINTS))


def spread_rows(samples: int, points: int) -> NDArray[np.int64]:
    """At most `points` rows out of `samples`, increasing: a random one from each equal stretch.

    Random, because every k-th row of a file with a period of k would show a false pattern. The
    selection depends only on the arguments.
    """
    if samples <= points:
        return np.arange(samples, dtype=np.int64)
    bounds = np.arange(points + 1, dtype=np.int64) * samples // points
    return np.random.default_rng(0).integers(bounds[:-1], bounds[1:])


class _Picked:
    """Collects some rows, and the ranges of all, from chunks that pass."""

    def __init__(self, rows: NDArray[np.int64]) -> None:
        self.rows = rows
        self._values = np.empty((2, rows.size))
        self._lows, self._highs = np.full(2, np.inf), np.full(2, -np.inf)

    def passing(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        for rows, x, y in chunks:
            kept = slice(*np.searchsorted(self.rows, (rows.start, rows.stop)))
            for axis, values in enumerate((x, y)):
                self._values[axis, kept] = values[self.rows[kept] - rows.start]
                self._lows[axis] = min(self._lows[axis], values.min())
                self._highs[axis] = max(self._highs[axis], values.max())
            yield rows, x, y

    def units(self, moments: Moments) -> DataUnits:
        x_range, y_range = zip(self._lows.tolist(), self._highs.tolist(), strict=True)
        x, y = self._values
        return DataUnits(moments, x, y, x_range, y_range)
