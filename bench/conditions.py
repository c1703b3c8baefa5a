"""How busy the machine was during a measurement."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

_SHARE = 0.1
"""Other processes that use more than this share of the cores make the machine busy."""
_BUSY_FIELDS = (0, 1, 2, 5, 6, 7)
"""Of the first line of /proc/stat: user, nice, system, irq, softirq, steal: proc_stat(5)."""

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Conditions:
    """The other work of the machine.

    Attributes:
        load_before, load_after: the system's load average of one minute.
        cpu: CPU seconds of the measured processes, including ended children, per second of wall
            time.
        others: cores used on average by all other processes; None if unknown.
    """

    load_before: float
    load_after: float
    cpu: float
    others: float | None

    @property
    def busy(self) -> bool:
        """Whether other work may have affected the figures.

        If the system does not report the use of cores, the load before decides, which earlier
        measurements raise too.
        """
        cores = os.cpu_count() or 1
        if self.others is None:
            return self.load_before > cores
        return self.others > _SHARE * cores

    @property
    def text(self) -> str:
        """As the table shows it."""
        load = f"load {self.load_before:.1f} → {self.load_after:.1f}, CPU/wall {self.cpu:.2f}"
        if not self.busy:
            return load
        others = "" if self.others is None else f": others use {self.others:.1f} cores"
        return f"{load}, busy{others}"


class Watch:
    """Records the conditions since its creation."""

    def __init__(self) -> None:
        self._load = os.getloadavg()[0]
        self._begun = time.monotonic()
        self._cpu = _own_seconds()
        self._all = _all_seconds()

    def conditions(self) -> Conditions:
        """The conditions so far."""
        wall = max(time.monotonic() - self._begun, 1e-9)
        cpu = (_own_seconds() - self._cpu) / wall
        now = _all_seconds()
        others = None
        if now is not None and self._all is not None:
            others = max(0.0, (now - self._all) / wall - cpu)
        return Conditions(self._load, os.getloadavg()[0], cpu, others)


_shared: list[Conditions] = []
"""Conditions of the shared measurements used by the current row."""


def measured_once(measure: Callable[P, R]) -> Callable[P, R]:
    """Like functools.cache, for a measurement used by several rows; stores its conditions too."""
    known: dict[object, tuple[R, Conditions]] = {}

    @wraps(measure)
    def once(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (args, tuple(sorted(kwargs.items())))
        if key not in known:
            watch = Watch()
            made = measure(*args, **kwargs)
            known[key] = made, watch.conditions()
        result, conditions = known[key]
        _shared.append(conditions)
        return result

    return once


def under_watch(measure: Callable[[], R]) -> tuple[R, Conditions]:
    """Measure, and return the conditions; those of the busiest shared measurement, if any."""
    _shared.clear()
    watch = Watch()
    result = measure()
    own = watch.conditions()
    return result, max(_shared, key=lambda each: each.others or 0.0, default=own)


def _own_seconds() -> float:
    """CPU time of this process and of those of its children that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _all_seconds() -> float | None:
    """CPU time of all processes since the system started; None if unknown."""
    try:
        first = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
        ticks = sum(int(first[place]) for place in _BUSY_FIELDS)
    except (OSError, ValueError, IndexError):
        return None
    return ticks / os.sysconf("SC_CLK_TCK")
