"""Tables of a file, built by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from engine.data.table import Column, Kind, OddField, Reading, Table

Field = float | str | None
"""A number, a text, or nothing."""
FIRST_LINE = 2
"""The line of the first row: there is a header above it."""


def numbers(name: str, *fields: float | None) -> Column:
    values = np.array([math.nan if field is None else field for field in fields], np.float64)
    return Column(name, Kind.NUMBER, values, int(np.isnan(values).sum()))


def dates(name: str, *fields: str | None) -> Column:
    values = np.array([math.nan if field is None else days(field) for field in fields])
    return Column(name, Kind.DATE, values, int(np.isnan(values).sum()))


def days(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() / 86_400


def words(name: str, *fields: Field) -> Column:
    odd = next(place for place, field in enumerate(fields) if isinstance(field, str))
    return Column(
        name,
        Kind.TEXT,
        None,
        fields.count(None),
        sum(isinstance(field, float | int) for field in fields),
        OddField(str(fields[odd]), odd + FIRST_LINE),
    )


def table(*columns: Column, rows: int | None = None, guesses: Sequence[str] = ()) -> Table:
    lengths = [column.values.size for column in columns if column.values is not None]
    count = rows if rows is not None else lengths[0]
    lines = np.arange(count, dtype=np.int64) + FIRST_LINE
    return Table(columns, lines, "data.csv", Reading(count, tuple(guesses)))
