"""What was guessed, skipped or converted while a file was read, in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.data.reading.dialect import Dialect
from engine.data.reading.encoding import Encoding
from engine.data.reading.header import Header
from engine.data.reading.notation import Evidence
from engine.data.reading.numbers import Notation
from engine.data.table import Column, Kind
from engine.errors import shown

_OF_COMMAS = ";\t"
"""Separators of columns that programs use where the decimal separator is a comma."""
_THOUSANDS = {",": "comma", ".": "point", " ": "space", "'": "apostrophe"}


def guesses(
    encoding: Encoding,
    dialect: Dialect,
    header: Header,
    notation: Notation,
    evidence: Evidence,
    columns: Sequence[Column],
    skipped: dict[str, int],
    *,
    doubtful: bool,
    sheet: bool,
) -> tuple[str, ...]:
    """What a user may want to check, each in a few words.

    Args:
        encoding, dialect, header, notation: as found.
        evidence: what the numbers show of the notation.
        columns: as read.
        doubtful: whether a column has only numbers such as 1.234, which may be meant as thousands.
        skipped: the lines left out, by what they are, such as "comment line".
        sheet: whether the lines are rows of a sheet.
    """
    said = []
    if dialect.separator != "," and header.width > 1 and not sheet:
        said.append(f"separator: {dialect.name}")
    if encoding.title:
        said.append(f"encoding: {encoding.title}")
    doubtful = doubtful and dialect.separator in _OF_COMMAS
    said += notation_in_words(notation, evidence, doubtful=doubtful)
    said += _header_in_words(header, "row" if sheet else "line")
    said += columns_in_words(columns, header.units)
    said += [f"{_lines(count, what)} skipped" for what, count in skipped.items() if count]
    return tuple(said)


def notation_in_words(notation: Notation, evidence: Evidence, *, doubtful: bool) -> list[str]:
    """How numbers are written, unless with a decimal point alone.

    Args:
        notation: as found.
        evidence: what the numbers show of it.
        doubtful: whether a column has only numbers such as 1.234, which may be meant as thousands.
    """
    said = []
    if notation.decimal == ",":
        said.append("decimal comma")
    elif doubtful:
        said.append("decimal point (--thousands point if 1.234 is 1234)")
    return said + [
        f"thousands separator: {_THOUSANDS[mark]}"
        for mark in notation.thousands
        if mark in ",." or evidence.thousands.get(mark)
    ]


def columns_in_words(columns: Sequence[Column], stated: Sequence[str]) -> list[str]:
    """The signs removed from numbers, and the times read as numbers.

    Args:
        columns: as read.
        stated: the units that the file states, which were not removed; empty for none.
    """
    said = []
    for place, (column, unit) in enumerate(zip(columns, stated, strict=True), 1):
        name = shown(column.name) or f"column {place}"
        if column.note:
            said.append(f"{name}: {column.note}")
        elif column.kind is Kind.NUMBER and column.unit and not unit:
            said.append(f"{name}: {column.unit} removed")
    return said


def _header_in_words(header: Header, line: str) -> list[str]:
    said = []
    if header.line is None:
        said.append("no header")
    elif header.shown_numbers:
        said.append(f"{line} {header.line} is the header")
    if header.units_line is not None:
        said.append(f"units in {line} {header.units_line}")
    if header.row_names:
        said.append("row names in the first column")
    return said


def _lines(count: int, what: str) -> str:
    return f"{count} {what}" + "s" * (count > 1)


def may_be_groups(column: Column) -> bool:
    """Whether all values, 1.234, could be thousands with a point."""
    if column.values is None:
        return False
    thousands = 1000 * np.abs(column.values[~np.isnan(column.values)])
    within = (thousands >= 1000) & (thousands < 1e6)
    return bool(np.all(within & (np.abs(thousands - np.rint(thousands)) < 1e-6)))
