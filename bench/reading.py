"""Reading a file of two columns, compared with pandas alone, which guesses and checks nothing.

Run as `python -m bench.reading ours FILE` or `bare FILE`, it prints the CPU seconds and the peak of
the process's memory: a process for each, so that the peaks are apart.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bench.registry import Measurement, row

SMALL, LARGE = 10**6, 10**7
_PAIRS = {SMALL: 5, LARGE: 1}
_CHUNK = 100_000


@contextmanager
def _file(rows: int) -> Iterator[Path]:
    """A file with a header and numbers of 17 digits, as Python writes them."""
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        with path.open("w") as file:
            file.write("x,y\n")
            for _ in range(rows // _CHUNK):
                pairs = rng.normal(size=(_CHUNK, 2)).tolist()
                file.writelines(f"{x!r},{y!r}\n" for x, y in pairs)
        yield path


@dataclass(frozen=True)
class _Cost:
    """CPU seconds of reading, pandas' import excluded, and the peak of memory."""

    seconds: float
    megabytes: float


def _cost(how: str, path: Path) -> _Cost:
    words = [sys.executable, "-m", "bench.reading", how, str(path)]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
    return _Cost(float(said[0]), float(said[1]))


@cache
def _costs(rows: int) -> tuple[list[_Cost], list[_Cost]]:
    ours, bare = [], []
    with _file(rows) as path:
        for _ in range(_PAIRS[rows]):
            ours.append(_cost("ours", path))
            bare.append(_cost("bare", path))
    return ours, bare


def _times(rows: int) -> Measurement:
    ours, bare = _costs(rows)
    return Measurement.of_pairs([one.seconds for one in ours], [one.seconds for one in bare], "s")


def _memory(rows: int) -> Measurement:
    ours, bare = _costs(rows)
    return Measurement.of_pairs(
        [one.megabytes for one in ours], [one.megabytes for one in bare], "MB"
    )


@row("reading 10^6 rows", against="pandas.read_csv alone", at_most=5.0)
def small_file() -> Measurement:
    """CPU time."""
    return _times(SMALL)


@row("reading 10^7 rows", against="pandas.read_csv alone", at_most=5.0)
def large_file() -> Measurement:
    """CPU time."""
    return _times(LARGE)


@row("peak memory, reading 10^6 rows", against="pandas.read_csv alone", at_most=1.0)
def small_file_memory() -> Measurement:
    """The process's peak, libraries included."""
    return _memory(SMALL)


@row("peak memory, reading 10^7 rows", against="pandas.read_csv alone", at_most=1.0)
def large_file_memory() -> Measurement:
    """The process's peak, libraries included."""
    return _memory(LARGE)


def _main(how: str, path: Path) -> None:
    import pandas as pd

    from engine.data.reading.reader import read_table

    begun = time.process_time()
    if how == "ours":
        assert read_table(path).columns[0].values is not None
    else:
        assert len(pd.read_csv(path))
    seconds = time.process_time() - begun
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]))
