"""Results that were never measured."""

from __future__ import annotations

from bench.conditions import Conditions
from bench.registry import Bound, Measurement
from bench.results import Result, Results

QUIET = Conditions(0.1, 0.2, 0.98, 0.0)


def result(
    name: str,
    ratio: float,
    *,
    spread: float | None = 0.02,
    bound: Bound | None = None,
    against: str = "stock widgets",
    conditions: Conditions = QUIET,
) -> Result:
    """A row whose reference is 1 ms; by default its ratio must be 2 at most."""
    measurement = Measurement(ratio, 1.0, "ms", spread)
    return Result(name, against, measurement, bound or Bound(at_most=2.0), conditions)


def results(*rows: Result) -> Results:
    """One run of the benchmark."""
    return Results("2 cores", "2026-01-02T03:04:05+00:00", rows)
