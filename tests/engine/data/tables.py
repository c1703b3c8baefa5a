"""Tables of a file, built by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from engine.data.table import Column, Fault, Kind, Lines, Reading, Table


def numbers(name: str, *fields: float | None) -> Column:
    values = np.array([math.nan if field is None else field for field in fields], np.float64)
    return Column(name, Kind.NUMBER, values, int(np.isnan(values).sum()))


def dates(name: str, *fields: str | None) -> Column:
    values = np.array([math.nan if field is None else days(field) for field in fields])
    return Column(name, Kind.DATE, values, int(np.isnan(values).sum()))


def days(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() / 86_400


def spoilt(name: str, *fields: float | None, row: int, reason: str) -> Column:
    """Numbers but for one field, which must be None here."""
    return replace(numbers(name, *fields), fault=Fault(row, reason))


def words(name: str, missing: int = 0) -> Column:
    return Column(name, Kind.TEXT, None, missing)


def table(*columns: Column, rows: int | None = None, guesses: Sequence[str] = ()) -> Table:
    """The columns below a header of one line."""
    lengths = [column.values.size for column in columns if column.values is not None]
    count = rows if rows is not None else lengths[0]
    return Table(columns, Lines(2), "data.csv", Reading(count, tuple(guesses)))
