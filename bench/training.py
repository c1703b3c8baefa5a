"""Training speed, recompilation and the surface, against eager TensorFlow.

Run as `python -m bench.training`, it prints its figures as JSON: TensorFlow is imported only there,
in a separate process, as in the program.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from itertools import cycle
from typing import TYPE_CHECKING, Any

from bench.apart import printed_by
from bench.conditions import measured_once
from bench.configs import forever
from bench.registry import Measurement, row
from bench.timing import REPEATS, median, median_seconds
from engine.config.run import RunConfig
from engine.data.dataset import Dataset, load
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW, loss_grid

if TYPE_CHECKING:
    from engine.worker.training.trainer import Trainer

EAGER_UPDATES = 200
SURFACE_POINTS = 40_000
SURFACE_PART = 400
COMPILED_CALLS = 5

Figures = dict[str, float]


def _ready(config: RunConfig, dataset: Dataset) -> Trainer:
    """A compiled trainer whose first call, which warms up, is done."""
    from engine.worker.training.loop import CAPACITY
    from engine.worker.training.trainer import Trainer

    trainer = Trainer(config, dataset, "/CPU:0")
    trainer.prepare()
    trainer.advance(CAPACITY)
    return trainer


def _advance(trainer: Trainer) -> int:
    """Updates made in some calls of full capacity."""
    from engine.worker.training.loop import CAPACITY

    return sum(len(trainer.advance(CAPACITY).recorded) for _ in range(COMPILED_CALLS))


def speeds(first: Callable[[], int], second: Callable[[], int]) -> tuple[float, float]:
    """Updates per second of two that return their updates, medians of alternating runs."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(REPEATS):
        for work, speeds in zip((first, second), found, strict=True):
            begun = time.perf_counter()
            made = work()
            speeds.append(made / (time.perf_counter() - begun))
    return median(found[0]), median(found[1])


def _updates_per_second(batch_size: int | str) -> tuple[float, float]:
    """Compiled and eager updates per second."""
    from bench.eager import sgd, train_eagerly

    config = forever(batch_size=batch_size)
    dataset = load(config.data)
    trainer = _ready(config, dataset)
    size = len(dataset.x) if batch_size == "full" else int(batch_size)

    def eager(updates: int = EAGER_UPDATES) -> int:
        train_eagerly(dataset.x, dataset.y, sgd(), size, updates)
        return updates

    eager(20)
    return speeds(lambda: _advance(trainer), eager)


def _against_c(batch_size: int | str) -> tuple[float, float] | None:
    """Updates per second of the trainer and of a loop in C; None without a compiler."""
    from bench.c_loop import compiled
    from engine.worker.training.loop import CAPACITY

    in_c = compiled()
    if in_c is None:
        return None
    config = forever(batch_size=batch_size)
    dataset = load(config.data)
    size = len(dataset.x) if batch_size == "full" else int(batch_size)
    trainer = _ready(config, dataset)

    def loop_in_c() -> int:
        for _ in range(COMPILED_CALLS):
            in_c(dataset.x, dataset.y, size, config.optimizer.learning_rate, CAPACITY)
        return COMPILED_CALLS * CAPACITY

    return speeds(lambda: _advance(trainer), loop_in_c)


def _scheduled(batch_size: int | str) -> tuple[float, float]:
    """Updates per second with the costliest schedule and without."""
    from engine.config.parameters import with_values

    config = forever(batch_size=batch_size)
    dataset = load(config.data)
    scheduled = _ready(with_values(config, {"schedule": "restarts"}), dataset)
    constant = _ready(config, dataset)
    return speeds(lambda: _advance(scheduled), lambda: _advance(constant))


