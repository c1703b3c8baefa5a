"""Times of actions, measured in turn, and the spread of repeats."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterable, Sequence

REPEATS = 5


def median(values: Iterable[float]) -> float:
    """The median."""
    return statistics.median(values)


def seconds_of(
    action: Callable[[], object], clock: Callable[[], float] = time.perf_counter
) -> float:
    """Time of one call, wall time by default."""
    begun = clock()
    action()
    return clock() - begun


def median_seconds(action: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median wall time of `repeats` calls."""
    return median(seconds_of(action) for _ in range(repeats))


def in_turn(
    *actions: Callable[[], object],
    repeats: int,
    clock: Callable[[], float] = time.perf_counter,
) -> list[list[float]]:
    """Seconds of each action, called one after the other, `repeats` times.

    If the machine slows down meanwhile, all of them are affected.
    """
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(repeats):
        for action, taken in zip(actions, times, strict=True):
            taken.append(seconds_of(action, clock))
    return times


def spread_of(values: Sequence[float]) -> float | None:
    """The spread of repeats: half the interquartile range as a share of the median.

    None for a single value, and if the median is 0 or nan.
    """
    middle = median(values)
    if len(values) < 2 or not math.isfinite(middle) or middle == 0:
        return None
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return (high - low) / 2 / abs(middle)
