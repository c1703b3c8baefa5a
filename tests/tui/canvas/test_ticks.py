"""Ticks are round, fit, and say no more digits than it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.canvas.area import Scale
from tui.canvas.ticks import format_ticks, ticks_of
from tui.text.numbers import format_number


@pytest.mark.parametrize(
    ("scale", "most", "ticks"),
    [
        (Scale(0, 20), 5, [0, 5, 10, 15, 20]),
        (Scale(0, 20), 4, [0, 10, 20]),
        (Scale(-18, 22), 5, [-10, 0, 10, 20]),
        (Scale(0, 1), 6, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (Scale(0, 1), 2, [0, 1]),
        (Scale(0.11, 0.14), 8, [0.11, 0.115, 0.12, 0.125, 0.13, 0.135, 0.14]),
        (Scale(1, 1000, log=True), 4, [1, 10, 100, 1000]),
        (Scale(1, 100, log=True), 7, [1, 2, 5, 10, 20, 50, 100]),
        (Scale(20, 5000, log=True), 4, [100, 1000]),
        (Scale(1e-6, 1e6, log=True), 4, [1e-4, 1, 1e4]),
        (Scale(2, 5, log=True), 3, [2, 5]),
        (Scale(0, 1), 0, []),
    ],
)
def test_ticks_of_known_limits(scale: Scale, most: int, ticks: list[float]) -> None:
    assert ticks_of(scale, most) == ticks


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e9), st.integers(1, 20), st.booleans())
def test_ticks_lie_within_the_limits_and_are_no_more_than_asked(
    low: float, span: float, most: int, log: bool
) -> None:
    low = abs(low) + 1e-6 if log else low
    scale = Scale(low, low * (1 + span) if log else low + span, log=log)
    ticks = ticks_of(scale, most)
    assert len(ticks) <= most
    assert ticks == sorted(set(ticks))
    hair = 1e-6 * max(abs(scale.low), abs(scale.high))
    assert all(scale.low - hair <= tick <= scale.high + hair for tick in ticks)


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([0, 5, 10], ["0", "5", "10"]),
        ([-0.2, 0, 0.2], ["-0.2", "0", "0.2"]),
        ([0, 0.5, 1], ["0", "0.5", "1.0"]),
        ([0, 1000, 2000], ["0", "1000", "2000"]),
        ([0, 20000, 40000], ["0", "20k", "40k"]),
        ([0, 5000, 10000], ["0", "5k", "10k"]),
        ([8000, 10000, 12000], ["8k", "10k", "12k"]),
        ([0, 500000, 1000000], ["0", "0.5M", "1.0M"]),
        ([2e6, 4e6], ["2M", "4M"]),
        ([0, 0.0001, 0.0002], ["0", "0.0001", "0.0002"]),
        ([0, 1e-7, 2e-7], ["0", "1e-7", "2e-7"]),
        ([0, 5e29, 1e30], ["0", "5e29", "1e30"]),
        ([100000.1, 100000.2], ["100000.1", "100000.2"]),
        ([0], ["0"]),
        ([], []),
    ],
)
def test_linear_labels_share_their_decimals(values: list[float], labels: list[str]) -> None:
    assert format_ticks(values) == labels


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([0.001, 0.01, 1, 10], ["0.001", "0.01", "1", "10"]),
        ([1e-5, 1, 1e5], ["1e-5", "1", "100k"]),
        ([1e6, 1e9, 1e12], ["1M", "1e9", "1e12"]),
        ([0.2, 0.5, 1], ["0.2", "0.5", "1"]),
    ],
)
def test_logarithmic_labels_stand_each_alone(values: list[float], labels: list[str]) -> None:
    assert format_ticks(values, log=True) == labels


@given(st.floats(-1e5, 1e5), st.sampled_from([10.0**power for power in range(-6, 8)]))
def test_no_two_labels_are_alike(low: float, span: float) -> None:
    ticks = ticks_of(Scale(low, low + span), 8)
    labels = format_ticks(ticks)
    assert len(set(labels)) == len(labels) == len(ticks)


@given(st.floats(-1e8, 1e8), st.floats(1e-2, 1e8))
def test_labels_say_the_number(low: float, span: float) -> None:
    ticks = ticks_of(Scale(low, low + span), 6)
    for tick, label in zip(ticks, format_ticks(ticks), strict=True):
        factor = {"k": 1e3, "M": 1e6}.get(label[-1], 1.0)
        assert float(label.rstrip("kM")) * factor == pytest.approx(tick, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (3.14159, "3.14"),
        (72.456, "72.5"),
        (1234.4, "1234"),
        (123456, "123k"),
        (1.5e6, "1.5M"),
        (3e9, "3e9"),
        (0.00123, "0.00123"),
        (0.000123, "0.000123"),
        (-0.5, "-0.5"),
        (float("inf"), ">3.4e38"),
        (float("nan"), "–"),
    ],
)
def test_one_number_in_a_few_characters(value: float, text: str) -> None:
    assert format_number(value) == text
