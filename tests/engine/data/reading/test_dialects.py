"""Files of random dialects are read back as they were written."""

from __future__ import annotations

import gzip
import math
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.data.reading.options import ReadOptions
from engine.data.reading.reader import read_table
from engine.data.table import Kind, Table
from tests.engine.data.reading.folder import written

NAMES = ("time", "length_mm", "größe", "Temp.", "x1", "b 2")
MISSING = ("", "NA", "nan", "?", "-", "#N/A", "null", "n/a")


@dataclass(frozen=True)
class Written:
    """A file and what it holds."""

    content: bytes
    names: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]


def grouped(digits: str, mark: str) -> str:
    head = len(digits) % 3
    parts = [digits[:head]] * (head > 0) + [digits[k : k + 3] for k in range(head, len(digits), 3)]
    return mark.join(parts)


@dataclass(frozen=True)
class Style:
    separator: str
    decimal: str
    thousands: str
    quote: str
    quote_all: bool

    def number(self, cents: int) -> str:
        """Hundredths, as a number with two decimals: their notation is never in doubt."""
        whole, part = divmod(abs(cents), 100)
        return f"{'-' * (cents < 0)}{grouped(str(whole), self.thousands)}{self.decimal}{part:02d}"

    def field(self, text: str) -> str:
        blank = self.separator == " "
        needed = self.separator in text or (blank and not text)
        if self.quote and (self.quote_all or needed):
            return f"{self.quote}{text}{self.quote}"
        return text


@st.composite
def styles(draw: st.DrawFn) -> Style:
    separator = draw(st.sampled_from([",", ";", "\t", "|", " "]))
    quote = draw(st.sampled_from(['"', "'"]))
    quote_all = draw(st.booleans()) or quote == "'"
    decimal = draw(st.sampled_from(".,"))
    thousands = draw(st.sampled_from(["", "", ",", ".", "\N{NO-BREAK SPACE}", "'"]))
    if thousands in (decimal, quote):
        thousands = ""
    return Style(separator, decimal, thousands, quote, quote_all)


@st.composite
def files(draw: st.DrawFn) -> Written:
    style = draw(styles())
    width = draw(st.integers(2, 4))
    names = tuple(draw(st.permutations(NAMES))[:width])
    cells = st.integers(-(10**9), 10**9) | st.none()
    rows = draw(st.lists(st.tuples(*[cells] * width), min_size=4, max_size=25))
    # A column without a number, or a first row without one, may be of any kind.
    assume(all(sum(row[k] is not None for row in rows) > len(rows) / 2 for k in range(width)))
    assume(all(value is not None for value in rows[0]))
    # A row of nothing but separators is a blank line.
    assume(all(any(value is not None for value in row) for row in rows))
    words = MISSING[1:] if style.separator == " " else MISSING
    lines = []
    for row in rows:
        fields = [draw(st.sampled_from(words)) if v is None else style.number(v) for v in row]
        lines.append(style.separator.join(map(style.field, fields)))
        if draw(st.integers(0, 9)) == 0:
            lines.append(draw(st.sampled_from(["", "# a note", "#", "   "])))
    if draw(st.booleans()):
        lines.insert(0, style.separator.join(style.field(name) for name in names))
        if draw(st.booleans()):
            lines.insert(1, style.separator.join(style.field("mm") for _ in names))
        lines[:0] = draw(st.sampled_from([[], ["Device log"], ["# made by a device", ""]]))
    else:
        names = ("",) * width
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = end.join(lines) + end * draw(st.integers(0, 2))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    content = text.encode(encoding)
    content = gzip.compress(content) if draw(st.booleans()) else content
    values = tuple(
        tuple(None if row[k] is None else row[k] / 100 for row in rows) for k in range(width)
    )
    return Written(content, names, values)


def values_of(table: Table) -> list[list[float | None]]:
    return [
        [None if math.isnan(value) else value for value in column.values.tolist()]
        if column.values is not None
        else []
        for column in table.columns
    ]


