"""Data coordinates to cells and back, and points drawn in those cells."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.canvas.area import PlotArea, Scale
from tui.canvas.axes import Axis, layout
from tui.canvas.curves import static_points
from tui.canvas.markers import Markers

AREA = PlotArea(3, 1, 10, 4, Scale(0, 20), Scale(-2, 2))


def test_the_limits_are_the_outer_edges_of_the_outermost_cells() -> None:
    assert AREA.cell(0, -2) == (3, 4)
    assert AREA.cell(20, 2) == (12, 1)
    assert AREA.cell(1.999, -1.001) == (3, 4)
    assert AREA.cell(2, -1) == (4, 3)


@pytest.mark.parametrize(
    "point",
    [(-0.01, 0), (20.01, 0), (1, 2.01), (1, -2.01), (math.nan, 0), (0, math.inf), (-math.inf, 0)],
)
def test_points_outside_have_no_cell(point: tuple[float, float]) -> None:
    assert AREA.cell(*point) is None


def test_cells_outside_have_no_point() -> None:
    assert AREA.at(2, 1) is None
    assert AREA.at(13, 1) is None
    assert AREA.at(3, 0) is None
    assert AREA.at(3, 5) is None


def test_the_middle_of_a_cell() -> None:
    assert AREA.at(3, 1) == pytest.approx((1, 1.5))
    assert AREA.at(12, 4) == pytest.approx((19, -1.5))
    x, y = AREA.centres()
    assert x.tolist() == pytest.approx([1, 3, 5, 7, 9, 11, 13, 15, 17, 19])
    assert y.tolist() == pytest.approx([1.5, 0.5, -0.5, -1.5])


def test_a_logarithmic_axis_gives_each_decade_the_same_room() -> None:
    area = PlotArea(0, 0, 6, 1, Scale(0.1, 1e5, log=True), Scale(0, 1))
    assert [area.cell(10.0**power, 0.5) for power in range(-1, 5)] == [
        (column, 0) for column in range(6)
    ]
    assert area.cell(0, 0.5) is None
    assert area.cell(-1, 0.5) is None
    point = area.at(3, 0)
    assert point is not None
    assert point[0] == pytest.approx(10**2.5)


@given(
    st.integers(1, 200),
    st.integers(1, 80),
    st.floats(-1e6, 1e6),
    st.floats(1e-3, 1e6),
    st.booleans(),
    st.data(),
)
def test_a_cell_is_found_again_from_its_middle(
    columns: int, rows: int, low: float, span: float, log: bool, data: st.DataObject
) -> None:
    low = abs(low) + 1e-3 if log else low
    scale = Scale(low, low * (2 + span) if log else low + span + 1e-6 * abs(low), log=log)
    area = PlotArea(4, 2, columns, rows, scale, scale)
    cell = (4 + data.draw(st.integers(0, columns - 1)), 2 + data.draw(st.integers(0, rows - 1)))
    point = area.at(*cell)
    assert point is not None
    assert area.cell(*point) == cell


@pytest.mark.parametrize("markers", list(Markers))
@pytest.mark.parametrize("size", [(28, 9), (60, 20), (121, 41)])
def test_points_are_drawn_in_their_cells(size: tuple[int, int], markers: Markers) -> None:
    plan = layout(*size, Axis(Scale(0, 20), "w"), Axis(Scale(-18, 22), "b"))
    random = np.random.default_rng(0)
    edges = [(0.0, -18.0), (20.0, 22.0), (0.0, 22.0), (20.0, -18.0), (10.0, 2.0), (5.0, -8.0)]
    inside = [(random.uniform(0, 20), random.uniform(-18, 22)) for _ in range(60)]
    for x, y in edges + inside:
        cells = static_points(plan, markers, np.array([x]), np.array([y]), 1, "o")
        drawn = np.argwhere(cells.chars != " ").tolist()
        place = plan.area.cell(x, y)
        assert place is not None
        assert drawn == [[place[1], place[0]]]
