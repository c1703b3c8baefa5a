"""Sweeps: many small runs in one call, against one at a time by the trainer.

Run as `python -m bench.sweeps`, it prints its figures as JSON: TensorFlow is imported only there.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np

from bench.apart import printed_by
from bench.conditions import measured_once
from bench.configs import forever
from bench.registry import Measurement, row
from bench.timing import REPEATS, median
from engine.config.run import RunConfig
from engine.data.dataset import load

RUNS = 2000
ALONE = 8
"""Runs trained one at a time, from which the time of all runs is extrapolated."""
UPDATES = 4000
"""Updates of a run trained alone, from its start, in one call."""


def _configs(batch_size: int | str) -> list[RunConfig]:
    """Runs that differ in the learning rate and do not end by themselves."""
    rates = np.geomspace(1e-5, 1e-2, RUNS)
    return [forever(batch_size=batch_size, learning_rate=float(rate)) for rate in rates]


def _together(batch_size: int | str) -> float:
    """Updates of a run a second, all runs together, the host's judging included."""
    from engine.worker.sweeps.batched_runs import ManyRuns

    configs = _configs(batch_size)
    many = ManyRuns(configs, {configs[0].data: load(configs[0].data)}, "/CPU:0")
    while many.update < UPDATES // 100:
        many.advance()
    speeds = []
    for _ in range(REPEATS):
        first, begun = many.update, time.perf_counter()
        while time.perf_counter() - begun < 0.5:
            many.advance()
        speeds.append(RUNS * (many.update - first) / (time.perf_counter() - begun))
    return median(speeds)


def _one_at_a_time(batch_size: int | str) -> float:
    """The same by the trainer, which is compiled once, for some of the runs."""
    from engine.worker.training.trainer import Trainer

    configs = _configs(batch_size)[:: RUNS // ALONE]
    trainer = Trainer(configs[0], load(configs[0].data), "/CPU:0")
    trainer.prepare()
    speeds = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        for config in configs:
            trainer.restart(config)
            while trainer.update < UPDATES:
                trainer.advance(UPDATES - trainer.update)
        speeds.append(len(configs) * UPDATES / (time.perf_counter() - begun))
    return median(speeds)


def main() -> None:
    """Measure everything here and print it."""
    sizes: tuple[int | str, ...] = ("full", 32)
    figures = {str(size): (_together(size), _one_at_a_time(size)) for size in sizes}
    json.dump(figures, sys.stdout)


@measured_once
def _figures() -> dict[str, tuple[float, float]]:
    return {name: (pair[0], pair[1]) for name, pair in printed_by("bench.sweeps").items()}


@row("2,000 runs in one call, full batch of 100", against="one at a time, from 8", at_least=4)
def many_full_batch() -> Measurement:
    """Updates of single runs a second, all runs together."""
    return Measurement(*_figures()["full"], "updates/s")


@row("2,000 runs in one call, batch size 32", against="one at a time, from 8", at_least=10)
def many_batches() -> Measurement:
    """As above; a single run's update waits more than it computes."""
    return Measurement(*_figures()["32"], "updates/s")


if __name__ == "__main__":
    main()
