"""Where x is constant, a line is drawn for all that is best."""

import numpy as np
import pytest

from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from tests.tui.views.line_surface import PREVIEW
from tests.tui.views.scenes import preview_of
from tests.tui.views.surface.look import LOOK
from tui.views.surface import layers as plot


def test_where_x_is_constant_all_that_is_best_is_a_line() -> None:
    x, y = np.array([3.0, 3.0, 3.0]), np.array([1.0, 2.0, 6.0])
    plan = plot.surface_layout(120, 40, DEFAULT_VIEW)
    cells = plot.optima(plan, preview_of(x.tolist(), y.tolist()).moments, LOOK)
    drawn = np.argwhere(cells.chars != " ")
    assert drawn.size
    least = np.mean((y - y.mean()) ** 2)
    tall = 40 / plan.area.rows
    for row, column in drawn:
        place = plan.area.at(int(column), int(row))
        assert place is not None
        w, b = place
        # ŷ at x = 3 is the mean of y, up to what a cell is wide and high.
        assert abs(3 * w + b - y.mean()) <= 3 * 10 / plan.area.columns + tall
    middle = 5.0, y.mean() - 15.0
    assert np.mean((middle[0] * x + middle[1] - y) ** 2) == pytest.approx(least)
    place = plan.area.cell(*middle)
    assert place is not None
    assert cells.chars[place[1], place[0]] != " "
    assert not plot.optima(plan, PREVIEW.moments, LOOK).bold.any()
