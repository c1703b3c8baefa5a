"""Dates as people write them."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.date_texts import days_of, first_impossible
from tests.engine.data.tables import days


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-03-04", "2024-03-04"),
        ("2024/3/4", "2024-03-04"),
        ("2024-03", "2024-03-01"),
        ("2024-03-04T05:06", "2024-03-04T05:06"),
        ("2024-03-04 05:06:07.5", "2024-03-04T05:06:07.500"),
        ("2024-03-04T05:06:07Z", "2024-03-04T05:06:07"),
        ("2024-03-04 05:06:07+02:00", "2024-03-04T03:06:07"),
        ("2024-03-04 05:06:07-0130", "2024-03-04T06:36:07"),
        ("2024-03-04 12:30 AM", "2024-03-04T00:30"),
        ("2024-03-04 1:30 pm", "2024-03-04T13:30"),
        ("4.3.2024", "2024-03-04"),
        ("04.03.95", "1995-03-04"),
        ("95-03-04", "1995-03-04"),
        ("4 Mar 2024", "2024-03-04"),
        ("04-Mar-24", "2024-03-04"),
        ("March 4, 2024", "2024-03-04"),
        ("04.03.24", "2024-03-04"),
        ("4.3.24 13:30", "2024-03-04T13:30"),
        ("4. März 2024", "2024-03-04"),
        ("4. Mär. 2024", "2024-03-04"),
        ("4 août 2024", "2024-08-04"),
        ("4-dic-24", "2024-12-04"),
        ("4 juin 2024", "2024-06-04"),
        ("4 juillet 2024", "2024-07-04"),
        ("Mar 4 2024", "2024-03-04"),
        ("04-mar-71", "1971-03-04"),
        ("04-mar-69", "1969-03-04"),
        ("04-mar-68", "2068-03-04"),
    ],
)
def test_usual_notations(written: str, meant: str) -> None:
    found = days_of([written, "", written])
    assert found is not None
    assert found[0] == pytest.approx(days(meant), abs=1e-9)
    assert math.isnan(found[1])
    assert found[2] == found[0]


def test_a_day_above_12_tells_the_order_of_day_and_month() -> None:
    day_first, month_first = days_of(["3/4/2024", "13/4/2024"]), days_of(["3/4/2024", "4/13/2024"])
    assert day_first is not None
    assert month_first is not None
    assert day_first.tolist() == [days("2024-04-03"), days("2024-04-13")]
    assert month_first.tolist() == [days("2024-03-04"), days("2024-04-13")]
    assert days_of(["3/4/2024", "5/6/2024"]) is None
    assert days_of(["13/4/2024", "4/13/2024"]) is None


@pytest.mark.parametrize("mark", ["-", "/", "."])
def test_years_of_two_digits_are_not_taken_for_days(mark: str) -> None:
    in_march = [f"24{mark}03{mark}{day:02}" for day in range(1, 31)]
    march_first = days_of([f"{day:02}{mark}03{mark}24" for day in range(1, 31)])
    if mark == ".":
        # Between points the day is first.
        assert march_first is not None
        assert march_first.tolist() == [days(f"2024-03-{day:02}") for day in range(1, 31)]
        assert days_of([f"99.12.{day}" for day in (30, 31)]) is not None
    else:
        assert days_of(in_march) is None
        assert march_first is None
    # No 31 June: the year comes first.
    year_first = days_of([f"31{mark}06{mark}{day:02}" for day in range(1, 31)])
    assert year_first is not None
    assert year_first.tolist() == [days(f"2031-06-{day:02}") for day in range(1, 31)]


@pytest.mark.parametrize(
    "field",
    [
        "2024-13-01", "2024-02-30", "1.5", "2024", "20240304", "12:30", "yesterday", "32.1.2024",
        "2024-03-04 25:00", "2024-03-04 13:00 pm", "4 Foo 2024", "2024-03-04 05:06 or so",
        "0-0-0", "3/4/5/6",
    ],
)  # fmt: skip
def test_what_is_no_date(field: str) -> None:
    assert days_of(["2024-01-01", field]) is None
    assert days_of([field]) is None


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        (["15.02.24", "16.02.24", "30.02.24"], 2),
        (["1/2/24", "2/2/24", "30/2/24"], 2),
        (["1-2-24", "", "31-4-24", "3-4-24"], 2),
        (["4/1/24", "4/31/24"], 1),
        (["1/2/24", "13/13/24"], 1),
        (["30.02.2024", "1.3.2024"], 0),
        (["2024-01-01", "2024-01-32"], 1),
        (["15/4/2024", "4/15/2024"], None),
        (["3/4/2024", "5/6/2024"], None),
    ],
)
def test_an_impossible_date_shows_no_other_order(fields: list[str], place: int | None) -> None:
    assert days_of(fields) is None
    assert first_impossible(fields) == place


def test_24_00_ends_a_day() -> None:
    found = days_of(["2024-01-01 24:00"])
    assert found is not None
    assert found[0] == days("2024-01-02")
    assert days_of(["2024-01-01 24:01"]) is None


def test_notations_are_not_mixed() -> None:
    assert days_of(["2024-03-04", "13/4/2024"]) is None


EPOCH = datetime.fromisoformat("1970-01-01")


@given(
    st.lists(
        st.datetimes(datetime.fromisoformat("1000-01-02"), datetime.fromisoformat("9999-12-30")),
        min_size=1,
    ),
    st.integers(-12 * 60, 12 * 60),
)
def test_what_python_writes_is_read_back(moments: list[datetime], east: int) -> None:
    """Local times, in a zone `east` minutes east of Greenwich."""
    zone = timezone(timedelta(minutes=east))
    texts = [moment.replace(tzinfo=UTC).astimezone(zone).isoformat() for moment in moments]
    found = days_of(texts)
    assert found is not None
    wanted = [(moment - EPOCH).total_seconds() / 86_400 for moment in moments]
    # 3 million days in float64, to a tenth of a millisecond.
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-9)
