"""Lines through the data: each dot within half a dot of w·x + b, without gaps but the pattern's."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from tests.tui.views.drawn import dots_in
from tests.tui.views.scenes import preview_of
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.views.data.layers import data_layout
from tui.views.data.lines import current_line, optimum_line, true_line

LOOK = Look(palette_for(dark=True))
FEW = preview_of([0, 2.5, 5, 7.5, 10], [0, 30, 45, 80, 100])
SIZES = [(28, 9), (60, 20), (118, 36), (198, 46)]
LINES = [(10.0, 2.0), (-3.0, 90.0), (0.0, 50.0), (400.0, -1000.0), (-95.0, 500.0)]
Draw = Callable[[Layout, tuple[float, float], Look], Cells]


@pytest.mark.parametrize("draw", [current_line, optimum_line, true_line])
@pytest.mark.parametrize("size", SIZES)
def test_every_dot_is_within_half_a_dot_of_the_line(size: tuple[int, int], draw: Draw) -> None:
    plan = data_layout(*size, FEW)
    area = plan.area
    for w, b in LINES:
        dots = dots_in(draw(plan, (w, b), LOOK), area) + 0.5
        x = area.x.low + dots[:, 0] / (2 * area.columns) * (area.x.high - area.x.low)
        v = (w * x + b - area.y.low) / (area.y.high - area.y.low) * 4 * area.rows
        slope = w * (area.x.high - area.x.low) / (area.y.high - area.y.low) * 4 * area.rows
        slope /= 2 * area.columns
        assert len(dots)
        # The distance along the shorter axis: by rows for a flat line, by columns for a steep one.
        assert np.abs((dots[:, 1] - v) / max(1, abs(slope))).max() <= 0.5 + 1e-6


@pytest.mark.parametrize("size", SIZES)
def test_the_current_line_has_no_gaps(size: tuple[int, int]) -> None:
    plan = data_layout(*size, FEW)
    for w, b in LINES:
        dots = dots_in(current_line(plan, (w, b), LOOK), plan.area)
        order = dots[np.lexsort((dots[:, 1] * np.sign(w or 1), dots[:, 0]))]
        assert np.abs(np.diff(order, axis=0)).max() <= 1


@pytest.mark.parametrize("size", SIZES)
def test_reference_lines_have_gaps_all_along(size: tuple[int, int]) -> None:
    plan = data_layout(*size, FEW)
    for draw, share in ((optimum_line, 3 / 4), (true_line, 1 / 2)):
        dots = dots_in(draw(plan, (10.0, 2.0), LOOK), plan.area)
        whole = dots_in(current_line(plan, (10.0, 2.0), LOOK), plan.area)
        assert len(dots) / len(whole) == pytest.approx(share, abs=0.1)


def test_the_current_line_is_bold_and_each_line_has_its_colour() -> None:
    plan, palette = data_layout(60, 20, FEW), LOOK.palette
    colours = {current_line: palette.current, optimum_line: palette.optimum,
               true_line: palette.truth}  # fmt: skip
    for draw, colour in colours.items():
        cells = draw(plan, (10, 2), LOOK)
        drawn = cells.chars != " "
        assert set(cells.fore[drawn].tolist()) == {colour}
        assert cells.bold[drawn].all() == (draw is current_line)


@pytest.mark.parametrize("line", [(math.nan, 0), (0, math.inf), (1e308, 1e308), (0, 500)])
@pytest.mark.parametrize("markers", list(Markers))
def test_a_line_that_is_nowhere_in_view_is_not_drawn(
    line: tuple[float, float], markers: Markers
) -> None:
    look = Look(LOOK.palette, markers)
    assert not (current_line(data_layout(60, 20, FEW), line, look).chars != " ").any()


@pytest.mark.parametrize("markers", [Markers.DOT, Markers.ASCII])
def test_without_dots_the_cells_of_the_line_are_drawn(markers: Markers) -> None:
    plan = data_layout(60, 20, FEW)
    for w, b in LINES[:3]:
        cells = current_line(plan, (w, b), Look(LOOK.palette, markers))
        for row, column in np.argwhere(cells.chars != " "):
            place = plan.area.at(int(column), int(row))
            assert place is not None
            tall = (plan.area.y.high - plan.area.y.low) / plan.area.rows
            assert abs(w * place[0] + b - place[1]) <= tall / 2 + 1e-6
