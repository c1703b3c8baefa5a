"""The columns of a Parquet or Arrow (Feather) file, which states their types and names.

Columns of text are read as in a text file: they may hold numbers or dates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrays import Floats
from engine.data.reading.column_reader import ColumnReader
from engine.data.reading.extra import library
from engine.data.reading.formats import Format
from engine.data.reading.notation import Decision, Evidence, decide
from engine.data.reading.numbers import is_date, is_missing, shape
from engine.data.reading.options import ReadOptions
from engine.data.reading.report import columns_in_words, may_be_groups, notation_in_words
from engine.data.reading.source import ROWS_REQUIRED, Source, source_name
from engine.data.table import Column, Fault, Kind, Reading, Table
from engine.errors import DataError, shown

if TYPE_CHECKING:
    import pyarrow as pa

_INDEX = re.compile(r"__index_level_\d+__")
"""The names that pandas gives to the columns of an index without a name."""
_FIRST = 1000
"""The rows of a column of text that show whether it holds numbers or dates."""
_PER_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_ENDLESS = "is infinite or beyond 1.8e308; must be a finite number"
_READERS = {Format.PARQUET: "pyarrow.parquet", Format.ARROW: "pyarrow.feather"}
_OPTIONS = ("separator", "encoding", "skip")


def columnar_table(source: Source, found: Format, options: ReadOptions) -> Table:
    """All columns of a Parquet or Arrow file.

    Raises:
        DataError: the library is missing, the file is damaged, encrypted or has no rows, or an
            option does not apply to it.
        OSError: it cannot be read.
    """
    for name in _OPTIONS:
        if getattr(options, name):
            raise DataError(f"{source.file}: is {found}; --{name} does not apply to it")
    arrow = _read(source, found)
    if arrow.num_rows < 2:
        said = "only one row of data" if arrow.num_rows else "no row of data"
        raise DataError(f"{source.file}: {said}; at least two are required")
    if not arrow.num_columns:
        raise DataError(f"{source.file}: has no columns; {ROWS_REQUIRED}")
    names = [str(name) for name in arrow.column_names]
    index = _index_names(arrow)
    # As pandas shows them: the index comes first.
    order = sorted(range(len(names)), key=lambda place: names[place] not in index)
    texts = {place: _first_texts(arrow.column(place)) for place in order}
    decision, evidence = _decided(list(texts.values()), options)
    columns = [
        _column(arrow.column(place), names[place], texts[place], decision, evidence)
        for place in order
    ]
    guessed = _said(columns, [bool(texts[place]) for place in order], decision, evidence, options)
    return Table(tuple(columns), None, source_name(source.path), Reading(arrow.num_rows, guessed))


def _index_names(arrow: pa.Table) -> frozenset[str]:
    """The columns that were the index of a table of pandas."""
    try:
        stated = (arrow.schema.pandas_metadata or {}).get("index_columns", [])
        found = {name for name in stated if isinstance(name, str)}
    except (ValueError, AttributeError, TypeError):
        found = set()
    return frozenset(found | set(filter(_INDEX.fullmatch, map(str, arrow.column_names))))


def _said(
    columns: Sequence[Column],
    are_texts: Sequence[bool],
    decision: Decision,
    evidence: Evidence,
    options: ReadOptions,
) -> tuple[str, ...]:
    """What was guessed of the numbers in columns of text, as for a text file."""
    pairs = list(zip(columns, are_texts, strict=True))
    read = [
        column
        for column, is_text in pairs
        if is_text and column.kind is Kind.NUMBER and not column.note
    ]
    said: list[str] = []
    if read:
        doubtful = options.decimal is None and options.thousands is None
        doubtful = doubtful and bool(evidence.doubtful.get(".")) and any(map(may_be_groups, read))
        said = notation_in_words(decision.notation, evidence, doubtful=doubtful)
    units = [
        "" if is_text else column.unit for column, is_text in zip(columns, are_texts, strict=True)
    ]
    return (*said, *columns_in_words(columns, units))


def _read(source: Source, found: Format) -> pa.Table:
    """The whole file.

    Raises:
        DataError: it is damaged or encrypted.
    """
    pyarrow: Any = library("pyarrow", source, found)
    reader: Any = library(_READERS[found], source, found)
    try:
        checked = {"page_checksum_verification": True} if found is Format.PARQUET else {}
        return reader.read_table(source.content(), **checked)
    except (pyarrow.ArrowException, OSError, ValueError, KeyError, MemoryError) as error:
        if "ncrypt" in str(error):
            raise DataError(f"{source.file}: is encrypted; save it without a key") from None
        raise DataError(f"{source.file}: {found.noun} is damaged or incomplete") from None


def _first_texts(column: pa.ChunkedArray) -> list[str]:
    """The first fields of a column of text; none of another."""
    import pyarrow.types as kinds

    kind = column.type.value_type if kinds.is_dictionary(column.type) else column.type
    if not (kinds.is_string(kind) or kinds.is_large_string(kind) or kinds.is_string_view(kind)):
        return []
    first = column.drop_null().slice(0, _FIRST).to_pylist()
    return [text for text in first if not is_missing(text)]


def _decided(texts: Sequence[Sequence[str]], options: ReadOptions) -> tuple[Decision, Evidence]:
    """The notation of the numbers in columns of text."""
    evidence = Evidence()
    for fields in texts:
        evidence.add(fields)
    return decide(evidence, "\t", options), evidence


def _column(
    column: pa.ChunkedArray,
    name: str,
    texts: Sequence[str],
    decision: Decision,
    evidence: Evidence,
) -> Column:
    import pyarrow.types as kinds

    title = "" if _INDEX.fullmatch(name) else shown(name)
    kind = column.type
    if kinds.is_dictionary(kind):
        kind = kind.value_type
        column = column.cast(kind)
    if texts:
        return _of_texts(column, title, texts, decision, evidence)
    if kinds.is_integer(kind) or kinds.is_floating(kind) or kinds.is_decimal(kind):
        return _of_numbers(title, _floats(column), "")
    if kinds.is_duration(kind):
        return _of_numbers(title, _whole(column, _PER_SECOND[kind.unit]), "s")
    if kinds.is_date(kind) or kinds.is_timestamp(kind):
        days = _whole(column, 1 if kinds.is_date32(kind) else _PER_DAY[_unit(kind)])
        missing = int(np.isnan(days).sum())
        empty = missing == days.size
        return Column(title, Kind.TEXT if empty else Kind.DATE, None if empty else days, missing)
    if kinds.is_time(kind) and column.null_count < len(column):
        read = _of_numbers(title, _whole(column, _PER_SECOND[kind.unit]), "s")
        return replace(read, note="times of day read as seconds")
    return Column(title, Kind.TEXT, None, column.null_count)


def _unit(kind: Any) -> str:
    return str(getattr(kind, "unit", "ms"))


def _of_numbers(title: str, values: Floats, unit: str) -> Column:
    endless = np.flatnonzero(np.isinf(values))
    fault = None
    if endless.size:
        fault = Fault(int(endless[0]), _ENDLESS)
        values[endless] = np.nan
    missing = int(np.isnan(values).sum()) - endless.size
    if missing == values.size:
        return Column(title, Kind.TEXT, None, missing, unit)
    return Column(title, Kind.NUMBER, values, missing, unit, fault)


def _floats(column: pa.ChunkedArray) -> Floats:
    """The numbers, nan where one is missing; a copy."""
    return np.array(column.cast("float64", safe=False).to_numpy(), np.float64)


def _whole(column: pa.ChunkedArray, per: int) -> Floats:
    """Counts as multiples of `per`, whole part and rest apart, so that no digit is lost."""
    values = np.full(len(column), np.nan)
    present = column.is_valid().to_numpy()
    counts = column.drop_null().cast(f"int{column.type.bit_width}")
    whole, rest = np.divmod(counts.to_numpy().astype(np.int64), per)
    values[present] = whole + rest / per
    return values


def _of_texts(
    column: pa.ChunkedArray,
    title: str,
    texts: Sequence[str],
    decision: Decision,
    evidence: Evidence,
) -> Column:
    import pandas as pd

    numbers = sum(shape(text) is not None for text in texts)
    if not numbers and 2 * sum(map(is_date, texts)) <= len(texts):
        return Column(title, Kind.TEXT, None, column.null_count)
    dates: dict[str, int] | None = None if 2 * numbers >= len(texts) else {}
    reader = ColumnReader(decision.notation, is_text=False, evidence=evidence, dates=dates)
    reader.add(pd.Series(column.to_numpy(), dtype=object))
    return reader.column(title, "")
