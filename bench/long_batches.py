"""Updates of long batches on all processors, against one, and against a loop in C.

Run as `python -m bench.long_batches`, it prints its figures as JSON: TensorFlow is imported only
there. What two cores gain depends on the machine: those that share caches and memory, or are one
core for two threads, gain less than two.
"""

from __future__ import annotations

import json
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
    """Seconds of an update: shared by all processors, on one, and in C; alternating repeats."""
    from bench.c_loop import compiled
    from engine.worker.training import parted_loop
    from engine.worker.training.trainer import Trainer

    config = forever(samples=samples)
    data = load(config.data)
    updates = max(2, _SAMPLES_A_TIME // samples)

    def trainer(longest: int) -> Callable[[], object]:
        with patch.multiple(parted_loop, LONG=longest, _PART=samples // 8):
            made = Trainer(config, data, "/CPU:0")
            made.prepare()
        made.advance(2)
        return lambda: made.advance(updates)

    actions = {"all": trainer(1 << 19), "one": trainer(1 << 40)}
    if (in_c := compiled()) is not None:
        rate = config.optimizer.learning_rate
        actions["C"] = lambda: in_c(data.x, data.y, samples, rate, updates)
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


def _against(samples: int, ours: str, theirs: str) -> Measurement:
    found = _figures()[str(samples)]
    own = found[ours]
    return Measurement.of_pairs(own, found.get(theirs, [0.0] * len(own)), "ms", 1e3)


@row("full batch of 10^7, all processors", against="one processor", at_most=0.9)
def ten_million() -> Measurement:
    """With two cores of this process; with one it cannot be met."""
    return _against(10**7, "all", "one")


@row("full batch of 10^6, all processors", against="one processor", at_most=3.0)
def one_million() -> Measurement:
    """Why batches of this length are left to one processor: two gain nothing."""
    return _against(10**6, "all", "one")


@row("full batch of 10^7, in C", against="a loop in C on one core, sums in any order", at_most=2.0)
def ten_million_in_c() -> Measurement:
    """All processors against arithmetic on one."""
    return _against(10**7, "all", "C")


if __name__ == "__main__":
    main()
