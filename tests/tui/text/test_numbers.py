"""Numbers as text: they read back, and they keep their width."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.text.numbers import (
    clipped,
    count,
    number,
    pace_text,
    parameter_text,
    rate,
    reading,
    short,
    significant,
)

finite = st.floats(allow_nan=False, allow_infinity=False)


@given(finite)
def test_a_parameter_reads_back_as_itself(value):
    assert float(number(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.001, "0.001"),
        (10.0, "10"),
        (1e-7, "1e-7"),
        (0.00002, "2e-5"),
        (1e22, "1e22"),
        (-3.5, "-3.5"),
        (True, "on"),
        (None, ""),
        ("adam", "adam"),
        (1000, "1000"),
        (Path("a b.csv"), "a b.csv"),
    ],
)
def test_parameters_are_short(value, text):
    assert parameter_text(value) == text


@given(st.floats(), st.integers(7, 14))
def test_a_reading_always_has_its_width(value, width):
    assert len(reading(value, width)) == width


@given(st.floats(1e-9, 1e9), st.sampled_from([7, 8, 9]), st.sampled_from([1, -1]))
def test_a_reading_is_near_the_value(size, width, sign):
    shown = float(reading(sign * size, width))
    assert math.isclose(shown, sign * size, rel_tol=0.06)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9.87, " 9.87000"),
        (-9.87, "-9.87000"),
        (97.1234561, " 97.1235"),
        (0.0, "  0.0000"),
        (12345678.9, " 1.235e7"),
        (3.2e-5, " 3.20e-5"),
        (math.inf, " >3.4e38"),
        (-3.5e38, "<-3.4e38"),
        (3.4e38, " 3.40e38"),
        (math.nan, "       –"),
    ],
)
def test_readings(value, text):
    assert reading(value) == text


@given(st.integers(0, 10**14))
def test_a_count_has_its_width_and_is_exact_where_it_fits(value):
    text = count(value, 7)
    assert len(text) == 7
    if value < 10**7:
        assert int(text.replace(",", "")) == value


def test_counts_and_speeds():
    assert count(999_999, 7) == "999,999"
    assert count(1_234_567, 7) == "1234567"
    assert count(123_456_789, 7) == " 123.5M"
    assert short(4_100_000) == "4.1M"
    assert [rate(value) for value in (30, 1000, 12_345, 4_123_456, 99_999_999)] == [
        "   30/s", " 1000/s", "12.3k/s", "4.12M/s", " 100M/s",
    ]  # fmt: skip
    assert (pace_text(None), pace_text(30.0), pace_text(3e5)) == ("unlimited", "30/s", "300k/s")


@given(st.floats(0, 1e15))
def test_a_speed_keeps_its_width(value):
    assert len(rate(value)) == 7


def test_clipping_keeps_the_beginning_or_the_end():
    assert clipped("learning rate", 9) == "learning…"
    assert clipped("/data/lines.csv", 9, keep_end=True) == "…ines.csv"
    assert clipped("short", 9) == "short"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (154.123, "154.1"),
        (13_264_321.0, "1.326e7"),
        (1_326_432.0, "1326000"),
        (3.466e-5, "3.466e-5"),
    ],
)
def test_four_significant_digits_are_written_like_parameters(value, text):
    assert significant(value, 4) == text
