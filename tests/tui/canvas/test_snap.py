"""Limits that put ticks where their values are, and leave next to nothing of a plot empty."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.canvas.area import Scale
from tui.canvas.axes import Axis, Layout, layout

X = Axis(Scale(0, 10), "x")


def plot(low: float, high: float, *, log: bool, rows: int, snap: bool = True) -> Layout:
    return layout(60, rows, X, Axis(Scale(low, high, log), "loss", snap=snap))


def off(plan: Layout) -> list[float]:
    """How many rows each tick is from the middle of the row of its value."""
    low, high = plan.area.y.low, plan.area.y.high
    found = []
    for tick in plan.y_ticks.values:
        share = (tick - low) / (high - low)
        if plan.area.y.log:
            share = math.log(tick / low) / math.log(high / low)
        up = share * plan.area.rows
        found.append(abs(up - min(math.floor(up), plan.area.rows - 1) - 0.5))
    return found


def spare(plan: Layout, low: float, high: float) -> float:
    """The share of the rows outside what is to be shown, and nothing of it cut off."""
    y = plan.area.y
    assert y.low <= low + 1e-9 * abs(low) + 1e-12 and high <= y.high + 1e-9 * abs(y.high)
    if y.log:
        return 1 - math.log(high / low) / math.log(y.high / y.low)
    return 1 - (high - low) / (y.high - y.low)


def within(plan: Layout) -> bool:
    """Whether no tick is outside the limits, but for a rounding error."""
    places = [float(plan.area.y.position(tick)) for tick in plan.y_ticks.values]
    return all(-1e-6 <= place <= 1 + 1e-6 for place in places)


@given(
    st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(6, 60)
)  # any data in any height, not just the ones that fit
def test_at_most_a_tenth_is_empty_and_ticks_are_within_the_limits(
    low: float, span: float, rows: int
) -> None:
    plan = plot(low, low + span, log=False, rows=rows)
    if plan.framed:
        assert spare(plan, low, low + span) <= 0.1 + 1e-6
        assert within(plan)


@given(st.floats(1e-9, 1e6), st.floats(4, 1e12), st.integers(6, 60))
def test_so_it_is_on_a_logarithmic_axis(low: float, ratio: float, rows: int) -> None:
    plan = plot(low, low * ratio, log=True, rows=rows)
    if plan.framed:
        assert spare(plan, low, low * ratio) <= 0.1 + 1e-6
        assert within(plan)


@pytest.mark.parametrize(
    ("high", "rows", "ticks"),
    [
        (4200, 9, [0, 2000, 4000]),
        (4200, 11, [0, 2000, 4000]),
        (4200, 28, [500.0 * k for k in range(10)]),
        (5000, 37, [1000.0 * k for k in range(6)]),
    ],
)
def test_where_the_room_allows_it_ticks_are_exactly_where_their_values_are(
    high: float, rows: int, ticks: list[float]
) -> None:
    plan = next(
        plan
        for plan in (plot(0, high, log=False, rows=tall) for tall in range(rows, rows + 6))
        if plan.area.rows == rows
    )
    assert list(plan.y_ticks.values) == ticks
    assert max(off(plan)) <= 1e-6


def test_there_is_a_tick_at_a_round_number_within_the_wider_limits() -> None:
    plans = [plot(0, 3950, log=False, rows=rows) for rows in range(12, 40)]
    wide = [plan for plan in plans if plan.area.y.high > 4000 and plan.y_ticks.values[1] >= 1000]
    assert wide
    for plan in wide:
        step = plan.y_ticks.values[1]
        assert plan.y_ticks.values[-1] == 4000 or 4000 % step


@pytest.mark.parametrize(("log", "low", "share"), [(False, -0.2, 0.3), (True, 1e-3, 0.5)])
def test_ticks_are_much_nearer_to_their_values_than_in_limits_that_are_not_moved(
    log: bool, low: float, share: float
) -> None:
    def mean_off(snap: bool) -> float:
        found = [
            max(off(plot(low * high, high, log=log, rows=rows, snap=snap)))
            for rows in range(8, 60, 3)
            for high in (1.3, 17.0, 420.0, 3950.0, 6e4, 7.7e5)
        ]
        return sum(found) / len(found)

    assert mean_off(True) < share * mean_off(False)
