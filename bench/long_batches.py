"""Updates of long batches on all processors, against one, and against loops in C.

Run as `python -m bench.long_batches`, it prints its figures as JSON: TensorFlow is imported only
there. What several cores gain depends on the machine: those that share caches and memory, or are
one core for two threads, gain less. So what they gain here is compared with what they gain in C.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from bench.apart import printed_by
from bench.conditions import measured_once
from bench.configs import forever
from bench.registry import Measurement, row
from bench.timing import REPEATS, in_turn
from engine.data.dataset import load

_SAMPLES_A_TIME = 100_000_000


def _seconds(samples: int) -> dict[str, list[float]]:
    """Seconds of an update: on all processors, on one, and both in C; alternating repeats."""
    from bench.c_threads import compiled_for_threads
    from engine.worker.training import parted_loop
    from engine.worker.training.trainer import Trainer

    config = forever(samples=samples)
    data = load(config.data)
    updates = max(2, _SAMPLES_A_TIME // samples)

    def trainer(longest: int) -> Callable[[], object]:
        with patch.multiple(parted_loop, LONG=longest):
            made = Trainer(config, data, "/CPU:0")
            made.prepare()
        made.advance(2)
        return lambda: made.advance(updates)

    actions = {"all": trainer(parted_loop.LONG), "one": trainer(1 << 40)}
    if (in_c := compiled_for_threads()) is not None:
        rate, processors = config.optimizer.learning_rate, os.cpu_count() or 1
        actions["C, all"] = lambda: in_c(data.x, data.y, processors, rate, updates)
        actions["C, one"] = lambda: in_c(data.x, data.y, 1, rate, updates)
    times = in_turn(*actions.values(), repeats=REPEATS)
    return {
        name: [seconds / updates for seconds in taken]
        for name, taken in zip(actions, times, strict=True)
    }


def main() -> None:
    """Measure everything here and print it."""
    json.dump({samples: _seconds(samples) for samples in (10**6, 10**7)}, sys.stdout)


@measured_once
def _figures() -> dict[str, dict[str, list[float]]]:
    found: dict[str, Any] = printed_by("bench.long_batches")
    return found


def _gain(samples: int) -> Measurement:
    """The time on all processors as a share of that on one: here, and in C."""
    found = _figures()[str(samples)]
    own = _shares(found["all"], found["one"])
    if "C, all" not in found:  # without a compiler there is nothing to compare with
        return Measurement.of_pairs(own, [0.0] * len(own), "of one processor's time")
    in_c = _shares(found["C, all"], found["C, one"])
    return Measurement.of_pairs(own, in_c, "of one processor's time")


def _shares(of_all: list[float], of_one: list[float]) -> list[float]:
    return [one / other for one, other in zip(of_all, of_one, strict=True)]


_C = "what they gain in a loop in C"


@row("full batch of 10^7, gain of all processors", against=_C, at_most=1.5)
def ten_million() -> Measurement:
    """Bound by memory: processors that share it gain little in C, too."""
    return _gain(10**7)


@row("full batch of 10^6, gain of all processors", against=_C, at_most=2.0)
def one_million() -> Measurement:
    """Of the shortest batch that is shared: starting the parts takes a good share of an update."""
    return _gain(10**6)


@row("full batch of 10^7, in C", against="a loop in C on one core, sums in any order", at_most=2.0)
def ten_million_in_c() -> Measurement:
    """All processors against arithmetic on one."""
    found = _figures()["10000000"]
    theirs = found.get("C, one", [0.0] * len(found["all"]))
    return Measurement.of_pairs(found["all"], theirs, "ms", 1e3)


if __name__ == "__main__":
    main()
