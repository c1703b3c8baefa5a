"""The lines where rows begin, in a file whose quoted fields may contain line ends."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from engine.data.reading.clean_text import CleanText
from engine.data.reading.dialect import BLANKS, Dialect


def first_lines(
    text: CleanText, first: int, dialect: Dialect, rows: int | None
) -> NDArray[np.int64]:
    """The lines where rows begin.

    Args:
        text: from the first row on.
        first: its line.
        dialect: separator and quote.
        rows: how many rows; None is all.
    """
    passed = _Passed(text)
    if dialect.separator == BLANKS:
        counted = islice(enumerate(passed), rows)
        starts = [place for place, _ in counted]
    else:
        reader = csv.reader(
            passed, delimiter=dialect.separator, quotechar=dialect.quote, skipinitialspace=True
        )
        starts, begin = [], 0
        for _ in islice(reader, rows):
            starts.append(begin)
            begin = reader.line_num
    kept = np.array(starts, np.int64)
    skipped = np.array(text.skipped, np.int64)
    before = skipped - first - np.arange(skipped.size)
    return first + kept + np.searchsorted(before, kept, side="right")


class _Passed:
    """The lines of a text."""

    def __init__(self, text: CleanText) -> None:
        self._lines = iter(text)

    def __iter__(self) -> Iterator[str]:
        return self._lines
