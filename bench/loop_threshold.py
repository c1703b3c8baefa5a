"""Sweeps with the loop as one function of XLA, against XLA's own threshold.

Run as `python -m bench.loop_threshold`, it prints the updates of single runs per second of
processor time as JSON, for each number of runs, with the options of its environment.
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
from engine.data.dataset import load

_SIZES: tuple[tuple[int, int | str], ...] = ((5000, 16), (20, 16), (2000, "full"))
_SECONDS = 0.5
_XLAS_OWN = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=1024"
_IN_TURN = 3


def _speed(runs: int, batch_size: int | str) -> float:
    from engine.worker.sweeps.batched_runs import ManyRuns

    rates = np.geomspace(1e-5, 1e-2, runs)
    configs = [forever(batch_size=batch_size, learning_rate=float(rate)) for rate in rates]
    many = ManyRuns(configs, {configs[0].data: load(configs[0].data)}, "/CPU:0")
    for _ in range(20):
        many.advance()
    speeds = []
    for _ in range(REPEATS):
        first, begun, used = many.update, time.perf_counter(), time.process_time()
        while time.perf_counter() - begun < _SECONDS:
            many.advance()
        speeds.append(runs * (many.update - first) / (time.process_time() - used))
    return median(speeds)


def main() -> None:
    """Measure with the options of the environment and print it."""
    json.dump([_speed(*size) for size in _SIZES], sys.stdout)


@measured_once
def _figures() -> list[Measurement]:
    ours, theirs = [], []
    for _ in range(_IN_TURN):
        ours.append(printed_by("bench.loop_threshold"))
        theirs.append(printed_by("bench.loop_threshold", XLA_FLAGS=_XLAS_OWN))
    pairs = zip(zip(*ours, strict=True), zip(*theirs, strict=True), strict=True)
    return [Measurement.of_pairs(own, other, "updates/s") for own, other in pairs]


_THEIRS = "XLA's own threshold"


@row("5,000 runs, batch size 16, loop as one function", against=_THEIRS, at_least=0.85)
def many_runs() -> Measurement:
    """A loop over many runs touches too many bytes for the option; it must not be slower."""
    return _figures()[0]


@row("20 runs, batch size 16, loop as one function", against=_THEIRS, at_least=1.3)
def few_runs() -> Measurement:
    """As above, with a loop that becomes one function."""
    return _figures()[1]


@row("2,000 runs, full batch, loop as one function", against=_THEIRS, at_least=0.85)
def full_batches() -> Measurement:
    """As above."""
    return _figures()[2]


if __name__ == "__main__":
    main()
