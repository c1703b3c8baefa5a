"""Rows with a missing x or y are dropped or refused, and it is said in one line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.data.choice import Choice
from engine.data.complete_rows import Missing, Pairs, complete_rows
from engine.data.table import Column
from engine.errors import DataError
from tests.engine.data.tables import dates, numbers, spoilt, table, words

T = numbers("t", 1, None, 3, 4, None, 6)
LEN = numbers("len", 10, 20, None, 40, None, 60)
A, B = numbers("a", 1, 2, 4), numbers("b", 3, 5, 4)
WHOLE = numbers("n", 1, 4, 9, 16, 25, 36)


def pairs(*columns: Column, missing: Missing = "drop", passed: tuple[int, ...] = ()) -> Pairs:
    return complete_rows(table(*columns), Choice(0, 1, passed), missing)


def refusal(*columns: Column, missing: Missing = "drop") -> str:
    with pytest.raises(DataError) as caught:
        pairs(*columns, missing=missing)
    return str(caught.value)


def test_rows_without_x_or_y_are_dropped() -> None:
    found = pairs(T, LEN)
    assert found.x.tolist() == [1, 4, 6]
    assert found.y.tolist() == [10, 40, 60]
    assert (found.rows.rows, found.rows.used) == (6, 3)
    assert found.line == (
        "data.csv: x t, y len; read 3 rows of 6: 1 without t, 1 without len, 1 without t and len"
    )


def test_missing_values_of_other_columns_do_not_count() -> None:
    found = pairs(WHOLE, numbers("y", 2, 3, 4, 5, 6, 8), T)
    assert found.x.size == 6
    assert found.line == "data.csv: x n, y y; read 6 rows"
    assert found.x.dtype == found.y.dtype == np.float64


def test_what_was_guessed_and_passed_over_is_in_the_line() -> None:
    read = table(WHOLE, LEN, numbers("id", *range(6)), guesses=("separator: blanks",))
    found = complete_rows(read, Choice(0, 1, (2,)))
    assert found.rows.line == (
        "read 4 rows of 6: 2 without len; separator: blanks; id numbers the rows, not taken"
    )
    two = complete_rows(table(WHOLE, LEN, T, T), Choice(0, 1, (2, 3)))
    assert "t (column 3), t (column 4) number the rows, not taken" in two.line


def test_many_rows_are_counted_with_commas() -> None:
    rows = 12_345
    many = [float(k) for k in range(rows)]
    found = pairs(numbers("x", *many), numbers("y", *many[1:], None))
    assert found.rows.line == "read 12,344 rows of 12,345: 1 without y"


def test_they_can_be_refused() -> None:
    assert refusal(T, LEN, missing="refuse") == (
        "data.csv, line 3: column 't' is missing; --missing drop skips 3 such rows"
    )
    assert refusal(WHOLE, numbers("y", 1, 2, 3, 4, 5, None), missing="refuse") == (
        "data.csv, line 7: column 'y' is missing; --missing drop skips 1 such row"
    )
    assert pairs(WHOLE, WHOLE, missing="refuse").x.size == 6


def test_without_known_lines_the_row_is_named() -> None:
    read = replace(table(WHOLE, LEN), lines=None)
    with pytest.raises(DataError, match=r"^data\.csv, row 3: column 'len' is missing"):
        complete_rows(read, Choice(0, 1), "refuse")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ((numbers("x", 1), numbers("y", 1)), "only one row of data; at least two are required"),
        ((numbers("x"), numbers("y")), "no row of data; at least two are required"),
        (
            (numbers("x", 1, None, 3), numbers("y", None, 2, None)),
            "no row has both x and y; at least two are required",
        ),
        (
            (numbers("x", 1, None, 3), numbers("y", 4, 2, None)),
            "only one of 3 rows has both x and y; at least two are required",
        ),
    ],
)
def test_two_rows_are_required(columns: tuple[Column, ...], message: str) -> None:
    assert refusal(*columns) == f"data.csv: {message}"


def test_dates_become_the_time_since_the_first() -> None:
    day = dates("day", "2024-03-01", None, "2024-02-28", "2024-03-02")
    found = pairs(day, numbers("y", 1, 2, 3, 4))
    assert found.x.tolist() == [2, 0, 3]
    assert found.x_name == "day (days since 2024-02-28)"


def test_columns_without_or_with_the_same_name_are_numbered() -> None:
    found = pairs(numbers("", 1, 2), numbers(" ", 1, 2))
    assert (found.x_name, found.y_name) == ("column 1", "column 2")
    found = pairs(numbers("a", 1, 2), numbers("a", 1, 2))
    assert (found.x_name, found.y_name) == ("a (column 1)", "a (column 2)")


def test_units_are_part_of_the_names() -> None:
    found = pairs(replace(WHOLE, unit="s"), replace(WHOLE, unit="%", name="share"))
    assert (found.x_name, found.y_name) == ("n (s)", "share (%)")


def test_the_columns_to_choose_from_are_known_as_they_are_typed() -> None:
    wrong = spoilt("bad", 1, 2, None, row=2, reason="contains 'x'")
    columns = A, B, words("name"), numbers("", 1, 2, 3), wrong, numbers("a", 4, 5, 6)
    read = complete_rows(table(*columns), Choice(3, 1)).rows
    assert read.columns == ("1", "b", "4", "6")
    assert read.taken == ("4", "b")


def test_a_constant_x_is_said() -> None:
    assert pairs(numbers("x", 5, 5, None), numbers("y", 1, 2, 3)).rows.line == (
        "read 2 rows of 3: 1 without x; x is always 5, so w and b are not determined"
    )


def test_dates_written_as_numbers_stay_numbers_which_is_said() -> None:
    found = pairs(numbers("date", 20240131, 20240201), numbers("y", 1, 2))
    assert found.x.tolist() == [20240131, 20240201]
    assert found.rows.line == (
        "read 2 rows; date: 20240131 stays a number, 2024-01-31 would count days"
    )
