"""The lines of pandas that read a file as descent has read it.

Files have many forms, so nothing is concluded from the form: lines are tried on the file, the
plainest first, and those are taken that give the same numbers.
"""

from __future__ import annotations

import codecs
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrays import Floats
from engine.data.reading.formats import Format, format_of
from engine.data.reading.source import Source
from engine.storage.keras_script.part import lines_of, quoted

if TYPE_CHECKING:
    import pandas as pd

_COLUMNAR = {Format.PARQUET: "read_parquet", Format.ARROW: "read_feather"}
_FIRST_ROWS = 1000
"""The rows on which lines are tried first."""
_BEGINNING = 1 << 20
_FEW_ROWS = 20
_BLANKS = r"\s+"
_SEPARATORS = (",", ";", "\t", _BLANKS, "|")
_NUMBERS: tuple[dict[str, Any], ...] = (
    {},
    {"decimal": ","},
    {"thousands": ","},
    {"thousands": " "},
    {"thousands": "'"},
    {"decimal": ",", "thousands": "."},
    {"decimal": ",", "thousands": " "},
)
_FORMS: tuple[dict[str, Any], ...] = (
    {},
    {"skipinitialspace": True},
    {"comment": "#"},
    {"comment": "%"},
    {"quotechar": "'"},
    {"quotechar": "'", "skipinitialspace": True},
)
_MOST_ALIKE = 4
"""The most columns tried for x, and for y."""
_TOLERANCE = 1e-12
"""Relative: the numbers are float64, but pandas' parser may be off in the last digit."""


@dataclass(frozen=True, eq=False)
class FileSamples:
    """The samples of a file, as read.

    Attributes:
        path: the file.
        x, y: all samples in the data's units, both (n,).
        x_name, y_name: the names of their columns.
        first: the line of the first row of data, from 1.
        sheet: the name of the sheet of a workbook; empty for any other file.
    """

    path: Path
    x: Floats
    y: Floats
    x_name: str
    y_name: str
    first: int
    sheet: str = ""


@dataclass(frozen=True)
class _Call:
    """A call of pandas: the function and its arguments."""

    function: str
    arguments: dict[str, Any] = field(default_factory=dict)

    def table(self, path: Path, rows: int | None) -> pd.DataFrame | None:
        """What it returns for the first rows of a file, or all; None if it fails."""
        import pandas as pd

        some = {} if rows is None or self.function in _COLUMNAR.values() else {"nrows": rows}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                table: pd.DataFrame = getattr(pd, self.function)(path, **self.arguments, **some)
        except Exception:  # noqa: BLE001 - whatever pandas raises, it does not read the file
            return None
        return table

    @property
    def code(self) -> str:
        given = (f"{name}={_literal(value)}" for name, value in self.arguments.items())
        return f"table = pd.{self.function}({', '.join(('file', *given))})"


def pandas_lines(samples: FileSamples) -> str | None:
    """The lines that set x and y from the file at `file`; None if no lines give these numbers.

    Columns are taken by their names if the file has them, else by number.
    """
    for call in _calls(samples):
        by_name = "header" not in call.arguments
        columns = _columns_in(call, samples, _FIRST_ROWS, by_name=by_name)
        if columns is not None and samples.x.size > _FIRST_ROWS:
            columns = _columns_in(call, samples, None, by_name=by_name)
        if columns is not None:
            return lines_of(call.code, *columns)
    return None


def _calls(samples: FileSamples) -> Iterator[_Call]:
    found = format_of(Source(samples.path, samples.path.name))
    if found in _COLUMNAR:
        yield _Call(_COLUMNAR[found])
        return
    if found is Format.WORKBOOK:
        for header in _headers(samples.first):
            for sheet in ({}, {"sheet_name": samples.sheet}):
                yield _Call("read_excel", {**sheet, **header, "engine": "calamine"})
        return
    encoding = _encoding(samples.path)
    separators = [one for one in _SEPARATORS if _separates(one, samples, encoding)]
    for header in _headers(samples.first):
        for form, numbers, separator in product(_FORMS, _NUMBERS, separators):
            sep = {} if separator == "," else {"sep": separator}
            yield _Call("read_csv", {**sep, **header, **numbers, **form, **encoding})


