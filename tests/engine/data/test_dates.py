"""Dates as numbers."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.dates import are_written_as_numbers, date_text, time_since_first
from tests.engine.data.tables import days


@pytest.mark.parametrize(
    ("texts", "values", "counted"),
    [
        (("2024-02-28", "2024-03-01"), (0, 2), "days since 2024-02-28"),
        (("2024-02-28", "2024-02-29T12:00"), (0, 36), "hours since 2024-02-28"),
        (("2024-02-28", "2024-03-10"), (0, 11), "days since 2024-02-28"),
        (("2023-03-01", "2024-03-01"), (0, 366), "days since 2023-03-01"),
        (
            ("2024-01-01T12:00:30", "2024-01-01T12:00:29.5"),
            (0.5, 0),
            "seconds since 2024-01-01 12:00:29.5",
        ),
        (("2024-01-01T06:00", "2024-01-01T18:30"), (0, 12.5), "hours since 2024-01-01 06:00"),
        (("1969-12-25", "1970-01-05"), (0, 11), "days since 1969-12-25"),
        (("2024-01-01", "2024-01-01"), (0, 0), "days since 2024-01-01"),
    ],
)
def test_they_count_from_the_first_in_a_unit_that_suits(
    texts: tuple[str, ...], values: tuple[float, ...], counted: str
) -> None:
    found, unit = time_since_first(np.array([days(text) for text in texts]))
    # A microsecond is what float64 holds of a day in this century.
    np.testing.assert_allclose(found, values, atol=1e-5)
    assert unit == counted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2024-01-01", "2024-01-01"),
        ("2024-01-01T09:05", "2024-01-01 09:05"),
        ("2024-01-01T09:05:07", "2024-01-01 09:05:07"),
        ("2024-01-01T00:00:07", "2024-01-01 00:00:07"),
        ("0987-06-05", "0987-06-05"),
    ],
)
def test_the_time_of_day_is_shown_if_there_is_one(text: str, shown: str) -> None:
    assert date_text(days(text)) == shown


def test_dates_beyond_the_calendar_are_numbers() -> None:
    assert date_text(1e9) == "day 1000000000 from 1970"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((20240101, 20240131, 19991231), True),
        ((20240101, 20241301), False),
        ((20240101, 20240100), False),
        ((20240101, 20240101.5), False),
        ((20240101, 5), False),
        ((20240101, 30240101), False),
        ((), False),
    ],
)
def test_dates_written_as_numbers_are_recognized(
    values: tuple[float, ...], *, expected: bool
) -> None:
    assert are_written_as_numbers(np.array(values, np.float64)) is expected
