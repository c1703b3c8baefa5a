"""`python -m bench [WORD …]`: measures all rows, or those whose names hold a word."""

from __future__ import annotations

import sys

from bench import (
    headless,
    history,
    limits,
    links,
    screen,
    sweeps,
    terminal,
    training,
    travel,
    views,
)
from bench.machine import machine
from bench.registry import ROWS, Measurement, Row

MODULES = (
    training,
    limits,
    headless,
    history,
    screen,
    terminal,
    links,
    travel,
    views,
    sweeps,
)
"""The table's parts in order; importing them made their rows."""
_HEAD = ("what", "measured", "against", "reference", "ratio", "must be", "")
_FORM = "| {:<41} | {:>18} | {:<31} | {:>15} | {:>9} | {:>8} | {:<5} |"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == 0 else f"{value:.3g}"


def _line(row: Row, found: Measurement) -> str:
    return _FORM.format(
        row.name,
        f"{_number(found.measured)} {found.unit}",
        row.against,
        _number(found.reference),
        _number(found.ratio),
        row.must,
        "ok" if row.reached(found.ratio) else "SHORT",
    )


def main(words: list[str]) -> int:
    """Measure and print row after row; gives the exit status, 1 if a row fell short."""
    order = [module.__name__ for module in MODULES]
    rows = sorted(ROWS, key=lambda row: order.index(row.measure.__module__))
    chosen = [row for row in rows if not words or any(word in row.name for word in words)]
    print(f"{machine()}\n")
    print(_FORM.format(*_HEAD), flush=True)
    print("|" + "|".join("-" * len(part) for part in _FORM.format(*_HEAD).split("|")[1:-1]) + "|")
    short = 0
    for row in chosen:
        found = row.measure()
        short += not row.reached(found.ratio)
        print(_line(row, found), flush=True)
    if any(row.measure.__module__ == limits.__name__ for row in chosen):
        print(f"\n{limits.table()}")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
