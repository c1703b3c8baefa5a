"""The samples: a noisy line generated from a seed, or two columns of a CSV file.

`load` returns all samples, for the worker. `preview` returns what a plot needs; it handles a
hundred million samples while holding only a chunk of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Singles
from engine.config.run import DataConfig
from engine.data.csv_reader import read_columns
from engine.problems.linear_neuron.moments import CHUNK, Moments, RunningMoments

LOW_X, HIGH_X = 0.0, 10.0


@dataclass(frozen=True, eq=False)
class Dataset:
    """All samples.

    Attributes:
        x, y: float32, both (n,).
        source: their origin, in a few words.
        x_name, y_name: the names of the columns.
    """

    x: Singles
    y: Singles
    source: str
    x_name: str
    y_name: str


@dataclass(frozen=True, eq=False)
class Preview:
    """Statistics of the samples and a selection of them.

    Attributes:
        moments: of all samples, as float32.
        samples: the number of samples.
        indices: the selected rows, (k,), increasing.
        x, y: those rows, float32, (k,).
        x_range, y_range: minimum and maximum over all samples.
        source, x_name, y_name: as in `Dataset`.
    """

    moments: Moments
    samples: int
    indices: NDArray[np.int64]
    x: Singles
    y: Singles
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    source: str
    x_name: str
    y_name: str


def load(config: DataConfig) -> Dataset:
    """All samples of this configuration.

    Raises:
        DataError: the CSV file cannot be used; the text says why, and in which line.
    """
    if config.data is not None:
        table = read_columns(config.data, config.x_column, config.y_column)
        return Dataset(table.x, table.y, table.source, table.x_name, table.y_name)
    x, y = np.empty((2, config.samples), np.float32)
    for rows, chunk_x, chunk_y in _drawn(config):
        x[rows], y[rows] = chunk_x, chunk_y
    return Dataset(x, y, _drawn_source(config), "x", "y")


def preview(config: DataConfig, points: int = 4096) -> Preview:
    """The moments and ranges of all samples, and at most `points` rows spread evenly over them.

    Raises:
        DataError: the CSV file cannot be used; the text says why, and in which line.
    """
    if config.data is not None:
        return _preview_of(load(config), points)
    indices = spread_rows(config.samples, points)
    x, y = np.empty((2, indices.size), np.float32)
    lows = np.full(2, np.inf)
    highs = np.full(2, -np.inf)
    running: RunningMoments | None = None
    for rows, chunk_x, chunk_y in _drawn(config):
        if running is None:
            # All chunks have the same distribution, so the first one's line is close to the last.
            running = RunningMoments.about(Moments.of(chunk_x, chunk_y), float(chunk_x[0]))
        running.add(chunk_x, chunk_y)
        lows = np.minimum(lows, (chunk_x.min(), chunk_y.min()))
        highs = np.maximum(highs, (chunk_x.max(), chunk_y.max()))
        kept = slice(*np.searchsorted(indices, (rows.start, rows.stop)))
        x[kept] = chunk_x[indices[kept] - rows.start]
        y[kept] = chunk_y[indices[kept] - rows.start]
    assert running is not None
    return Preview(
        moments=running.moments(),
        samples=config.samples,
        indices=indices,
        x=x,
        y=y,
        x_range=(float(lows[0]), float(highs[0])),
        y_range=(float(lows[1]), float(highs[1])),
        source=_drawn_source(config),
        x_name="x",
        y_name="y",
    )


def spread_rows(samples: int, points: int) -> NDArray[np.int64]:
    """At most `points` rows out of `samples`, increasing: a random one from each equal stretch.

    Random, because every k-th row of a file with a period of k would show a false pattern. The
    selection depends only on the arguments.
    """
    if samples <= points:
        return np.arange(samples, dtype=np.int64)
    bounds = np.arange(points + 1, dtype=np.int64) * samples // points
    return np.random.default_rng(0).integers(bounds[:-1], bounds[1:])


def _preview_of(dataset: Dataset, points: int) -> Preview:
    indices = spread_rows(dataset.x.size, points)
    return Preview(
        moments=Moments.of(dataset.x, dataset.y),
        samples=dataset.x.size,
        indices=indices,
        x=dataset.x[indices],
        y=dataset.y[indices],
        x_range=(float(dataset.x.min()), float(dataset.x.max())),
        y_range=(float(dataset.y.min()), float(dataset.y.max())),
        source=dataset.source,
        x_name=dataset.x_name,
        y_name=dataset.y_name,
    )


def _drawn(
    config: DataConfig,
) -> Iterator[tuple[slice, Singles, Singles]]:
    """The generated data in chunks of rows, bit-identical to that of a single generator.

        x = uniform(0, 10, n);  ε = normal(noise_mean, noise_std, n);  y = w_gen (x + ε) + b_gen

    `numpy.random.default_rng` is PCG64, and a uniform double uses one of its 64-bit numbers, so the
    noise begins n numbers later; a second generator starts there.
    """
    samples = config.samples
    uniform = np.random.Generator(np.random.PCG64(config.seed_of_data))
    normal = np.random.Generator(np.random.PCG64(config.seed_of_data).advance(samples))
    for start in range(0, samples, CHUNK):
        rows = slice(start, min(start + CHUNK, samples))
        x = uniform.uniform(LOW_X, HIGH_X, rows.stop - rows.start)
        y = normal.normal(config.noise_mean, config.noise_std, x.size)
        y += x
        y *= config.w_gen
        y += config.b_gen
        yield rows, x.astype(np.float32), y.astype(np.float32)


def _drawn_source(config: DataConfig) -> str:
    return f"generated line, seed {config.seed_of_data}"
