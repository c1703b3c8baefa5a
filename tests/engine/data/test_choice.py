"""Which columns become x and y, and why others cannot."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.choice import Choice, choose
from engine.data.table import Column, Kind, Table
from engine.errors import DataError
from tests.engine.data.tables import dates, numbers, spoilt, table, words

A = numbers("a", 1, 2, 4)
B = numbers("b", 3, 5, 4)
C = numbers("c", 7, 6, 1)
NAME = words("name")
CONSTANT = numbers("k", 5, 5, 5)
COUNT = numbers("", 0, 1, 2)
ID = numbers("id", 17, 4, 9)
DAY = dates("day", "2024-01-01", "2024-01-02", "2024-01-03")
EMPTY = numbers("e", None, None, None)


def taken(*columns: Column, x: str | None = None, y: str | None = None) -> tuple[int, int]:
    choice = choose(table(*columns), x, y)
    return choice.x + 1, choice.y + 1


def refusal(*columns: Column, x: str | None = None, y: str | None = None) -> str:
    with pytest.raises(DataError) as caught:
        choose(table(*columns, rows=3), x, y)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ((A, B, C), (1, 2)),
        ((NAME, A, DAY, B), (2, 4)),
        ((COUNT, A, B), (2, 3)),
        ((ID, A, B), (2, 3)),
        ((NAME, ID, A, B), (3, 4)),
        ((CONSTANT, A, B), (2, 3)),
        ((A, CONSTANT, B), (1, 3)),
        ((A, EMPTY, B), (1, 3)),
        ((COUNT, A), (1, 2)),
        ((A, ID), (2, 1)),
        ((A, DAY), (2, 1)),
        ((DAY, A), (1, 2)),
        ((ID, A, DAY), (3, 2)),
        ((CONSTANT, A), (1, 2)),
        ((A, CONSTANT), (1, 2)),
        ((CONSTANT, ID, A), (2, 3)),
    ],
)
def test_without_names_the_first_two_useful_columns_are_taken(
    columns: tuple[Column, ...], expected: tuple[int, int]
) -> None:
    assert taken(*columns) == expected


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        ("c", "a", (3, 1)),
        ("3", "1", (3, 1)),
        (" b ", None, (2, 3)),
        ("c", None, (3, 1)),
        (None, "a", (2, 1)),
        (None, "b", (1, 2)),
        (None, "2", (1, 2)),
    ],
)
def test_columns_are_named_or_numbered_from_one(
    x: str | None, y: str | None, expected: tuple[int, int]
) -> None:
    assert taken(A, B, C, x=x, y=y) == expected


def test_any_column_of_numbers_or_dates_is_taken_if_named() -> None:
    assert taken(COUNT, A, B, x="1") == (1, 2)
    assert taken(ID, A, B, x="id", y="b") == (1, 3)
    assert taken(CONSTANT, A, B, x="k") == (1, 2)
    assert taken(A, B, DAY, x="day") == (3, 1)
    assert taken(A, B, DAY, y="day") == (1, 3)


def test_a_name_comes_before_a_number() -> None:
    years = numbers("2", 1, 2, 4), numbers("1", 3, 5, 4), numbers("2001", 7, 6, 1)
    assert taken(*years, x="1", y="2") == (2, 1)
    assert taken(*years, x="3") == (3, 1)


def test_row_numbers_that_were_passed_over_are_reported() -> None:
    assert choose(table(COUNT, A, ID, B), None, None) == Choice(1, 3, (0, 2))
    assert choose(table(A, B, ID), None, None).passed_over == ()
    assert choose(table(COUNT, A, B), "2", "3").passed_over == ()


def test_columns_that_share_no_rows_are_not_a_pair() -> None:
    early = numbers("early", 1, 2, None, None)
    late = numbers("late", None, None, 3, 4)
    both = numbers("both", 9, 8, 7, 5)
    assert taken(early, late, both) == (1, 3)
    assert taken(early, late, both, x="late") == (2, 3)
    assert taken(early, late, both, y="early") == (3, 1)
    assert taken(early, late) == (1, 2)


def test_a_column_meant_as_numbers_is_not_passed_over() -> None:
    reason = "contains 'abc'; must be a number"
    wrong = spoilt("y", 1, None, 3, row=1, reason=reason)
    assert refusal(A, wrong, B) == f"data.csv, line 3: column 'y' {reason}"
    assert refusal(A, B, wrong, y="y") == f"data.csv, line 3: column 'y' {reason}"
    assert taken(A, wrong, B, y="b") == (1, 3)
    assert taken(A, B, wrong) == (1, 2)
    assert taken(spoilt("id", 1, None, 3, row=1, reason=reason), A, B) == (2, 3)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ("hight", None, "x column 'hight' does not exist; did you mean 'Height'?"),
        ("HEIGHT", None, "x column 'HEIGHT' does not exist; did you mean 'Height'?"),
        (None, "zzz", "y column 'zzz' does not exist; columns: Height, b, column 3, name"),
        (None, "0", "y column '0' does not exist; columns: Height, b, column 3, name"),
        ("5", None, "x column '5' does not exist; columns: Height, b, column 3, name"),
        ("", None, "x column '' does not exist; columns: Height, b, column 3, name"),
        ("b", "2", "x and y are both column 'b'; they must be different columns"),
        ("name", None, "column 'name' holds text; numeric columns: Height, b, column 3"),
    ],
)
def test_a_column_that_cannot_be_taken(x: str | None, y: str | None, message: str) -> None:
    columns = numbers("Height", 1, 2, 4), B, numbers("", 2, 9, 4), NAME
    assert refusal(*columns, x=x, y=y) == f"data.csv: {message}"


def test_a_column_by_name_where_there_is_no_header() -> None:
    assert refusal(numbers("", 4, 7, 9), numbers("", 3, 5, 1), x="time") == (
        "data.csv: x column 'time' does not exist; the file has no header; columns are numbered "
        "1 to 2"
    )


def test_of_several_columns_of_one_name_one_is_chosen_by_number() -> None:
    twice = numbers("a", 1, 2, 3), numbers(" a ", 4, 5, 7), B
    assert refusal(*twice, x="a") == (
        "data.csv: x column 'a': 2 columns have this name; use a number: 1, 2"
    )
    assert taken(*twice, x="2") == (2, 3)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ((NAME, words("other")), "no column of numbers; two are required"),
        (
            (A, NAME),
            "only column 'a' is numeric; two numeric columns are required",
        ),
        (
            (A, EMPTY),
            "only column 'a' is numeric; two numeric columns are required; column 'e' has fewer",
        ),
        (
            (A,),
            "only column 'a' is numeric; two numeric columns are required; the file has one column",
        ),
    ],
)
def test_files_without_two_columns_of_numbers(columns: tuple[Column, ...], message: str) -> None:
    assert refusal(*columns).startswith(f"data.csv: {message}")


def test_many_columns_are_not_all_listed() -> None:
    many = [numbers(f"c{k}", 1, 2, 4) for k in range(30)]
    assert refusal(*many, x="zzz").endswith("columns: c0, c1, c2, c3, c4, c5, c6, c7 and 22 more")


def test_names_are_shown_on_one_line_and_not_long() -> None:
    odd = numbers("x\n\x1b[31m\u202e", 1, 2, 4), numbers("z" * 5000, 2, 4, 6), B
    message = refusal(*odd, x="nope")
    assert message.isprintable()
    assert len(message) < 400
    assert taken(*odd, x="z" * 5000) == (2, 3)


def test_five_thousand_columns_are_chosen_from() -> None:
    rng = np.random.default_rng(0)
    many = [numbers(f"c{k}", *rng.normal(size=3)) for k in range(5000)]
    assert taken(*many) == (1, 2)
    assert "column 'c4998'" in refusal(*many, x="c4998", y="4999")


def test_dates_without_values_are_refused() -> None:
    day = Column("day", Kind.DATE, None, 0)
    said = (
        "column 'day' holds dates of which the order of day, month and year is unknown; "
        "write them as 2024-03-31"
    )
    assert refusal(A, B, day, x="day") == f"data.csv: {said}"
    assert refusal(A, day) == (
        f"data.csv: only column 'a' is numeric; two numeric columns are required; {said}"
    )


def test_an_empty_column_is_called_so() -> None:
    assert refusal(A, B, words("e", missing=3), x="e") == (
        "data.csv: column 'e' is empty; numeric columns: a, b"
    )
    assert refusal(A, words("e", missing=3), x="a", y="e") == (
        "data.csv: column 'e' is empty; numeric columns: a"
    )


def test_an_empty_file_has_no_columns() -> None:
    with pytest.raises(DataError, match="no column of numbers; two are required"):
        choose(Table((), None, "data.csv", table(A).reading), None, None)
