"""Panning, zooming and following: places stay where they must, and precision is never lost."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from engine.problems.view import View
from tui.canvas.limits import nudged, rounded
from tui.views.surface.viewport import Viewport

HOME = Viewport(DEFAULT_VIEW)


def share(view: View, w: float, b: float) -> tuple[float, float]:
    """Where a point lies between the edges."""
    return (
        (w - view.w_low) / (view.w_high - view.w_low),
        (b - view.b_low) / (view.b_high - view.b_low),
    )


def test_as_many_steps_out_as_in_lead_back_to_the_very_same_view() -> None:
    port = HOME
    for levels in (2, 2, 1, -1, -2, -2):
        port = port.zoomed(levels)
    assert port.view == DEFAULT_VIEW
    assert not port.moved


def test_four_levels_double() -> None:
    assert HOME.zoomed(4).view == View(5, 15, -8, 12)
    assert HOME.zoomed(-4).view == View(-10, 30, -38, 42)
    assert HOME.zoomed(4).magnification == 2


@given(st.floats(0, 20), st.floats(-18, 22), st.integers(-20, 20))
def test_the_point_zoomed_about_stays_where_it_is(w: float, b: float, levels: int) -> None:
    view = HOME.zoomed(levels, (w, b)).view
    assert share(view, w, b) == pytest.approx(share(DEFAULT_VIEW, w, b), abs=1e-9)


def test_panning_moves_and_does_not_scale() -> None:
    assert HOME.panned(3, -5).view == View(3, 23, -23, 17)


moves = st.lists(
    st.one_of(
        st.tuples(st.just("zoom"), st.integers(-40, 40), st.floats(-1e9, 1e9)),
        st.tuples(st.just("pan"), st.floats(-1e12, 1e12), st.floats(-1e12, 1e12)),
        st.tuples(st.just("follow"), st.floats(), st.floats()),
    ),
    max_size=12,
)
homes = st.sampled_from(
    [
        DEFAULT_VIEW,
        View(-40, 280, -350000, 400000),
        View(-1e-5, 5.5e-5, -0.025, 0.025),
        View(1e5 - 0.02, 1e5 + 0.02, -1, 1),
        View(-1e38, 1e38, -1e38, 1e38),
        View(-1e-44, 1e-44, -1e-44, 1e-44),
    ]
)


@given(homes, moves)
def test_whatever_is_done_200_columns_stay_apart_in_single_precision(
    home: View, made: list[tuple[str, float, float]]
) -> None:
    port = Viewport(home)
    for kind, first, second in made:
        before = port
        match kind:
            case "zoom":
                port = port.zoomed(int(first), (second, -second))
            case "pan":
                port = port.panned(first, second)
            case _:
                port = port.following((first, second), (0.0, 0.0))
        view = port.view
        for low, high in ((view.w_low, view.w_high), (view.b_low, view.b_high)):
            assert math.isfinite(low)
            assert math.isfinite(high)
            assert low < high
            assert (np.diff(np.linspace(low, high, 200)) > 0).all()
            if port is not before and port.moved and port.level >= 0:
                step = (high - low) / 200
                assert step > 2.0**-23 * max(abs(low), abs(high)) / 4


def test_zoom_has_an_end_and_there_nothing_changes() -> None:
    for levels in (1, -1):
        port = HOME
        for _ in range(1000):
            port = port.zoomed(levels)
        assert port.zoomed(levels) == port
        assert port.zoomed(-levels) != port


# ------------------------------------------------------------------ following


def test_a_point_well_inside_moves_nothing() -> None:
    assert HOME.following((10, 2), (9, 2)) is HOME
    assert HOME.following((2.5, -13), (2.5, -13)) is HOME


@pytest.mark.parametrize("point", [(19.0, 2.0), (0.5, 2.0), (10.0, 21.0), (10.0, -17.5), (40.0, 9)])
def test_a_point_near_the_edge_or_beyond_comes_to_the_middle(point: tuple[float, float]) -> None:
    view = HOME.following(point, point).view
    assert share(view, *point) == pytest.approx((0.5, 0.5))
    assert view.w_high - view.w_low == pytest.approx(20)


def test_a_run_that_swings_out_stays_in_sight_and_does_not_flicker() -> None:
    port, w = HOME, 1.0
    turns = 0
    for _ in range(12):
        previous, w = w, -1.5 * w
        before = port
        port = port.following((10 + w, 2.0), (10 + previous, 2.0))
        assert port.view.holds(10 + w, 2.0)
        if before.level == port.level:
            turns += before.middle != port.middle
    assert turns <= 2


@pytest.mark.parametrize("point", [(math.inf, 0.0), (0.0, math.nan), (1e300, -1e300)])
def test_a_point_without_a_place_is_not_followed(point: tuple[float, float]) -> None:
    assert HOME.following(point, (0, 0)) is HOME


# ------------------------------------------------------------------ round starting points


@pytest.mark.parametrize(
    ("value", "cell", "up", "down"),
    [
        (0.0, 0.19, 0.2, -0.2),
        (3.4210526, 0.19, 3.6, 3.4),
        (0.6, 0.2, 0.8, 0.4),
        (0.3, 0.1, 0.4, 0.2),
        (2.0, 2.67, 4.0, 0.0),
        (-7.0, 0.9, -6.0, -8.0),
        (12345.0, 400.0, 12500.0, 12000.0),
        (0.0, 2.3e-7, 2e-7, -2e-7),
    ],
)
def test_a_key_leads_to_the_next_round_number(
    value: float, cell: float, up: float, down: float
) -> None:
    assert nudged(value, cell, 1) == up
    assert nudged(value, cell, -1) == down


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e6))
def test_a_click_gives_a_short_number_in_its_cell(middle: float, cell: float) -> None:
    picked = rounded(middle, cell)
    assert abs(picked - middle) <= cell / 2 * (1 + 1e-6) + 1e-15 * abs(middle)
    # No digit finer than a tenth of the cell.
    exponent = Decimal(repr(picked)).normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    assert picked == 0 or 10.0**exponent > cell / 10.001
