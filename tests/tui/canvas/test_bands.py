"""Bands of colour: each cell has that of the loss in its middle."""

import itertools

import numpy as np
import pytest

from engine.problems.linear_neuron.landscape import DEFAULT_VIEW, view_for
from engine.problems.linear_neuron.least_squares import theory_of
from tests.tui.views.line_surface import BEST, PREVIEW, SURFACE, direct_loss
from tests.tui.views.scenes import preview_of
from tui.canvas import loss_surface
from tui.canvas.bands import bands
from tui.canvas.cells import NO_COLOUR
from tui.canvas.contours import contours
from tui.canvas.mixing import spread
from tui.canvas.palette import Look, palette_for
from tui.views.surface import layers as plot

LOOK = Look(palette_for(dark=True))


@pytest.mark.parametrize("size", [(28, 9), (60, 20), (120, 40)])
def test_a_cells_band_is_that_of_the_loss_in_its_middle(size: tuple[int, int]) -> None:
    plan = plot.surface_layout(*size, DEFAULT_VIEW)
    cells = bands(plan, SURFACE, LOOK)
    colours = spread(LOOK.palette.bands, loss_surface.LEVELS + 1)
    area = plan.area
    half_w, half_b = 10 / max(area.columns, 1), 20 / max(area.rows, 1)
    for row in range(size[1]):
        for column in range(size[0]):
            point = area.at(column, row)
            if point is None:
                assert cells.back[row, column] == NO_COLOUR
                continue
            losses = [direct_loss(PREVIEW, *point)]
            # Where the valley's floor is in the cell, its loss there: the least along its middle.
            for w, b in ((half_w, 0.0), (0.0, half_b)):
                ends = [direct_loss(PREVIEW, point[0] + k * w, point[1] + k * b) for k in (-1, 1)]
                bend = (sum(ends) - 2 * losses[0]) / 2
                least = -(ends[1] - ends[0]) / (4 * bend)
                if abs(least) <= 1:
                    losses.append(losses[0] - bend * least**2)
            below = sum(min(losses) >= level for level in SURFACE.levels)
            assert cells.back[row, column] == colours[below]


def test_a_valley_narrower_than_a_cell_is_one_line() -> None:
    years = np.arange(1990.0, 2021.0)
    preview = preview_of(years.tolist(), (3.2 * (years - 1990) + 50 + np.sin(years)).tolist())
    view = view_for(theory_of(preview.moments), (0.0, 0.0))
    surface = loss_surface.surface_of(preview.moments, view)
    plan = plot.surface_layout(120, 40, view)
    lowest = spread(LOOK.palette.bands, loss_surface.LEVELS + 1)[0]
    grounds = bands(plan, surface, LOOK).back
    area = plan.area
    inside = grounds[area.row : area.row + area.rows, area.column : area.column + area.columns]
    theory = theory_of(preview.moments)
    place = area.cell(theory.w_best, theory.b_best)
    assert place is not None
    # Each row about the optimum has cells of the lowest band, and they hang together.
    near = range(max(0, place[1] - area.row - 5), min(area.rows, place[1] - area.row + 6))
    spans = [np.flatnonzero(inside[row] == lowest) for row in near]
    assert all(span.size for span in spans)
    for above, below in itertools.pairwise(spans):
        assert above.min() <= below.max() + 1
        assert below.min() <= above.max() + 1


def test_bands_rise_on_every_way_out_from_the_optimum() -> None:
    plan = plot.surface_layout(80, 30, DEFAULT_VIEW)
    cells = bands(plan, SURFACE, LOOK)
    order = {colour: rank for rank, colour in enumerate(spread(LOOK.palette.bands, 13))}
    place = plan.area.cell(*BEST)
    assert place is not None
    column, row = place
    right = [order[int(colour)] for colour in cells.back[row, column:]]
    left = [order[int(colour)] for colour in cells.back[row, plan.area.column : column + 1][::-1]]
    up = [order[int(colour)] for colour in cells.back[plan.area.row : row + 1, column][::-1]]
    for way in (right, left, up):
        assert way == sorted(way)
        assert way[-1] > way[0]
    assert order[int(cells.back[row, column])] <= 1


def test_without_colours_there_are_lines_and_no_bands() -> None:
    look = Look(palette_for(dark=True, colours=None))
    plan = plot.surface_layout(60, 20, DEFAULT_VIEW)
    assert (bands(plan, SURFACE, look).back == NO_COLOUR).all()
    lines = contours(plan, SURFACE, look)
    assert (lines.chars != " ").any()
    assert (lines.fore == NO_COLOUR).all()
