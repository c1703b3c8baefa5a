"""Generated samples from a seed, chunk by chunk: a noisy line, or what a neuron makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from engine.arrays import Floats, Singles
from engine.config.run import DataConfig
from engine.problems.linear_neuron.moments import CHUNK, Moments, RunningMoments
from engine.problems.neurons.activations import activated

LOW_X, HIGH_X = 0.0, 10.0

Chunk = tuple[slice, Singles, Singles]
"""Rows, and their x and y."""


def chunks_of(config: DataConfig) -> Iterator[Chunk]:
    """The generated data in chunks of rows, bit-identical to that of a single generator.

        x = uniform(0, 10, n);  ε = normal(noise_mean, noise_std, n);  y = w_gen (x + ε) + b_gen

    For a neuron with an activation f, y = f(w_gen (x + ε) + b_gen). For labels, y is 1 where the
    line is above its expected value, at x = 5, and 0 elsewhere.

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
        yield rows, x.astype(np.float32), _as_target(config, y).astype(np.float32)


def middle_of(config: DataConfig) -> float:
    """The expected value of the noisy line, above which labels are 1."""
    return config.w_gen * ((LOW_X + HIGH_X) / 2 + config.noise_mean) + config.b_gen


def _as_target(config: DataConfig, line: Floats) -> Floats:
    match config.target:
        case "line":
            return line
        case "labels":
            return (line > middle_of(config)).astype(np.float64)
        case activation:
            return activated(activation, line)


def moments_of(chunks: Iterable[Chunk]) -> Moments:
    """The moments of all chunks, of which there must be at least one.

    All chunks have the same distribution, so the first one's line is close to the last one's.
    """
    running: RunningMoments | None = None
    for _, x, y in chunks:
        if running is None:
            running = RunningMoments.about(Moments.of(x, y), float(x[0]))
        running.add(x, y)
    if running is None:
        raise ValueError("no samples")
    return running.moments()


def source_of(config: DataConfig) -> str:
    """The origin of the samples, in a few words."""
    kind = config.target if config.target in ("line", "labels") else f"{config.target} of a line"
    return f"generated {kind}, seed {config.seed_of_data}"
