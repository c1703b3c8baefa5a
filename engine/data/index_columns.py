"""Columns that number the rows of a file: nobody fits a line over them unless asked to."""

from __future__ import annotations

import re

import numpy as np

from engine.arrays import Floats
from engine.data.table import Kind, Table

_IDENTIFIERS = frozenset({"id", "index", "idx", "rowid", "row_id", "row.names", "rownames"})
"""Names of columns that number or name rows, whatever whole numbers they hold."""
_COUNTERS = frozenset({"no", "nr", "row", "rows", "obs", "#", "№", "n°"})
"""Names of columns that number rows, if no number occurs twice. NO may be nitric oxide."""
_PANDAS_INDEX = "unnamed: 0"
"""The name of an index that pandas has written and read once."""
_ENDS_IN_ID = re.compile(r".*([\s_.-][iI][dD]|[a-z](ID|Id))")


def numbers_rows(table: Table, column: int) -> bool:
    """Whether a column (from 0) only numbers the rows of its file.

    It holds whole numbers, and either it is called so (id, index, no, row, #, …), or it is the
    first column and has no name: beside named columns each of its numbers must occur once, as in
    the row names of R and pandas; in a file without a header they must count up from 0 or 1.
    """
    read = table.columns[column]
    if read.kind is not Kind.NUMBER or read.values is None:
        return False
    name = read.name.strip()
    key = name.casefold().rstrip(".")
    if key in _IDENTIFIERS:
        return _whole(read.values)
    if key in _COUNTERS or key.startswith(_PANDAS_INDEX) or _ENDS_IN_ID.fullmatch(name):
        return _whole(read.values) and _distinct(read.values)
    if name or column:
        return False
    if any(other.name.strip() for other in table.columns):
        return _counts(read.values) or (_whole(read.values) and _distinct(read.values))
    return _counts(read.values)


def _whole(values: Floats) -> bool:
    present = values[~np.isnan(values)]
    return bool(np.array_equal(present, np.floor(present)))


def _distinct(values: Floats) -> bool:
    present = values[~np.isnan(values)]
    return np.unique(present).size == present.size


def _counts(values: Floats) -> bool:
    """Whether the values are 0, 1, 2, … or 1, 2, 3, …, without a gap."""
    if not values.size or values[0] not in (0, 1):
        return False
    return bool(np.array_equal(values, values[0] + np.arange(values.size)))
