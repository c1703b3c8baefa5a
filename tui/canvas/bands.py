"""Bands of loss: the background of each cell shows the band of its loss."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.arrays import Floats
from engine.problems.linear_neuron.moments import Moments
from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.loss_surface import Surface
from tui.canvas.mixing import spread
from tui.canvas.palette import Look
from tui.canvas.quadrants import Colours, put_quadrants


def band_colours(surface: Surface, look: Look) -> tuple[int, ...]:
    """The background of each band, lowest first: one more than there are levels."""
    return spread(look.palette.bands, surface.levels.size + 1, blend=look.palette.blend)


def bands(plan: Layout, surface: Surface, look: Look) -> Cells:
    """The background of each cell by the loss at its centre, or at the valley floor inside it.

    Where markers divide cells, the edges of bands are at the resolution of quadrants.
    """
    cells = Cells.blank(plan.columns, plan.rows)
    area = plan.area
    if look.palette.bands == (NO_COLOUR,) or not area.columns or not area.rows:
        return cells
    colours = np.array(band_colours(surface, look), np.int32)

    def fills(places: PlotArea) -> Colours:
        loss = _losses(places, surface)
        # Losses are nan far out, where squares overflow.
        filled: Colours = colours[np.searchsorted(surface.levels, loss, side="right")]
        return filled

    if look.markers.fine:
        quarters = replace(area, columns=2 * area.columns, rows=2 * area.rows)
        put_quadrants(cells, area.column, area.row, fills(quarters), fills(area))
    else:
        place = np.s_[area.row : area.row + area.rows, area.column : area.column + area.columns]
        cells.back[place] = fills(area)
    return cells


def _losses(area: PlotArea, surface: Surface) -> Floats:
    """A loss for each cell, (rows, columns).

    It is the loss at the centre. Of a bowl, if the best w of the row or the best b of the column
    lies in the cell, it is the loss there, so that a valley narrower than a cell is a line, not
    single spots.
    """
    w, b = area.centres()
    moments = surface.moments
    if moments is None:
        return surface.losses(w[None, :], b[:, None])
    return _of_bowl(area, moments, w, b)


def _of_bowl(area: PlotArea, moments: Moments, w: Floats, b: Floats) -> Floats:
    loss = moments.loss(w[None, :], b[:, None])
    half_w = (area.x.high - area.x.low) / area.columns / 2
    half_b = (area.y.high - area.y.low) / area.rows / 2
    mean = moments.mean_x
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        best_w = moments.var_x * moments.slope + mean * (moments.mean_y - b)
        best_w = best_w / (moments.var_x + mean * mean)
        best_b = moments.mean_y - mean * w
        in_row = np.abs(w[None, :] - best_w[:, None]) <= half_w
        in_column = np.abs(b[:, None] - best_b[None, :]) <= half_b
        loss = np.where(in_row, np.fmin(loss, moments.loss(best_w, b)[:, None]), loss)
        return np.where(in_column, np.fmin(loss, moments.loss(w, best_b)[None, :]), loss)