def _recompilation() -> tuple[float, float]:
    """Slowest call after a change that must not compile, and compilation time, in seconds."""
    from engine.worker.training.trainer import Trainer

    slowest, compiling = 0.0, []
    for _ in range(3):
        trainer = Trainer(forever(batch_size=16), load(RunConfig().data), "/CPU:0")
        trainer.prepare()
        compiling.append(trainer.compile_seconds)
        trainer.advance(10)
        rates = cycle([0.001, 0.002, 0.0005])
        for updates in (1, 2, 3, 5, 11, 64, 7, 1, 13):
            trainer.configure(forever(batch_size=16, learning_rate=next(rates)))
            begun = time.perf_counter()
            trainer.advance(updates)
            slowest = max(slowest, time.perf_counter() - begun)
        assert trainer.compile_seconds == compiling[-1]
    return slowest, median(compiling)


def _surface() -> tuple[float, float]:
    """Surfaces per second: from the moments, and extrapolated to 40,000 eager evaluations."""
    import numpy as np

    from bench.eager import losses_eagerly
    from engine.problems.linear_neuron.moments import Moments

    dataset = load(RunConfig().data)
    points = np.random.default_rng(0).uniform((0, -18), (20, 22), (SURFACE_PART, 2))
    losses_eagerly(dataset.x, dataset.y, points[:20])
    part = median_seconds(lambda: losses_eagerly(dataset.x, dataset.y, points), 3)

    def surface() -> object:
        return loss_grid(Moments.of(dataset.x, dataset.y), DEFAULT_VIEW, 200, 200)

    surface()
    return 1 / median_seconds(surface, 21), 1 / (part * SURFACE_POINTS / SURFACE_PART)


def main() -> None:
    """Measure everything here and print it."""
    figures: dict[str, Any] = {
        "full": _updates_per_second("full"),
        "single": _updates_per_second(1),
        "recompilation": _recompilation(),
        "surface": _surface(),
        "scheduled": _scheduled("full"),
        "C, full": _against_c("full"),
        "C, 32": _against_c(32),
        "C, single": _against_c(1),
    }
    json.dump(figures, sys.stdout)


@measured_once
def _figures() -> dict[str, tuple[float, float]]:
    # Without a compiler of C there is nothing to compare with, and the row is short.
    figures = {name: pair or (0.0, 1.0) for name, pair in printed_by("bench.training").items()}
    return {name: (pair[0], pair[1]) for name, pair in figures.items()}


@row("training, full batch of 100", against="the same loop, eager", at_least=20_000)
def full_batch() -> Measurement:
    """The compiled loop as in the worker, including the work for the stop rule."""
    return Measurement(*_figures()["full"], "updates/s")


@row("training, batch size 1", against="the same loop, eager", at_least=20_000)
def single_samples() -> Measurement:
    """As above, with one sample per update."""
    return Measurement(*_figures()["single"], "updates/s")


_C = "a loop in C, vector sums in any order"


@row("training, full batch of 100, in C", against=_C, at_least=0.25)
def full_batch_in_c() -> Measurement:
    """The trainer, which records every update and evaluates the stop rule, against arithmetic."""
    return Measurement(*_figures()["C, full"], "updates/s")


@row("training, batch size 32, in C", against=_C, at_least=0.1)
def batches_in_c() -> Measurement:
    """As above, with batches."""
    return Measurement(*_figures()["C, 32"], "updates/s")


@row("training, batch size 1, in C", against=_C, at_least=0.05)
def single_samples_in_c() -> Measurement:
    """As above, with one sample per update."""
    return Measurement(*_figures()["C, single"], "updates/s")


@row("training with warm restarts, full batch", against="a constant rate", at_least=0.5)
def scheduled() -> Measurement:
    """The learning rates are computed before each call; a constant one needs none of it."""
    return Measurement(*_figures()["scheduled"], "updates/s")


@row("slowest call, another rate and offset", against="compiling once", at_most=0.1)
def recompilation() -> Measurement:
    """A compilation anywhere among the calls would make this ratio about 1."""
    return Measurement(*_figures()["recompilation"], "s")


@row("surface of 200 × 200", against="40,000 eager losses, from 400", at_least=5000)
def surface() -> Measurement:
    """Moments and grid, starting from the samples."""
    return Measurement(*_figures()["surface"], "surfaces/s")


if __name__ == "__main__":
    main()
