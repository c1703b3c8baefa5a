"""Reads two columns of numbers from a CSV file.

The file is UTF-8, with or without a byte order mark; fields are separated by commas, semicolons or
tabs; numbers have a decimal point. A first row without numbers is the header. Blank lines and
initial lines that begin with # are skipped.
"""

from __future__ import annotations

import csv
import stat
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from pathlib import Path

import numpy as np

from engine.arrays import Floats
from engine.config.paths import typed_path
from engine.data.csv_layout import (
    Columns,
    Layout,
    choose,
    content,
    fault_in,
    numbered_rows,
    sniff,
)
from engine.errors import DataError, PathError, shown

_ROWS = 1 << 10
_LARGEST = float(np.finfo(np.float32).max)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, eq=False)
class Table:
    """Two columns of a file: float64, both (n,) with n at least 2, and their names."""

    x: Floats
    y: Floats
    source: str
    x_name: str
    y_name: str


def read_columns(path: Path, x_column: str | None = None, y_column: str | None = None) -> Table:
    """Read x and y from the CSV file `path`.

    Args:
        path: the file; a leading ~ is the home directory.
        x_column: header name, or number from 1; None is the first numeric column.
        y_column: the same; None is the next numeric column, or the first if there is no next.

    Raises:
        DataError: the file cannot be opened, is not UTF-8 text, or does not contain two columns of
            finite numbers in the range of float32; the text names the file and the line.
    """
    file = shown(str(path))
    try:
        opened = typed_path(str(path))
    except PathError as error:
        raise DataError(str(error)) from None
    try:
        _check_kind(opened, file)
        layout = sniff(opened, file)
        columns = choose(layout, x_column, y_column, file)
        x, y = _read(opened, layout, columns, file)
    except OSError as error:
        raise DataError(f"{file}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise DataError(f"{file}, {_where_not_utf8(opened)}: not UTF-8 text") from None
    return Table(x, y, shown(path.name), layout.name(columns.x), layout.name(columns.y))


def _check_kind(path: Path, file: str) -> None:
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise DataError(f"{file}: is a directory; must be a CSV file")
    if not stat.S_ISREG(status.st_mode):
        raise DataError(f"{file}: is a device or a pipe; must be a CSV file")
    if status.st_size == 0:
        raise DataError(f"{file}: the file is empty; at least two rows of numbers are required")
    with path.open("rb") as stream:
        beginning = stream.read(1 << 16)
    if beginning.startswith(_UTF16):
        raise DataError(f"{file}: is UTF-16 text; save it as UTF-8")
    if b"\0" in beginning:
        raise DataError(f"{file}: is a binary file; must be a CSV file (text)")


def _where_not_utf8(path: Path) -> str:
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                return f"line {number}: byte {error.start + 1} (0x{line[error.start]:02x})"
    return "somewhere"


def _read(path: Path, layout: Layout, columns: Columns, file: str) -> tuple[Floats, Floats]:
    """The two columns; if a chunk has an error, its rows are searched one by one."""
    parts: list[Floats] = []
    rows_before = 0
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = (line for _, line in content(stream))
        rows = filter(any, csv.reader(lines, delimiter=layout.delimiter))
        if layout.header is not None:
            next(rows)
        try:
            while chunk := list(islice(rows, _ROWS)):
                values = _numbers(chunk, columns, len(layout.first))
                if values is None:
                    break
                parts.append(values)
                rows_before += len(chunk)
            else:
                return _joined(parts, file)
        except csv.Error:
            pass
    raise _fault(path, layout, columns, file, rows_before)


def _numbers(rows: list[list[str]], columns: Columns, width: int) -> Floats | None:
    """The chosen fields of these rows as (2, k), or None if any row has an error."""
    if set(map(len, rows)) != {width}:
        return None
    values = np.empty((2, len(rows)))
    for axis, column in enumerate((columns.x, columns.y)):
        fields = list(map(itemgetter(column), rows))
        # float() reads 1_000 as a number; in a CSV file it is not one.
        if "_" in "".join(fields):
            return None
        try:
            values[axis] = np.fromiter(map(float, fields), np.float64, len(fields))
        except ValueError:
            return None
    # Comparisons with NaN are false.
    return values if (np.abs(values) <= _LARGEST).all() else None


def _joined(parts: list[Floats], file: str) -> tuple[Floats, Floats]:
    x, y = np.concatenate(parts, axis=1)
    if x.size < 2:
        raise DataError(f"{file}: only one row of data; at least two are required")
    return x, y


def _fault(path: Path, layout: Layout, columns: Columns, file: str, rows_before: int) -> DataError:
    """The error for the first invalid row after `rows_before` valid ones."""
    line = layout.first_line
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = numbered_rows(stream, layout.delimiter)
        skipped = rows_before + (layout.header is not None)
        try:
            for line, row in islice(rows, skipped, None):
                fault = fault_in(layout, columns, row, _LARGEST)
                if fault is not None:
                    return DataError(f"{file}, line {line}: {fault}")
        except csv.Error as error:
            return DataError(f"{file}, after line {line}: {error} (unclosed quote?)")
    return DataError(f"{file}: the file changed while it was read")
