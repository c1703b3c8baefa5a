"""Samples: each one is a dot where it is, alone or with lines through it."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.batches import BatchSpan
from engine.data.preview import Preview
from tests.tui.views.drawn import dots_in, place_in_dots
from tests.tui.views.plots import shown
from tests.tui.views.scenes import frame_of, line_preview, preview_of, scene_of, series
from tui.canvas.area import PlotArea
from tui.canvas.cells import Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.views.data.layers import data_layout
from tui.views.data.points import are_dense, lit_samples, samples
from tui.views.data.widget import DataPlot

LOOK = Look(palette_for(dark=True))
SIZES = [(26, 8), (38, 14), (78, 20), (118, 36), (198, 46)]
EXACT = preview_of([1, 2, 3, 4, 5, 6], [3, 5, 7, 9, 11, 13])
NEAR = preview_of(range(12), [2 * x + 1 + (x % 3) * 0.01 for x in range(12)])


def expected(area: PlotArea, preview: Preview) -> set[tuple[int, int]]:
    """The dots in which the samples are."""
    places = [
        place_in_dots(area, float(x), float(y)) for x, y in zip(preview.x, preview.y, strict=True)
    ]
    most = np.array([2 * area.columns, 4 * area.rows]) - 1
    return {tuple(np.minimum(np.floor(place + 1e-9), most).astype(int)) for place in places}


def drawn(cells: Cells, area: PlotArea, colour: int | None = None) -> set[tuple[int, int]]:
    return {tuple(dot) for dot in dots_in(cells, area, colour).astype(int).tolist()}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [100, 1000, 4000])
def test_many_samples_are_the_dots_in_which_they_are(size: tuple[int, int], count: int) -> None:
    preview = line_preview(samples=count)
    plan = data_layout(*size, preview)
    cells = samples(plan, preview.x.astype(float), preview.y.astype(float), LOOK)
    wanted, found = expected(plan.area, preview), drawn(cells, plan.area)
    assert wanted <= found
    if count * 40 > 8 * plan.area.columns * plan.area.rows:
        assert found == wanted


@pytest.mark.parametrize("size", SIZES)
def test_the_middle_of_a_larger_mark_is_within_half_a_dot_of_its_sample(
    size: tuple[int, int],
) -> None:
    preview = preview_of([0, 5, 10], [0, 44, 100])
    plan = data_layout(*size, preview)
    x, y = preview.x.astype(float), preview.y.astype(float)
    for draw in (samples, lit_samples):
        at = place_in_dots(plan.area, 5.0, 44.0)
        dots = dots_in(draw(plan, x, y, LOOK), plan.area) + 0.5
        near = dots[np.abs(dots - at).max(axis=1) < 4]
        middle = (near.min(axis=0) + near.max(axis=0)) / 2
        assert np.abs(middle - at).max() <= 0.5 + 1e-6


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("preview", [EXACT, NEAR, line_preview()], ids=["exact", "near", "line"])
async def test_every_sample_is_seen_whatever_lines_go_through_it(
    size: tuple[int, int], preview: Preview
) -> None:
    line = (
        preview.moments.slope,
        preview.moments.mean_y - preview.moments.slope * (preview.moments.mean_x),
    )
    run = frame_of(series([line[0]], [line[1]], [1.0]), batch=BatchSpan(0, 0, preview.samples))
    plot = DataPlot()
    cells = await shown(plot, scene_of(preview, run), size)
    area = data_layout_of(plot)
    assert expected(area, preview) <= drawn(cells, area)
    if preview is EXACT:
        own = drawn(cells, area, LOOK.palette.sample)
        assert len(expected(area, preview) & own) >= (6 if size[0] > 30 else 3)
        assert drawn(cells, area, LOOK.palette.current), "the line is seen too"


def data_layout_of(plot: DataPlot) -> PlotArea:
    assert plot.plan is not None
    return plot.plan.area


def test_a_crowd_is_dense_and_a_few_are_not() -> None:
    for count, dense in ((100, False), (4000, True)):
        preview = line_preview(samples=count, noise=6.0)
        plan = data_layout(60, 14, preview)
        cells = samples(plan, preview.x.astype(float), preview.y.astype(float), LOOK)
        assert are_dense(plan, cells) == dense


@pytest.mark.parametrize("markers", [Markers.DOT, Markers.ASCII])
def test_without_dots_each_sample_is_in_its_cell(markers: Markers) -> None:
    preview = preview_of([0, 2.5, 5, 7.5, 10], [0, 30, 45, 80, 100])
    plan = data_layout(60, 20, preview)
    x, y = preview.x.astype(float), preview.y.astype(float)
    cells = samples(plan, x, y, Look(LOOK.palette, markers))
    places = {(int(c), int(r)) for r, c in np.argwhere(cells.chars != " ")}
    assert places == {plan.area.cell(*point) for point in zip(x.tolist(), y.tolist(), strict=True)}


@pytest.mark.parametrize("size", SIZES)
def test_the_batch_is_lit_where_its_samples_are(size: tuple[int, int]) -> None:
    preview = line_preview(samples=40)
    plan = data_layout(*size, preview)
    x, y = preview.x[7:9].astype(float), preview.y[7:9].astype(float)
    cells = lit_samples(plan, x, y, LOOK)
    lit = preview_of(x.tolist(), y.tolist())
    assert expected(plan.area, lit) <= drawn(cells, plan.area, LOOK.palette.lit)
