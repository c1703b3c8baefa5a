"""Reads all columns of a file of any usual form.

The first lines of a text show the encoding, the separator, the header and the notation of numbers;
pandas then reads the rows. Where the rows show that a guess was wrong, the text is read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.config.paths import no_such_file, typed_path
from engine.data.reading.begin import is_name
from engine.data.reading.body import Body, RowError, read_body
from engine.data.reading.clean_text import CleanText, WrongEncodingError
from engine.data.reading.commented_rows import commented_row
from engine.data.reading.conflicts import check_notation, check_separator
from engine.data.reading.contents import find_contents
from engine.data.reading.dialect import BLANKS, Dialect, Row, find_dialect, rows_of
from engine.data.reading.encoding import LAST_RESORT, Encoding, find_encoding
from engine.data.reading.formats import Format, format_of
from engine.data.reading.header import QUOTED, Header, find_header
from engine.data.reading.notation import Decision, decide
from engine.data.reading.options import ReadOptions
from engine.data.reading.report import guesses, may_be_groups
from engine.data.reading.row_lines import first_lines
from engine.data.reading.sample import Line, Sample, take_sample
from engine.data.reading.source import Source, regular_file, source_name
from engine.data.reading.totals import kept_totals
from engine.data.standard_input import is_kept
from engine.data.table import Column, Kind, Lines, Reading, Table
from engine.errors import DataError, PathError, shown

_BEGINNING = 1 << 18
_ENOUGH = 20
_MOST_FOOTERS = 20
_ATTEMPTS = 6
_TAGS = ("lines that begin with # are rows",)


def read_table(path: Path, options: ReadOptions | None = None) -> Table:
    """Read all columns of the file `path`.

    Args:
        path: the file; a leading ~ is the home directory. It may be compressed (.gz, .bz2, .xz).
            Its content shows whether it is text, a workbook, Parquet or Arrow.
        options: how to read it, where that cannot be guessed.

    Raises:
        DataError: it cannot be opened, or is no table; the text names the file and the line. A
            field that is no number is an error only once its column is used: see `Column.fault`.
    """
    file = path.name if is_kept(path) else shown(str(path))
    try:
        source = regular_file(typed_path(str(path)), file)
        options = options or ReadOptions()
        check_notation(options, file)
        return _read(source, options)
    except PathError as error:
        raise DataError(str(error)) from None
    except FileNotFoundError:
        raise DataError(f"{file}: {no_such_file(path)}") from None
    except OSError as error:
        raise DataError(f"{file}: {error.strerror or error}") from None


def _read(source: Source, options: ReadOptions) -> Table:
    found = format_of(source)
    if found is Format.WORKBOOK:
        from engine.data.reading.workbook import sheet_of

        sheet = sheet_of(source, options)
        table = _Reader(sheet.source, sheet.options).read()
        said = (*sheet.said, *table.reading.guesses)
        return replace(table, reading=Reading(table.reading.rows, said, sheet.name))
    if options.sheet is not None:
        raise DataError(f"{source.file}: is {found}; --sheet does not apply to it")
    if found is Format.TEXT:
        return _Reader(source, options).read()
    from engine.data.reading.columnar import columnar_table

    return columnar_table(source, found, options)


class _Reader:
    """Reads one file; the attributes are what is known of it so far."""

    def __init__(self, source: Source, options: ReadOptions) -> None:
        self._source = source
        self._options = options
        self._encoding: Encoding = find_encoding(source.beginning(_BEGINNING), options.encoding)
        self._last: int | None = None
        self._footers = 0
        self._look()

    def _look(self) -> None:
        """Guess from the first lines."""
        self._sample: Sample = take_sample(self._source, self._encoding, self._options)
        separator = self._options.separator or self._sample.separator
        file = self._source.file
        check_separator(self._options, self._sample, file)
        self._dialect: Dialect = find_dialect(self._sample.lines, separator, file)
        self._header: Header = find_header(self._sample, self._dialect, file)
        self._contents = find_contents(self._sample, self._dialect, self._header)
        self._decision: Decision = decide(
            self._contents.evidence, self._dialect.separator, self._options
        )

    def read(self) -> Table:
        for _ in range(_ATTEMPTS):
            with self._text() as text:
                try:
                    body = read_body(
                        text,
                        self._header,
                        self._dialect,
                        self._decision.notation,
                        self._contents.columns,
                    )
                except WrongEncodingError:
                    self._encoding = Encoding(LAST_RESORT, certain=False)
                    self._look()
                    continue
                except RowError as error:
                    self._last = self._before_footer(error)
                    continue
            if not self._decides_again(body):
                return self._table(body, text)
        raise DataError(f"{self._source.file}: the file changed while it was read")

    def _text(self, first: int | None = None) -> CleanText:
        return CleanText(
            self._source,
            self._encoding,
            self._dialect,
            self._sample.prefixes,
            self._header.first if first is None else first,
            self._last,
        )

    def _decides_again(self, body: Body) -> bool:
        """Whether the rows show another notation than their first ones did."""
        options, old = self._options, self._decision
        if old.settled:
            options = replace(options, decimal=old.notation.decimal)
        self._contents.evidence.include(body.evidence)
        self._decision = decide(self._contents.evidence, self._dialect.separator, options)
        return self._decision.notation != old.notation

    def _before_footer(self, error: RowError) -> int:
        """The last line before the footer that a row which does not fit belongs to.

        Raises:
            DataError: it belongs to none.
        """
        line = int(self._starts(error.row + 1)[-1])
        with self._text(line) as text:
            rest: list[Line] = []
            for number, content in enumerate(text):
                rest.append(Line(number, content.removesuffix("\n")))
                if len(rest) > _MOST_FOOTERS:
                    break
        if error.row == 0 and error.fields:
            error = RowError(0, len(next(rows_of(rest, self._dialect)).fields))
        if error.fields and len(rest) <= _MOST_FOOTERS and line > self._header.first:
            rows = list(rows_of(rest, self._dialect))
            if all(map(self._is_footer, rows)):
                self._footers += len(rows)
                return line - 1
        raise self._row_error(error, line)

    def _is_footer(self, row: Row) -> bool:
        fields = [
            row.fields[column]
            for column, content in enumerate(self._contents.columns)
            if content.kind is Kind.NUMBER and column < len(row.fields)
        ]
        if not fields:
            return bool(row.fields)
        return is_name(fields[0]) and 2 * sum(map(is_name, fields)) >= len(fields)

    def _row_error(self, error: RowError, line: int) -> DataError:
        where = f"{self._source.file}, line {line}"
        if not error.fields:
            return DataError(f"{where}: a quote ({self._dialect.quote}) is not closed")
        width = self._header.width
        count = "1 field" if error.fields == 1 else f"{error.fields} fields"
        other = self._header.line or self._header.first
        said = f"{where}: {count}, but line {other} has {width}"
        if self._dialect.separator == BLANKS and error.fields < width:
            return DataError(f"{said}; write NA for a missing value")
        if self._dialect.separator == "," and error.fields > width:
            return DataError(said + QUOTED)
        return DataError(said)

    def _starts(self, rows: int | None = None) -> NDArray[np.int64]:
        """The lines where the first rows begin, or all."""
        with self._text() as text:
            return first_lines(text, self._header.first, self._dialect, rows)

    def _lines(self, body: Body, text: CleanText) -> Lines:
        first = self._header.first
        noun = self._source.line_name
        lines = Lines(first, np.array(text.skipped, np.int64), noun)
        if body.rows != text.lines:
            starts = self._starts()
            every = np.arange(first, starts[-1] + 1 if starts.size else first)
            lines = Lines(first, np.setdiff1d(every, starts), noun)
        if not body.repeated:
            return lines
        repeated = np.array([lines.of(row) for row in body.repeated], np.int64)
        return Lines(first, np.union1d(lines.skipped, repeated), noun)

    def _table(self, body: Body, text: CleanText) -> Table:
        header = self._header
        columns = tuple(
            reader.column(shown(name), shown(unit))
            for reader, name, unit in zip(body.columns, header.names, header.units, strict=True)
        )
        rows = body.rows - len(body.repeated) - body.footers - body.totals
        if rows < 2:
            found = "only one row of data" if rows else "no row of data"
            raise DataError(f"{self._source.file}: {found}; at least two are required")
        comments = [line for line in self._sample.comments if line.number < header.first]
        used = header.line in {line.number for line in comments}
        line = self._source.line_name
        skipped = {
            f"title {line}": len(header.titles),
            f"comment {line}": len(comments) + text.comments - used,
            "repeated header": len(body.repeated),
            f"footer {line}": body.footers + self._footers,
            "totals row": body.totals,
        }
        labelled = max((reader.totals for reader in body.columns), default=0)
        groups = zip(columns, self._contents.columns, strict=True)
        said = guesses(
            self._encoding,
            self._dialect,
            header,
            self._decision.notation,
            self._contents.evidence,
            columns,
            skipped,
            doubtful=self._options.decimal is None
            and self._options.thousands is None
            and any(content.has_groups and may_be_groups(column) for column, content in groups),
            sheet=self._source.sheet is not None,
        )
        return Table(
            _without_empty_edges(columns, rows),
            self._lines(body, text),
            source_name(self._source.path),
            Reading(
                rows,
                (
                    *said,
                    *(_TAGS * self._sample.has_tags),
                    *self._commented(text),
                    *kept_totals(labelled, body.totals),
                ),
            ),
        )

    def _commented(self, text: CleanText) -> tuple[str, ...]:
        numeric = [
            place
            for place, content in enumerate(self._contents.columns)
            if content.kind is Kind.NUMBER
        ]
        header = self._header
        above = [
            line
            for line in self._sample.comments
            if line.number < header.first and line.number != header.line
        ]
        return commented_row(
            [*above, *text.first_comments],
            self._sample.prefixes,
            self._dialect,
            header.width,
            numeric,
            self._source.line_name,
        )


def _without_empty_edges(columns: Sequence[Column], rows: int) -> tuple[Column, ...]:
    """Without the columns that separators at the beginnings or ends of all lines make."""
    kept = list(columns)
    for edge in (-1, 0):
        while len(kept) > 1 and not kept[edge].name and kept[edge].missing == rows:
            del kept[edge]
    return tuple(kept)
