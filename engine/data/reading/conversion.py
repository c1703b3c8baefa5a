"""Distinct fields of a column as numbers, in blocks where they are all of one plain form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.data.reading.numbers import Notation, is_missing, number

_BLOCK = 4096


@dataclass(frozen=True, eq=False)
class Conversion:
    """Fields as numbers; all arrays have one element more than fields, for a field left out.

    Attributes:
        values: float64, nan where a field is no number.
        known: whether a field is a number.
        absent: whether it is missing.
        units: the signs of units, by place, of those that have one.
    """

    values: Floats
    known: NDArray[np.bool_]
    absent: NDArray[np.bool_]
    units: dict[int, str]


def convert(texts: Sequence[str], notation: Notation) -> Conversion:
    """The numbers in these fields, in this notation."""
    values = np.full(len(texts) + 1, np.nan)
    known = np.zeros(len(texts) + 1, np.bool_)
    absent = np.zeros(len(texts) + 1, np.bool_)
    absent[-1] = True
    units: dict[int, str] = {}
    for start in range(0, len(texts), _BLOCK):
        block = texts[start : start + _BLOCK]
        plain = _plain_block(block, notation)
        if plain is not None:
            values[start : start + len(block)] = plain
            known[start : start + len(block)] = True
            continue
        for place, text in enumerate(block, start):
            found = number(text, notation)
            if found is None:
                absent[place] = is_missing(text)
            else:
                values[place], known[place] = found.value, True
                if found.unit:
                    units[place] = found.unit
    return Conversion(values, known, absent, units)


def _plain_block(texts: Sequence[str], notation: Notation) -> list[float] | None:
    """The numbers if all have ASCII digits and separators alone; else None."""
    joined = "\n".join(texts) + "\n"
    if joined.count("\n") != len(texts) or not _plain(notation).fullmatch(joined):
        return None
    for mark in notation.thousands:
        joined = joined.replace(mark, "")
    return list(map(float, joined.replace(notation.decimal, ".").split()))


@lru_cache(maxsize=64)
def _plain(notation: Notation) -> re.Pattern[str]:
    decimal = re.escape(notation.decimal)
    whole = [rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+" for mark in notation.thousands]
    either = "|".join([*whole, r"\d+"])
    one = rf"[+-]?(?:{either})(?:{decimal}\d*)?\n"
    return re.compile(rf"(?:{one})+", re.ASCII)
