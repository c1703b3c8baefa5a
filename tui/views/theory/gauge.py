"""A gauge of the learning rate against its limit, and the pieces of text that lines consist of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto

LIMIT_PLACE = 0.75
"""The position of the limit on the gauge, as a share of its length."""


class Tone(Enum):
    """The kind of a piece of text."""

    HEADING = auto()
    LABEL = auto()
    VALUE = auto()
    WARNING = auto()
    MARK = auto()


Line = tuple[tuple[str, Tone], ...]
"""Pieces of text from left to right."""


@dataclass(frozen=True)
class Signs:
    """The characters of the gauge: rail, learning rate below and above the limit, limits."""

    rail: str = "─"
    rate: str = "●"
    over: str = "!"
    limit: str = "┃"
    sample: str = "┆"
    beyond: str = "▶"


def gauge(rate: float, limit: float, sample: float | None, width: int, signs: Signs) -> Line:
    """The learning rate and the limits, in `width` cells from 0 to beyond the limit.

    Cell k covers learning rates from k to k + 1 times limit / `LIMIT_PLACE` / cells; larger ones
    are an arrow at the end. The learning rate hides limits in the same cell.
    """
    cells = max(width - 2, 1)
    each = limit / LIMIT_PLACE / cells
    rail = [(signs.rail, Tone.LABEL)] * cells

    def place(value: float) -> int:
        return min(math.floor(value / each * (1 + 1e-12)), cells)

    if sample is not None and place(sample) < cells:
        rail[place(sample)] = (signs.sample, Tone.VALUE)
    if place(limit) < cells:
        rail[place(limit)] = (signs.limit, Tone.VALUE)
    at, over = place(rate), rate >= limit
    # A rate above the limit is never drawn at or below its cell, nor a rate below it beyond.
    if over:
        at = max(at, place(limit) + 1)
    elif at >= place(limit):
        at = place(limit) - 1
    if at >= cells:
        rail[-1] = (signs.beyond, Tone.WARNING)
    elif at >= 0:
        rail[at] = (signs.over, Tone.WARNING) if over else (signs.rate, Tone.MARK)
    return (("0 ", Tone.LABEL), *rail)
