"""The rows of a file, read by pandas in chunks."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.data.reading.begin import is_name
from engine.data.reading.clean_text import CleanText
from engine.data.reading.column_reader import ColumnReader
from engine.data.reading.contents import Content
from engine.data.reading.dialect import BLANKS, Dialect
from engine.data.reading.header import Header
from engine.data.reading.notation import Evidence
from engine.data.reading.numbers import Notation, missing_words
from engine.data.reading.totals import is_total, totals_at_end
from engine.data.table import Kind

if TYPE_CHECKING:
    import pandas as pd

_CELLS = 1 << 19
_MOST_FOOTERS = 20
_LEAST_ROWS = 2
_TOO_WIDE = re.compile(r"Expected (\d+) fields in line (\d+), saw (\d+)")
_UNCLOSED = re.compile(r"EOF inside string starting at row (\d+)")


class RowError(Exception):
    """A row that does not fit.

    Attributes:
        row: the row of the stream, from 0.
        fields: the fields in it; 0 if a quote in it is not closed.
    """

    def __init__(self, row: int, fields: int) -> None:
        super().__init__(row, fields)
        self.row = row
        self.fields = fields


@dataclass
class Body:
    """What was read.

    Attributes:
        columns: all columns.
        evidence: what their fields show of the notation.
        rows: the rows read, footers and repeated headers included.
        repeated: the rows, as read, that repeat the header.
        footers: the last rows, without a number, that were dropped.
        totals: the rows above them that sum up others, which were dropped.
        last: the fields of the last rows.
    """

    columns: list[ColumnReader]
    evidence: Evidence
    rows: int = 0
    repeated: list[int] = field(default_factory=list)
    footers: int = 0
    totals: int = 0
    last: list[list[str]] = field(default_factory=list)


def read_body(
    text: CleanText,
    header: Header,
    dialect: Dialect,
    notation: Notation,
    contents: Sequence[Content],
) -> Body:
    """Read all rows.

    Args:
        text: from the first row of data on.
        header: names and number of columns.
        dialect: separator and quote.
        notation: how numbers are written.
        contents: what the first rows show of each column.

    Raises:
        RowError: a row has too many fields, or too few in a file separated by blanks, or a quote
            is not closed.
        DataError, WrongEncodingError, OSError: as of `CleanText.read`.
    """
    evidence = Evidence()
    body = Body([_column_reader(notation, content, evidence) for content in contents], evidence)
    watched = [k for k, name in enumerate(header.names) if name and not contents[k].is_text]
    for chunk in _chunks(text, header.width, dialect, notation):
        if dialect.separator == BLANKS:
            _check_complete(chunk, body.rows)
        repeats = _repeats(chunk, header.names, watched)
        kept = chunk
        if repeats.any():
            body.repeated += (body.rows + np.flatnonzero(repeats)).tolist()
            kept = chunk[~repeats]
        body.rows += len(chunk)
        for column, reader in enumerate(body.columns):
            reader.add(kept.iloc[:, column])
        tail = kept.tail(_MOST_FOOTERS).astype(object).where(kept.tail(_MOST_FOOTERS).notna(), "")
        body.last = [*body.last, *([*map(str, row)] for row in tail.to_numpy())][-_MOST_FOOTERS:]
    _drop_footers(body)
    _drop_totals(body)
    return body


def _drop_footers(body: Body) -> None:
    """Drop the last rows that have words and no number in the columns of numbers."""
    numeric = [column for column in body.columns if column.is_number]
    rows = body.rows - len(body.repeated)
    last = min(_MOST_FOOTERS, rows - 1)
    if not numeric or last < 1:
        return
    odd = [column.odd_since(rows - last) for column in numeric]
    empty = np.all([column.empty_last(last) for column in numeric], axis=0)
    while body.footers < last and empty[last - 1 - body.footers]:
        row = rows - 1 - body.footers
        words = [fields[row] for fields in odd if row in fields]
        # A number with a fault, such as 5- or 12 kg, is no footer.
        if not words or not all(map(is_name, words)):
            break
        body.footers += 1
    if body.footers:
        for column in body.columns:
            column.drop_last(body.footers)


def _drop_totals(body: Body) -> None:
    """Drop the last rows whose first word is one such as Total."""
    words = {k for k, column in enumerate(body.columns) if not column.is_number}
    numeric = [column for column in body.columns if column.is_number]
    # Without a column of words, the label stands in one of numbers.
    rows = [
        [text for k, text in enumerate(fields) if k in words or is_total(text)]
        for fields in body.last
    ]
    rows = rows[: len(rows) - body.footers]
    if not numeric or not rows:
        return
    empty = np.all([column.empty_last(len(rows)) for column in numeric], axis=0)
    # Below them, a note may stand in a column of words.
    notes = int(np.argmin(empty[::-1]))
    totals = totals_at_end(rows[: len(rows) - notes])
    if totals and body.rows - len(body.repeated) - body.footers - notes - totals >= _LEAST_ROWS:
        body.totals = totals
        body.footers += notes
        for column in body.columns:
            column.drop_last(body.totals + notes)


def _chunks(
    text: CleanText, width: int, dialect: Dialect, notation: Notation
) -> Iterator[pd.DataFrame]:
    import pandas as pd

    blanks = dialect.separator == BLANKS
    words = missing_words()
    missing = dict.fromkeys(range(width), words)
    if blanks:
        # There, an empty last field shows a row with too few fields.
        missing[width - 1] = [""]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            yield from pd.read_csv(
                text,
                sep=r"\s+" if blanks else dialect.separator,
                quotechar=dialect.quote,
                decimal=notation.decimal,
                header=None,
                names=range(width),
                index_col=False,
                skipinitialspace=True,
                keep_default_na=False,
                na_values=missing,
                chunksize=max(1000, _CELLS // width),
                low_memory=False,
            )
    except pd.errors.ParserWarning:
        raise RowError(0, width + 1) from None
    except pd.errors.EmptyDataError:
        return
    except pd.errors.ParserError as error:
        if found := _TOO_WIDE.search(str(error)):
            raise RowError(int(found[2]) - 1, int(found[3])) from None
        if found := _UNCLOSED.search(str(error)):
            raise RowError(int(found[1]), 0) from None
        raise


def _check_complete(chunk: pd.DataFrame, before: int) -> None:
    short = np.flatnonzero(chunk.iloc[:, -1].isna().to_numpy())
    if short.size and chunk.shape[1] > 1:
        row = int(short[0])
        raise RowError(before + row, int(chunk.iloc[row].notna().sum()))


def _column_reader(notation: Notation, content: Content, evidence: Evidence) -> ColumnReader:
    dates: dict[str, int] | None = {} if content.kind is Kind.DATE else None
    return ColumnReader(notation, content.is_text, evidence, dates)


def _repeats(
    chunk: pd.DataFrame, names: Sequence[str], watched: Sequence[int]
) -> NDArray[np.bool_]:
    """The rows that repeat the header, at least in the watched columns."""
    same = np.zeros(len(chunk), bool)
    if not watched or any(chunk.dtypes.iloc[k].kind in "iuf" for k in watched):
        return same
    same[:] = True
    for column in watched:
        fields = chunk.iloc[:, column].to_numpy(object)
        same &= np.array([str(field).strip() == names[column] for field in fields], bool)
        if not same.any():
            break
    return same
