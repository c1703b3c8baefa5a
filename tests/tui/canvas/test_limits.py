"""Limits are round, hold the data, and stay where they are while the data moves a little."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tui.canvas.area import Scale
from tui.canvas.limits import (
    limits_from_zero,
    log_limits,
    multiple_of,
    round_limits,
    step_above,
    step_below,
)

finite = st.floats(-1e9, 1e9)
positive = st.floats(1e-9, 1e12)


@pytest.mark.parametrize(
    ("value", "below", "above"),
    [(1, 1, 1), (1.1, 1, 2), (3, 2, 5), (7, 5, 10), (0.03, 0.02, 0.05), (999, 500, 1000)],
)
def test_the_1_2_5_numbers_next_to_a_value(value: float, below: float, above: float) -> None:
    assert step_below(value) == below
    assert step_above(value) == above


@given(positive)
def test_steps_are_1_2_or_5_times_a_power_of_ten(value: float) -> None:
    for step in (step_below(value), step_above(value)):
        assert f"{step:e}".split("e")[0] in ("1.000000", "2.000000", "5.000000")


def test_multiples_of_a_decimal_step_are_the_decimal_numbers() -> None:
    assert [multiple_of(0.1, count) for count in (1, 3, 6, 7)] == [0.1, 0.3, 0.6, 0.7]


@given(finite, finite)
def test_limits_hold_the_data_and_are_not_far_from_it(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    scale = round_limits(low, high)
    invisible = 1e-8 * (scale.high - scale.low)
    assert scale.low <= low + invisible
    assert scale.high >= high - invisible
    assert scale.low < scale.high
    assume(high - low > max(1e-6 * max(abs(low), abs(high)), 1e-100))
    assert scale.high - scale.low <= 1.125 * (high - low) * (1 + 1e-9)


@pytest.mark.parametrize(
    ("low", "high", "limits"),
    [
        (0, 97, (0, 100)),
        (-3, 113, (-5, 115)),
        (0.3, 9.9, (0, 10)),
        (5, 5, (2.4, 7.6)),
        (0, 0, (-1, 1)),
        (1203, 1288, (1200, 1290)),
    ],
)
def test_limits_of_known_data(low: float, high: float, limits: tuple[float, float]) -> None:
    scale = round_limits(low, high)
    assert (scale.low, scale.high) == limits


def test_limits_stay_while_the_data_moves_within_them() -> None:
    before = Scale(0, 100)
    assert round_limits(0, 97, before) is before
    assert round_limits(20, 60, before) is before
    assert round_limits(0, 101, before) is not before


def test_limits_close_in_when_the_data_fills_little_of_them() -> None:
    assert round_limits(0, 9, Scale(0, 100)) == Scale(0, 9)


def test_a_growing_run_changes_its_limits_a_few_times_in_all() -> None:
    scale, changes = limits_from_zero(1), 0
    for update in range(1, 100_001):
        after = limits_from_zero(update, scale)
        assert after.high >= update
        changes += after is not scale
        scale = after
    assert changes == 3 * 5


def test_limits_do_not_flicker_between_two_sizes() -> None:
    scale, changes = limits_from_zero(1), 0
    for turn in range(100):
        after = limits_from_zero(100 + (turn % 2), scale)
        changes += after is not scale
        scale = after
    assert changes <= 2


@given(positive, st.floats(1, 1e6))
def test_logarithmic_limits_hold_the_data(low: float, ratio: float) -> None:
    high = low * ratio
    scale = log_limits(low, high)
    assert scale.log
    assert 0 < scale.low <= low * (1 + 1e-8)
    assert scale.high >= high * (1 - 1e-8)
    assert scale.high >= 4 * scale.low * (1 - 1e-9)
    assert math.log10(scale.high / scale.low) <= 1.125 * math.log10(max(ratio, 4)) + 1e-9


def test_logarithmic_limits_stay_and_close_in() -> None:
    before = Scale(1, 1e4, log=True)
    assert log_limits(2, 5000, before) is before
    assert log_limits(0.5, 5000, before) is not before
    closer = log_limits(20, 60, before)
    assert 10 < closer.low <= 20
    assert 60 <= closer.high < 120


@pytest.mark.parametrize("value", [0.0, -1.0])
def test_nothing_yet_gives_limits_all_the_same(value: float) -> None:
    assert limits_from_zero(value) == Scale(0, 1)


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1.7e308), (-1.7e308, 1.7e308), (5e-324, 1e-320), (1e308, 1.7e308)]
)
def test_the_ends_of_the_number_range_give_finite_limits(low: float, high: float) -> None:
    for scale in (round_limits(low, high), limits_from_zero(high), log_limits(5e-324, high)):
        assert math.isfinite(scale.low)
        assert math.isfinite(scale.high)
        assert scale.low < scale.high
