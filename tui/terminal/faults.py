"""Faults: errors of this program that were contained, each with the number of its repetitions.

A fault in a drawing may repeat with every picture. It is logged with its traceback once, and then
only when the number of its repetitions has grown tenfold.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from engine.errors import shown

_log = logging.getLogger(__name__)
LEAST_SECONDS = 1.0
"""Seconds within which a repeated fault is not shown again."""
MOST_KINDS = 200
"""Different faults that are told apart."""
_Key = tuple[str, str, str, int]


@dataclass(frozen=True)
class Fault:
    """An error that was contained.

    Attributes:
        doing: what failed, such as "loss: drawing"; empty if that is not known.
        error: the error in one line.
        details: its traceback, line by line.
        count: how often it has occurred.
        new: whether it is worth showing: not the same again within a second.
    """

    doing: str
    error: str
    details: tuple[str, ...]
    count: int
    new: bool

    @property
    def line(self) -> str:
        """The fault in one line for the user."""
        return f"{self.doing} failed: {self.error}" if self.doing else f"error: {self.error}"


def in_words(error: BaseException) -> str:
    """An error in one line: its kind, and its text if it has any."""
    text = shown(" ".join(str(error).split()))
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


class Faults:
    """Counts faults and logs each kind of them once.

    Args:
        clock: returns the seconds of a monotonic clock.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: dict[_Key, int] = {}
        self._shown: dict[_Key, float] = {}

    @property
    def total(self) -> int:
        """How many errors were registered."""
        return sum(self._counts.values())

    def add(self, error: BaseException, doing: str = "") -> Fault:
        """Register an error; logs it if it is new, or if it has become ten times as frequent."""
        key = _key(error, doing)
        if key not in self._counts and len(self._counts) >= MOST_KINDS:
            self._counts.clear()
            self._shown.clear()
        count = self._counts[key] = self._counts.get(key, 0) + 1
        now = self._clock()
        new = now - self._shown.get(key, -LEAST_SECONDS) >= LEAST_SECONDS
        if new:
            self._shown[key] = now
        first = count == 1
        details = tuple(_traceback(error)) if first else ()
        fault = Fault(doing, in_words(error), details, count, new)
        if first:
            _log.error("%s\n%s", fault.line, "\n".join(details))
        elif _is_power_of_ten(count):
            _log.error("%s: for the %dth time", fault.line, count)
        return fault


def _key(error: BaseException, doing: str) -> _Key:
    """What makes two faults the same: the line that raised, and what it was done for."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return doing, type(error).__name__, "", 0
    return doing, type(error).__name__, place.tb_frame.f_code.co_filename, place.tb_lineno


def _traceback(error: BaseException) -> list[str]:
    """The traceback, line by line; deep recursions are cut short by Python itself."""
    whole = "".join(traceback.format_exception(error, limit=-40))
    return whole.splitlines()


def _is_power_of_ten(count: int) -> bool:
    return str(count).strip("0") == "1"