@settings(max_examples=8, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(files())
def test_a_file_of_any_dialect_is_read_back(tmp_path_factory, file):
    path = tmp_path_factory.getbasetemp() / "dialect.csv"
    path.write_bytes(file.content)
    table = read_table(path)
    assert values_of(table) == [list(column) for column in file.values]
    assert tuple(column.name for column in table.columns) == file.names
    assert all(column.kind is Kind.NUMBER and column.fault is None for column in table.columns)


@pytest.mark.parametrize("blank", ["", "\n"])
def test_a_title_of_as_many_words_as_columns_leaves_tabs_the_separator(folder, blank):
    content = f'Device log\n"time"\t"mm"\n"1"\t"2"\n{blank}""\t"4"\n"5"\t"6"\n"7"\t""'
    assert values_of(folder.table(content)) == [[1, None, 5, 7], [2, 4, 6, None]]


finite = st.floats(allow_nan=False, allow_infinity=False)


@given(
    rows=st.lists(st.tuples(finite, finite), min_size=2, max_size=30),
    separator=st.sampled_from([",", ";", "\t", "|", " "]),
    form=st.sampled_from(["{!r}", "{:.17e}", "{:.17g}", "{:+.20e}"]),
)
def test_every_float64_is_read_to_the_last_bit(tmp_path_factory, rows, separator, form):
    path = tmp_path_factory.getbasetemp() / "bits.csv"
    lines = [separator.join(form.format(value) for value in row) for row in rows]
    path.write_text("x" + separator + "y\n" + "\n".join(lines))
    table = read_table(path, ReadOptions(decimal="."))
    assert values_of(table) == [[row[0] for row in rows], [row[1] for row in rows]]


@pytest.mark.parametrize("rows", [1000, 100_000])
@pytest.mark.parametrize(
    ("late", "value"),
    [('"1,234"', 1234.0), ("\N{MINUS SIGN}7", -7.0), ("$5", 5.0), ('"1,234,567.5"', 1234567.5)],
)
def test_an_odd_number_far_below_the_first_rows_is_read(folder, rows, late, value):
    content = "x,y\n" + "".join(f"{k},{k}\n" for k in range(rows)) + f"{late},1\n"
    values = written(folder.table(content))["x"]
    assert values is not None
    assert values[-1] == value and values[:-1] == [float(k) for k in range(rows)]


def test_a_decimal_comma_far_below_turns_all_numbers(folder):
    content = "x;y\n" + "".join(f"1.234;{k}\n" for k in range(1000)) + "5;0,5\n"
    table = folder.table(content)
    assert written(table)["x"] == [1234.0] * 1000 + [5.0]
    assert table.reading.guesses == (
        "separator: semicolons",
        "decimal comma",
        "thousands separator: point",
    )


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        ("1.234;1\n2.345;2\n", ReadOptions(), True),
        ("1.234\t1\nNA\t2\n-4.000\t4\n", ReadOptions(), True),
        ("1.234;1\n2.345;2\n", ReadOptions(decimal="."), False),
        ("1.234;1\n2.345;2\n", ReadOptions(thousands=","), False),
        ("1.234,1\n2.345,2\n", ReadOptions(), False),
        ("1.234;1\n2.34;2\n", ReadOptions(), False),
        ("0.234;1\n1.234;2\n", ReadOptions(), False),
        ("1.234;1\n" * 1000 + "1.2345;2\n", ReadOptions(), False),
    ],
)
def test_a_point_that_may_separate_thousands_is_said_to_be_a_decimal_point(
    folder, rows, options, said
):
    mark = next(mark for mark in ";\t," if mark in rows)
    table = folder.table(f"x{mark}y\n{rows}", options)
    values = written(table)["x"]
    assert values is not None and values[0] == float(rows.split(mark)[0])
    guess = "decimal point (--thousands point if 1.234 is 1234)"
    assert (guess in table.reading.guesses) == said


def test_another_encoding_far_below_is_the_last_resort(folder):
    content = b"x,y,note\n" + b"1,2,a\n" * 100_000 + b"3,4,caf\xe9\n"
    table = folder.table(content)
    assert table.reading.guesses == ("encoding: Windows-1252 (not valid UTF-8)",)
    assert table.reading.rows == 100_001