def _separates(separator: str, samples: FileSamples, encoding: dict[str, Any]) -> bool:
    """Whether the rows have several fields with this separator."""
    skipped = {"header": None, "skiprows": samples.first - 1}
    call = _Call("read_csv", {"sep": separator, **skipped, **encoding})
    table = call.table(samples.path, _FEW_ROWS)
    return table is not None and table.shape[1] > 1


def _headers(first: int) -> Iterator[dict[str, Any]]:
    """The header just above the data, above a row of units, or none: columns by number."""
    if first > 1:
        yield {"skiprows": first - 2} if first > 2 else {}
    if first > 2:
        yield {"skiprows": [*range(first - 3), first - 2]}
    yield {"header": None, "skiprows": first - 1} if first > 1 else {"header": None}


def _encoding(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return {"encoding": "utf-16"}
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError:
        return {} if path.suffix.lower() in (".gz", ".bz2", ".xz") else {"encoding": "cp1252"}
    return {}


def _columns_in(
    call: _Call, samples: FileSamples, rows: int | None, *, by_name: bool
) -> tuple[str, ...] | None:
    """The lines that take x and y from the table of a call; None if they are not in it."""
    table = call.table(samples.path, rows)
    if table is None:
        return None
    columns = [
        _columns_like(table, name if by_name else None, values)
        for name, values in ((samples.x_name, samples.x), (samples.y_name, samples.y))
    ]
    for x, y in product(*columns):
        lines, values = _taken(table, [x, y])
        if x != y and _same(values, samples, rows):
            return lines
    return None


def _columns_like(table: pd.DataFrame, name: str | None, values: Floats) -> list[Any]:
    """The labels of the columns with this name, with or without its unit, or with such values."""
    if name is not None:
        return [label for label in table.columns if f"{name} (".startswith(f"{label} (")]
    import pandas as pd

    found = []
    for label, column in table.items():
        numbers = pd.to_numeric(column, errors="coerce").to_numpy("float64")[:_FIRST_ROWS]
        if np.isclose(numbers, values[0], rtol=_TOLERANCE, atol=0).any():
            found.append(label)
    return found[:_MOST_ALIKE]


def _taken(table: pd.DataFrame, names: list[Any]) -> tuple[tuple[str, ...], Floats]:
    """The lines that take these columns, and the numbers that they give, (n, 2)."""
    import pandas as pd

    listed = ", ".join(quoted(name) if isinstance(name, str) else str(name) for name in names)
    chosen = table[names]
    if all(kind.kind in "iuf" for kind in chosen.dtypes) and not chosen.isna().any(axis=None):
        lines: tuple[str, ...] = (f'x, y = table[[{listed}]].to_numpy("float64").T',)
    else:
        lines = (
            f'table = table[[{listed}]].apply(pd.to_numeric, errors="coerce").dropna()',
            'x, y = table.to_numpy("float64").T',
        )
        chosen = chosen.apply(pd.to_numeric, errors="coerce").dropna()
    return lines, chosen.to_numpy("float64")


def _same(values: Floats, samples: FileSamples, rows: int | None) -> bool:
    """Whether these are all samples, or, of a part of the file, the first ones."""
    expected = np.column_stack([samples.x, samples.y])
    if rows is not None and len(expected) >= rows:
        expected = expected[: len(values)]
    same = len(values) == len(expected) > 0
    return same and np.allclose(values, expected, rtol=_TOLERANCE, atol=0)


def _literal(value: object) -> str:
    if value == _BLANKS:
        return f'r"{value}"'
    return quoted(value) if isinstance(value, str) else repr(value)
