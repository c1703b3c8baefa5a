"""Numbers such as 1 000 between blanks, which would fall into two columns."""

from __future__ import annotations

import re

from engine.data.reading.sample import Sample

_GAP = re.compile(r"(?<=\S) (?=\S)")
_GROUPED = re.compile(r"(?<!\S)[1-9]\d{0,2} \d{3}(?:[.,]\d+)?(?!\S)")
_WIDE = re.compile(r"\S(?: {2,}|\t)\s*\S")


def has_blank_thousands(sample: Sample, first: int) -> bool:
    """Whether single blanks stand only within numbers such as 1 000, in all rows from `first`."""
    rows = [line.text.strip() for line in sample.lines if line.number >= first]
    return all(
        _WIDE.search(row) and len(_GAP.findall(row)) == len(_GROUPED.findall(row)) > 0
        for row in rows
    )
