"""`python -m bench [WORD …]`: measure all rows, or those whose names contain a word."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import (
    cluster,
    first_paint,
    headless,
    history,
    idle,
    keys,
    limits,
    links,
    live_frames,
    long_batches,
    loop_threshold,
    memory,
    networks,
    newer_views,
    phase_maps,
    pictures,
    reading,
    replicas,
    saving,
    sharing,
    surfaces,
    sweeps,
    training,
    travel,
    views,
)
from bench.conditions import under_watch
from bench.machine import machine
from bench.registry import ROWS, Row
from bench.report import comparison, head, line, worse_rows
from bench.results import BenchError, Result, Results, is_named, read, write

MODULES = (
    training,
    replicas,
    limits,
    long_batches,
    headless,
    history,
    saving,
    reading,
    first_paint,
    memory,
    pictures,
    keys,
    sharing,
    idle,
    links,
    live_frames,
    travel,
    views,
    phase_maps,
    surfaces,
    sweeps,
    cluster,
    loop_threshold,
    networks,
    newer_views,
)
"""The table's parts in order; importing them made their rows."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    words = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    words.add_argument("words", nargs="*", metavar="WORD", help="only rows whose names contain it")
    words.add_argument("--json", type=Path, metavar="FILE", help="write the results to this file")
    words.add_argument(
        "--against", type=Path, metavar="FILE", help="compare with the results in this file"
    )
    words.add_argument(
        "--read", type=Path, metavar="FILE", help="take the results from this file: measure nothing"
    )
    return words


def chosen_rows(words: Sequence[str]) -> list[Row]:
    """The rows whose names contain any of the words; all if there are none.

    Raises:
        BenchError: no row matches.
    """
    order = [module.__name__ for module in MODULES]
    rows = sorted(ROWS, key=lambda row: order.index(row.measure.__module__))
    chosen = [row for row in rows if is_named(row.name, words)]
    if not chosen:
        raise BenchError(f"no row's name contains {' or '.join(map(repr, words))}")
    return chosen


def measure(rows: Sequence[Row]) -> Results:
    """Measure, and print row after row."""
    made = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    print(f"{machine()}\n\n{head()}", flush=True)
    results = []
    for row in rows:
        results.append(Result.of(row, *under_watch(row.measure)))
        print(line(results[-1]), flush=True)
    if any(row.measure.__module__ == limits.__name__ for row in rows):
        print(f"\n{limits.table()}")
    return Results(machine(), made, tuple(results))


def run(words: argparse.Namespace) -> int:
    """Carry out the command line; returns the exit status.

    Raises:
        BenchError: invalid input.
    """
    old = read(words.against).named(words.words) if words.against else None
    if words.json and not words.json.parent.is_dir():
        raise BenchError(f"{words.json}: the folder {words.json.parent} does not exist")
    if words.read:
        new = read(words.read).named(words.words)
        if old is None:
            print("\n".join([new.machine, "", head(), *(line(row) for row in new.rows)]))
    else:
        new = measure(chosen_rows(words.words))
    if words.json:
        write(words.json, new)
    worse: list[str] = []
    if old is not None:
        print(f"\n{comparison(old, new)}")
        worse = worse_rows(old, new)
    return 1 if worse or any(row.short for row in new.rows) else 0


def main(arguments: Sequence[str]) -> int:
    """Returns the exit status: 1 if a row missed its bound or got worse, 2 for invalid input."""
    try:
        return run(parser().parse_args(arguments))
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
