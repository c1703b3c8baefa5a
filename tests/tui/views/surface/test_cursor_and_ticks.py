"""The cursor of the surface, and the ticks of its axes."""

import numpy as np
import pytest

from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from engine.problems.view import View
from tests.tui.views.surface.look import LOOK
from tui.canvas.curves import crosshair
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.views.surface import layers as plot


@pytest.mark.parametrize("markers", list(Markers))
def test_the_cursor_is_a_cross_about_its_cell(markers: Markers) -> None:
    plan = plot.surface_layout(60, 20, DEFAULT_VIEW)
    area = plan.area
    cells = crosshair(plan, Look(LOOK.palette, markers), area.column + 5, area.row + 4)
    drawn = {(column, row) for row, column in np.argwhere(cells.chars != " ").tolist()}
    around = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)]
    assert drawn == {(area.column + 5 + across, area.row + 4 + down) for across, down in around}
    corner = crosshair(plan, Look(LOOK.palette, markers), area.column, area.row)
    assert (corner.chars != " ").sum() == 3
    if markers is Markers.ASCII:
        assert "".join(cells.lines()).isascii()


@pytest.mark.parametrize("size", [(28, 9), (40, 12), (80, 24), (120, 40), (200, 50)])
def test_ticks_keep_their_distance_while_the_view_is_moved(size: tuple[int, int]) -> None:
    distances = set()
    for moved in np.arange(0, 20, 0.7).tolist():
        view = View(-12 + moved, 8 + moved, -35 + moved, 5 + moved)
        ticks = plot.surface_layout(*size, view).y_ticks.values
        distances |= set(np.diff(ticks).round(9).tolist())
    assert len(distances) == 1
