"""Columns that only number the rows of their file."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.index_columns import numbers_rows
from engine.data.table import Column
from tests.engine.data.tables import numbers, table, words

OTHER = numbers("other", *range(10, 14))
NAMELESS = numbers("", *range(10, 14))


def is_index(column: Column, *others: Column) -> bool:
    return numbers_rows(table(column, *(others or (OTHER,))), 0)


@pytest.mark.parametrize("name", ["id", "ID", " Index ", "no", "No.", "nr", "row", "#", "obs"])
def test_a_column_called_so_numbers_the_rows(name: str) -> None:
    assert is_index(numbers(name, 3, 1, 2, 7))


@pytest.mark.parametrize("name", ["customer_id", "PassengerId", "sample id", "caseID"])
def test_so_does_a_name_that_ends_in_id(name: str) -> None:
    assert is_index(numbers(name, 30, 10, 20, 70))


@pytest.mark.parametrize("name", ["grid", "humid", "x", "index of hardness", "identity", "year"])
def test_others_do_not(name: str) -> None:
    assert not is_index(numbers(name, 3, 1, 2, 7))


def test_only_whole_numbers_do() -> None:
    assert not is_index(numbers("id", 1, 2.5, 3, 4))
    assert not is_index(words("id"), OTHER)
    assert is_index(numbers("id", 1, None, 3, 4))


def test_numbers_that_occur_twice_are_a_quantity() -> None:
    """Such as NO, which may be nitric oxide; an id may stand in several rows."""
    assert not is_index(numbers("NO", 12, 15, 12, 13))
    assert not is_index(numbers("grid_id", 1, 1, 2, 2))
    assert is_index(numbers("id", 1, 1, 2, 2))


@pytest.mark.parametrize("fields", [(0, 1, 2, 3), (1, 2, 3, 4), (7, 3, 0, 5)])
def test_a_first_column_without_a_name_beside_named_ones(fields: tuple[float, ...]) -> None:
    assert is_index(numbers("", *fields))
    assert not numbers_rows(table(OTHER, numbers("", *fields)), 1)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ((0, 1, 2, 3), True),
        ((1, 2, 3, 4), True),
        ((2, 3, 4, 5), False),
        ((1, 2, 4, 5), False),
        ((7, 3, 0, 5), False),
        ((1, 2, None, 4), False),
    ],
)
def test_without_a_header_it_must_count(
    fields: tuple[float | None, ...], *, expected: bool
) -> None:
    assert is_index(numbers("", *fields), NAMELESS) is expected


def test_infinite_and_missing_numbers_do_no_harm() -> None:
    assert not is_index(numbers("", np.inf, 1, 2, 3), NAMELESS)
    assert not is_index(numbers("x", None, None, None, None))
