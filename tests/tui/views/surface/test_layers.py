"""The surface's layers: bands and lines of the right loss, glyphs in the right cells."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from engine.history.values import Change
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from tests.tui.views.drawn import dots_in, place_in_dots
from tests.tui.views.line_surface import BEST, PREVIEW, SURFACE, direct_loss
from tests.tui.views.scenes import descent, frame_of, line_preview
from tests.tui.views.surface.look import LOOK
from tui.canvas import loss_surface
from tui.canvas.bands import bands
from tui.canvas.cells import NO_COLOUR
from tui.canvas.contours import contour_lines, contours
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.canvas.thick import thickened
from tui.canvas.trajectory import points, trajectory
from tui.views.surface import layers as plot

DOT_SIZES = [(44, 14), (80, 24), (120, 40), (200, 50)]


def test_contour_lines_run_where_the_loss_is_their_level() -> None:
    lines = contour_lines(SURFACE.grid, DEFAULT_VIEW, SURFACE.levels)
    assert len(lines) == loss_surface.LEVELS
    for level, parts in zip(SURFACE.levels, lines, strict=True):
        assert parts
        for part in parts:
            for w, b in part[:: max(1, len(part) // 10)]:
                # The grid's step bends a line a little between its points.
                assert direct_loss(PREVIEW, w, b) == pytest.approx(level, rel=0.05)


@pytest.mark.parametrize("markers", list(Markers))
def test_drawn_contour_lines_separate_the_bands(markers: Markers) -> None:
    plan = plot.surface_layout(120, 40, DEFAULT_VIEW)
    cells = contours(plan, SURFACE, Look(LOOK.palette, markers))
    grounds = bands(plan, SURFACE, LOOK).back
    drawn = np.argwhere(cells.chars != " ")
    assert len(drawn) > 100
    near = 0
    for row, column in drawn:
        around = grounds[max(row - 1, 1) : row + 2, max(column - 1, plan.area.column) : column + 2]
        near += len(set(around.ravel().tolist()) - {NO_COLOUR}) > 1
    assert near >= 0.97 * len(drawn)


def test_low_plots_have_fewer_contour_lines() -> None:
    def share(rows: int) -> float:
        plan = plot.surface_layout(60, rows, DEFAULT_VIEW)
        drawn = contours(plan, SURFACE, LOOK).chars != " "
        return float(drawn.sum()) / (plan.area.columns * plan.area.rows)

    assert share(9) < 0.6


def test_the_path_goes_through_its_points_and_its_newest_part_is_brightest() -> None:
    plan = plot.surface_layout(80, 30, DEFAULT_VIEW)
    run = descent(PREVIEW, 0.001, 200)
    w, b = np.concatenate([[(0, 0)], run.theta]).T
    cells = trajectory(plan, w, b, LOOK)
    for point in zip(w.tolist(), b.tolist(), strict=True):
        place = plan.area.cell(*point)
        assert place is not None
        assert cells.chars[place[1], place[0]] != " "
    first, last = plan.area.cell(1.5, 0.25), plan.area.cell(w[-1], b[-1])
    assert first is not None
    assert last is not None
    assert cells.fore[first[1], first[0]] == LOOK.palette.path[0]
    assert cells.fore[last[1], last[0]] == LOOK.palette.path[-1]
    assert cells.bold[last[1], last[0]]
    assert not cells.bold[first[1], first[0]]


def test_the_path_has_no_gaps() -> None:
    plan = plot.surface_layout(80, 30, DEFAULT_VIEW)
    cells = trajectory(plan, np.array([1.0, 19.0]), np.array([-17.0, 21.0]), LOOK)
    rows = np.argwhere(cells.chars != " ")[:, 0]
    start, end = plan.area.cell(1, -17), plan.area.cell(19, 21)
    assert start is not None
    assert end is not None
    assert set(rows.tolist()) == set(range(end[1], start[1] + 1))


def test_a_few_updates_are_marked_one_by_one() -> None:
    plan = plot.surface_layout(80, 30, DEFAULT_VIEW)
    w, b = np.array([0.0, 5.0, 10.0, 15.0]), np.zeros(4)
    cells = trajectory(plan, w, b, Look(LOOK.palette, Markers.DOT))
    marks = {(column, row) for row, column in np.argwhere(cells.chars == "•").tolist()}
    assert marks >= {plan.area.cell(place, 0) for place in (5.0, 10.0, 15.0)}


@pytest.mark.parametrize("size", DOT_SIZES)
def test_marks_of_updates_and_of_the_start_are_where_they_were_to_half_a_dot(
    size: tuple[int, int],
) -> None:
    plan = plot.surface_layout(*size, DEFAULT_VIEW)
    area = plan.area
    # Steps of one sample each: w moves far, b by less than a row.
    way = np.array([(2.0, 0.3), (7.0, 0.9), (4.0, -0.2), (11.0, 1.1), (16.0, -0.4)])
    dots = dots_in(trajectory(plan, way[:, 0], way[:, 1], LOOK), area) + 0.5
    for update in way[1:]:
        # A mark is two dots wide and high, about its update.
        near = np.abs(dots - place_in_dots(area, *update)).max(axis=1) <= 1 + 1e-6
        assert near.sum() >= 4
    u, v = place_in_dots(area, *way[0])
    ring = dots[np.hypot(*(dots - [u, v]).T) < 3]
    middle = (ring.min(axis=0) + ring.max(axis=0))[1] / 2
    assert abs(middle - v) <= 0.5 + 1e-6
    assert len({row for _, row in dots.tolist()}) > 2, "the path is not folded into one row of dots"


def test_the_path_begins_in_its_start() -> None:
    for size in DOT_SIZES:
        plan = plot.surface_layout(*size, DEFAULT_VIEW)
        cells = trajectory(plan, np.array([3.0, 15.0]), np.array([5.0, 5.0]), LOOK)
        start = dots_in(cells, plan.area, LOOK.palette.start)
        path = dots_in(cells, plan.area, LOOK.palette.path[-1])
        assert abs(np.median(path[:, 1]) - np.mean(start[:, 1])) <= 1
        assert 0 < path[:, 0].min() - start[:, 0].max() <= 2


def test_the_ring_of_the_start_stays_open_where_lines_are_thick() -> None:
    plan = plot.surface_layout(80, 24, DEFAULT_VIEW)
    look = replace(LOOK, thick=True)
    for shift in np.linspace(0, 1, 9).tolist():
        start = 5.0 + shift, 3.0 + shift
        drawn = trajectory(plan, np.array([start[0], 15.0]), np.array([start[1]] * 2), look)
        dots = dots_in(thickened(drawn, look.markers), plan.area)
        place = place_in_dots(plan.area, *start)
        # Thick lines extend to the right and upwards: so does the ring, and the hole in it.
        inside = np.abs(dots - np.floor(place) - 0.5).max(axis=1) <= 0.5
        assert not inside.any()
        assert (np.hypot(*(dots - place).T) <= 4).sum() >= 16


@pytest.mark.parametrize("markers", list(Markers))
@pytest.mark.parametrize("size", [(10, 4), (28, 9), (60, 20), (200, 50)])
def test_the_three_points_sit_in_their_cells(size: tuple[int, int], markers: Markers) -> None:
    plan = plot.surface_layout(*size, DEFAULT_VIEW)
    look = Look(LOOK.palette, markers)
    cells = points(plan, look, start=(1, -15), optima=[BEST], current=(18.5, 20))
    expected = {
        (1, -15): (markers.glyphs.start, look.palette.start),
        BEST: (markers.glyphs.optimum, look.palette.optimum),
        (18.5, 20): (markers.glyphs.current, look.palette.current),
    }
    # In the smallest plot, a ring of dots would be cut at the edge.
    ring = markers.resolution == (2, 4) and size != (10, 4)
    for point, (sign, colour) in expected.items():
        place = plan.area.cell(*point)
        assert place is not None
        if sign == markers.glyphs.start and ring:
            continue
        assert cells.chars[place[1], place[0]] == sign
        assert cells.fore[place[1], place[0]] == colour
    assert (cells.chars != " ").sum() == (2 if ring else 3)


@pytest.mark.parametrize("thick", [False, True])
def test_a_start_at_the_edge_is_a_whole_glyph_and_a_ring_elsewhere_is_whole(thick: bool) -> None:
    look = replace(LOOK, thick=thick)
    plan = plot.surface_layout(60, 20, DEFAULT_VIEW)
    w, b = np.array([0.0, 5.0, 9.0]), np.array([0.0, 1.0, 2.0])
    for start in ((0.0, 0.0), (3.0, -18.0), (19.99, 5.0), (2.0, 5.0)):
        w[0], b[0] = start
        drawn = points(plan, look, start=start, optima=[BEST], current=(9.0, 2.0))
        path = trajectory(plan, w, b, look)
        place = plan.area.cell(*start)
        assert place is not None
        column, row = place
        glyph = drawn.chars[row, column] == look.markers.glyphs.start
        assert glyph == (start != (2.0, 5.0))
        # There is one of both.
        dots = dots_in(path, plan.area, look.palette.start)
        assert glyph == (len(dots) == 0)


def test_one_glyph_says_that_the_point_has_arrived() -> None:
    plan = plot.surface_layout(60, 20, DEFAULT_VIEW)
    cells = points(plan, LOOK, start=(0, 0), optima=[BEST], current=BEST)
    place = plan.area.cell(*BEST)
    assert place is not None
    assert cells.chars[place[1], place[0]] == "⊗"


@pytest.mark.parametrize("size", DOT_SIZES)
def test_a_point_that_has_arrived_is_not_shown_in_the_cell_beside(size: tuple[int, int]) -> None:
    plan = plot.surface_layout(*size, DEFAULT_VIEW)
    # The border between two rows of cells.
    tall = 40 / plan.area.rows
    edge = -18 + 5 * tall
    for below in (1e-6, 0.2 * tall):
        best, near = (10.0, edge + 1e-9), (10.0, edge - below)
        cells = points(plan, LOOK, start=(0, 0), optima=[best], current=near)
        text = "".join(cells.lines())
        assert ("⊗" in text) == (below < 0.125 * tall)
        assert ("●" in text) == (below > 0.125 * tall)


@pytest.mark.parametrize(
    ("point", "sign", "edge"),
    [
        ((500.0, 2.0), "▶", "right"),
        ((-500.0, 2.0), "◀", "left"),
        ((10.0, 900.0), "▲", "top"),
        ((10.0, -1e30), "▼", "bottom"),
    ],
)
def test_an_arrow_points_to_where_the_point_went(
    point: tuple[float, float], sign: str, edge: str
) -> None:
    plan = plot.surface_layout(60, 20, DEFAULT_VIEW)
    cells = points(plan, LOOK, start=(0, 0), optima=[BEST], current=point)
    ((row, column),) = np.argwhere(cells.chars == sign).tolist()
    area = plan.area
    edges = {
        "right": column == area.column + area.columns - 1,
        "left": column == area.column,
        "top": row == area.row,
        "bottom": row == area.row + area.rows - 1,
    }
    assert edges[edge]


def test_a_point_that_is_no_number_is_not_drawn() -> None:
    plan = plot.surface_layout(60, 20, DEFAULT_VIEW)
    cells = points(plan, LOOK, start=(5, 0), optima=[BEST], current=(math.nan, math.inf))
    assert (cells.chars != " ").sum() == 1


ODD = {
    "none": ([], []),
    "one": ([3.0], [4.0]),
    "same": ([3.0] * 50, [4.0] * 50),
    "diverged": (np.geomspace(1, 1e38, 90).tolist(), (-np.geomspace(1, 1e38, 90)).tolist()),
    "inf and nan": ([0.0, math.inf, 5.0, math.nan, 9.0], [0.0, 1.0, -math.inf, 2.0, 3.0]),
}


@pytest.mark.parametrize("name", list(ODD))
def test_an_odd_path_stays_inside_the_axes(name: str) -> None:
    w, b = (np.array(part, np.float64) for part in ODD[name])
    for size, markers in itertools.product(((10, 4), (40, 12), (120, 40)), Markers):
        plan = plot.surface_layout(*size, DEFAULT_VIEW)
        cells = trajectory(plan, w, b, Look(LOOK.palette, markers))
        outside = np.ones(cells.chars.shape, np.bool_)
        area = plan.area
        outside[area.row : area.row + area.rows, area.column : area.column + area.columns] = False
        assert (cells.chars[outside] == " ").all()
        drawn = (cells.chars != " ").sum()
        if len(w) < 2:
            assert drawn <= 9 * len(w), "one point is one mark"
            assert (drawn > 0) == (len(w) > 0)


def test_styles_come_round_and_none_shows_nothing() -> None:
    style, seen = plot.Style.BOTH, []
    for _ in range(3):
        seen.append((style.bands, style.lines))
        style = style.next
    assert style is plot.Style.BOTH
    assert seen == [(True, True), (True, False), (False, True)]


def test_live_changes_are_marked_where_the_run_was_then():
    preview = line_preview()
    run = descent(preview, 0.0005, 30)
    changes = tuple(Change(k, k, "learning_rate", "1", "2") for k in (0, 1, 5))
    frame = replace(frame_of(run), changes=changes)
    plan = plot.surface_layout(120, 40, DEFAULT_VIEW)
    look = Look(palette_for(dark=True))
    cells = plot.change_marks(plan, frame, look)
    # Before the first update there is nothing on the way to mark.
    wanted = {plan.area.cell(*run.theta[k - 1]) for k in (1, 5)}
    rows, columns = (cells.chars == look.markers.glyphs.change).nonzero()
    assert {*zip(columns.tolist(), rows.tolist(), strict=True)} == wanted
