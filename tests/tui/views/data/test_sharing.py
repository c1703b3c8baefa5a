"""Lines that lie on each other are all seen, and none is hidden by samples."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tui.views.drawn import dots_in, place_in_dots
from tests.tui.views.plots import shown
from tests.tui.views.scenes import frame_of, line_preview, preview_of, scene_of, series
from tui.canvas.palette import Look, palette_for
from tui.views.data.widget import DataPlot

LOOK = Look(palette_for(dark=True))
SIZES = [(38, 14), (78, 20), (118, 36), (198, 46)]


@pytest.mark.parametrize("size", SIZES)
async def test_three_lines_on_each_other_are_each_seen_along_the_whole_way(
    size: tuple[int, int],
) -> None:
    preview = line_preview(samples=30, noise=2.0)
    slope = preview.moments.slope
    best = slope, preview.moments.mean_y - slope * preview.moments.mean_x
    run = frame_of(series([best[0]], [best[1]], [1.0]))
    plot = DataPlot()
    cells = await shown(plot, scene_of(preview, run), size)
    assert plot.plan is not None
    area, palette = plot.plan.area, LOOK.palette
    # The true line is y = 10 x + 2; here it lies close to the others.
    for colour in (palette.current, palette.optimum, palette.truth):
        columns = dots_in(cells, area, colour)[:, 0]
        # In few cells, each has fewer of them.
        parts = 3 if area.columns > 40 else 2
        for part in range(parts):
            low, high = (place * area.columns * 2 / parts for place in (part, part + 1))
            assert ((columns >= low) & (columns < high)).any()


@pytest.mark.parametrize("size", SIZES)
async def test_residual_lines_meet_their_point_and_their_line(size: tuple[int, int]) -> None:
    preview, line = preview_of([1, 4, 9], [30, 12, 80]), (6.0, 10.0)
    run = frame_of(series([line[0]], [line[1]], [1.0]))
    plot = DataPlot()
    plot._residuals = True
    cells = await shown(plot, scene_of(preview, run), size)
    assert plot.plan is not None
    area = plot.plan.area
    dots = {tuple(dot) for dot in dots_in(cells, area).astype(int).tolist()}
    for x, y in zip(preview.x.tolist(), preview.y.tolist(), strict=True):
        ends = [place_in_dots(area, x, at) for at in (y, line[0] * x + line[1])]
        # The outer edge of the plot belongs to the last dot.
        column = min(int(ends[0][0]), 2 * area.columns - 1)
        low, high = sorted(min(int(end[1]), 4 * area.rows - 1) for end in ends)
        between = {(column, row) for row in range(low, high + 1)}
        assert between <= dots, "an unbroken line from the point to the fitted line"


@pytest.mark.parametrize("size", SIZES)
async def test_a_line_through_a_crowd_keeps_its_colour_in_half_of_its_cells_at_least(
    size: tuple[int, int],
) -> None:
    preview = line_preview(samples=4000, noise=6.0)
    run = frame_of(series([2.0], [40.0], [1.0]))
    plot = DataPlot()
    cells = await shown(plot, scene_of(preview, run), size)
    assert plot.plan is not None
    columns = np.unique(dots_in(cells, plot.plan.area, LOOK.palette.current)[:, 0] // 2)
    assert len(columns) >= 0.45 * plot.plan.area.columns
