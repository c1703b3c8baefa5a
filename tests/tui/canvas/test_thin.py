"""A thinned curve looks like the whole one."""

import numpy as np
import pytest

from tui.canvas.area import PlotArea, Scale
from tui.canvas.markers import Markers
from tui.canvas.raster import Dots
from tui.canvas.thin import thinned


def test_a_thinned_curve_has_the_same_picture_and_few_rows() -> None:
    random = np.random.default_rng(3)
    x = np.arange(50_000.0)
    y = random.normal(0, 1, x.size).cumsum()
    area = PlotArea(0, 0, 60, 20, Scale(0, x[-1]), Scale(float(y.min()), float(y.max())))
    few_x, few_y = thinned(x, y, area.x, 120)
    assert few_x.size <= 4 * 120
    pictures = []
    for column_x, column_y in ((x, y), (few_x, few_y)):
        dots = Dots(area, Markers.BRAILLE)
        dots.line(column_x, column_y)
        pictures.append(dots.cells((1,), 60, 20).chars)
    differing = (pictures[0] != pictures[1]).sum()
    assert differing <= 0.03 * (pictures[0] != " ").sum()


def test_extremes_and_ends_are_kept() -> None:
    x, y = np.arange(10_000.0), np.zeros(10_000)
    y[1234], y[8765], y[0], y[-1] = 9, -9, 1, 2
    _, few = thinned(x, y, Scale(0, 10_000), 50)
    assert {9, -9} <= set(few.tolist())
    assert (few[0], few[-1]) == (1, 2)


@pytest.mark.parametrize("log", [False, True])
def test_rows_without_a_place_are_left_out(log: bool) -> None:
    x = np.array([1, 2, 3, 4, 5, np.nan])
    y = np.array([1, np.inf, np.nan, 0, -1, 1])
    few_x, few_y = thinned(x, y, Scale(0, 6), 10, log=log)
    assert few_y.tolist() == ([1] if log else [1, 0, -1])
    assert few_x.size == few_y.size


@pytest.mark.parametrize("columns", [0, 1, 100])
def test_nothing_and_little_stay_as_they_are(columns: int) -> None:
    x, y = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    assert thinned(x, y, Scale(0, 3), columns)[1].tolist() == [3, 4]
    assert thinned(x[:0], y[:0], Scale(0, 3), columns)[1].size == 0
