"""Curves drawn with numpy: the dots that plotext would set, cut off at the edges, with gaps."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.canvas.area import PlotArea, Scale
from tui.canvas.cells import Cells
from tui.canvas.clip import clipped_runs, clipped_segments
from tui.canvas.figure import Figure
from tui.canvas.markers import Markers
from tui.canvas.raster import Dots

coordinate = st.floats(0, 1).map(lambda part: round(part, 4))
FINE = [Markers.BRAILLE, Markers.QUADRANT]

PLACES = st.floats(-50, 50, allow_subnormal=False)
"""Between subnormal numbers no point lies, so the reference could not walk along a line."""


def _area(columns: int, rows: int) -> PlotArea:
    return PlotArea(0, 0, columns, rows, Scale(0, 1), Scale(0, 1))


def _drawn_by_plotext(area: PlotArea, markers: Markers, x: list[float], y: list[float]) -> Cells:
    across, down = markers.resolution
    figure = Figure(area.columns, area.rows)
    figure.limits((0.5, area.columns * across - 0.5), (0.5, area.rows * down - 0.5))
    u, v = area.dots(x, y, across, down)
    figure.line(np.floor(u) + 0.5, np.floor(v) + 0.5, markers.plotext("•"), 1)
    return figure.cells()


def _drawn_here(area: PlotArea, markers: Markers, x: list[float], y: list[float]) -> Cells:
    dots = Dots(area, markers)
    dots.line(np.array(x), np.array(y))
    return dots.cells((1,), area.columns, area.rows)


@pytest.mark.parametrize("markers", list(Markers))
@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=6), st.data())
def test_lines_are_drawn_as_plotext_draws_them(
    markers: Markers, points: list[tuple[float, float]], data: st.DataObject
) -> None:
    area = _area(data.draw(st.integers(2, 40)), data.draw(st.integers(2, 20)))
    x, y = ([point[axis] for point in points] for axis in (0, 1))
    ours, theirs = _drawn_here(area, markers, x, y), _drawn_by_plotext(area, markers, x, y)
    assert [line.replace("*", "•") for line in ours.lines()] == theirs.lines()


@pytest.mark.parametrize("markers", FINE)
def test_every_dot_has_its_own_character(markers: Markers) -> None:
    across, down = markers.resolution
    area = _area(1, 1)
    seen = set()
    for pattern in range(1 << across * down):
        dots = Dots(area, markers)
        bits = [bit for bit in range(across * down) if pattern >> bit & 1]
        dots.points(
            np.array([(bit % across + 0.5) / across for bit in bits]),
            np.array([(bit // across + 0.5) / down for bit in bits]),
        )
        seen.add(dots.cells((1,), 1, 1).lines()[0])
    assert len(seen) == 1 << across * down


def test_braille_dots_are_where_unicode_says() -> None:
    # U+2800 + bits: dot 1 is top left, dot 8 bottom right (Unicode, block Braille Patterns).
    places = {0x01: (0, 3), 0x02: (0, 2), 0x04: (0, 1), 0x40: (0, 0)}
    places |= {0x08: (1, 3), 0x10: (1, 2), 0x20: (1, 1), 0x80: (1, 0)}
    for bit, (u, v) in places.items():
        dots = Dots(_area(1, 1), Markers.BRAILLE)
        dots.points(np.array([(u + 0.5) / 2]), np.array([(v + 0.5) / 4]))
        assert dots.cells((1,), 1, 1).lines() == [chr(0x2800 + bit)]


def test_a_line_that_leaves_goes_on_in_its_direction() -> None:
    area = _area(10, 5)
    inside = _drawn_here(area, Markers.BRAILLE, [0, 1], [0.5, 0.5])
    assert _drawn_here(area, Markers.BRAILLE, [-1e9, 1e9], [0.5, 0.5]).lines() == inside.lines()
    diagonal = _drawn_here(area, Markers.DOT, [-1, 2], [-1, 2]).lines()
    assert diagonal == _drawn_here(area, Markers.DOT, [0, 1], [0, 1]).lines()


@pytest.mark.parametrize("missing", [math.nan, math.inf, -math.inf])
def test_a_point_without_a_place_leaves_a_gap(missing: float) -> None:
    cells = _drawn_here(_area(10, 2), Markers.DOT, [0, 0.25, 0.5, 0.75, 1], [0, 0, missing, 0, 0])
    assert cells.lines()[1] == "•••    •••"


def test_zeros_on_a_logarithmic_axis_leave_a_gap() -> None:
    area = PlotArea(0, 0, 4, 1, Scale(0, 4), Scale(0.1, 10, log=True))
    dots = Dots(area, Markers.DOT)
    dots.line(np.array([0.5, 1.5, 2.5, 3.5]), np.array([1.0, 1.0, 0.0, 1.0]))
    assert dots.cells((1,), 4, 1).lines() == ["••  "]


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("size", [(0, 0), (1, 1), (1, 3), (3, 1)])
def test_short_lines_and_small_areas(size: tuple[int, int], count: int) -> None:
    cells = _drawn_here(_area(*size), Markers.BRAILLE, [0.5] * count, [0.5] * count)
    assert sum(character != " " for line in cells.lines() for character in line) == (
        min(count, 1) if all(size) else 0
    )


def test_a_cell_takes_the_colour_and_weight_of_its_highest_shade() -> None:
    dots = Dots(_area(3, 1), Markers.BRAILLE)
    dots.line(np.array([0.0, 1.0]), np.array([0.1, 0.1]), 1)
    dots.points(np.array([0.5]), np.array([0.9]), 2)
    cells = dots.cells((11, 22), 3, 1, bold=2)
    assert cells.fore[0].tolist() == [11, 22, 11]
    assert cells.bold[0].tolist() == [False, True, False]


def test_a_line_that_fills_everything_is_drawn_in_bounded_time_and_keeps_its_end() -> None:
    area = _area(200, 50)
    x = np.concatenate([np.tile([0.0, 1.0], 50_000), [0.5, 0.5]])
    y = np.concatenate([np.full(100_000, 0.25), [0.8, 0.9]])
    dots = Dots(area, Markers.BRAILLE)
    dots.line(x, y)
    cells = dots.cells((1,), 200, 50)
    end = area.cell(0.5, 0.9)
    assert end is not None
    assert cells.chars[end[1], end[0]] != " "


@given(
    st.lists(st.tuples(PLACES, PLACES), min_size=2, max_size=8),
    st.integers(1, 20),
    st.integers(1, 20),
)
def test_clipped_segments_are_the_parts_of_the_line_inside(
    points: list[tuple[float, float]], width: int, height: int
) -> None:
    u, v = np.array(points).T
    u0, v0, u1, v1 = clipped_segments(u, v, width, height)
    for part, size in ((u0, width), (u1, width), (v0, height), (v1, height)):
        assert ((part >= 0) & (part < size)).all()
    inside = 0.0
    for (a, b), (c, d) in itertools.pairwise(points):
        steps = (np.arange(2000) + 0.5) / 2000
        on_u, on_v = a + (c - a) * steps, b + (d - b) * steps
        within = (on_u >= 0) & (on_u < width) & (on_v >= 0) & (on_v < height)
        inside += float(within.mean()) * math.hypot(c - a, d - b)
    clipped = float(np.hypot(u1 - u0, v1 - v0).sum())
    assert clipped == pytest.approx(inside, abs=0.3 * len(points))


def test_runs_break_where_the_line_was_outside() -> None:
    u, v = np.array([1.0, 3.0, 30.0, 5.0]), np.array([1.0, 1.0, 2.0, 4.0])
    runs = [(run_u.tolist(), run_v.tolist()) for run_u, run_v in clipped_runs(u, v, 10, 10)]
    assert len(runs) == 2
    assert runs[0][0][:2] == [1.5, 3.5]
    assert runs[1][0][-1] == 5.5
    assert runs[0][0][-1] == runs[1][0][0] == 9.5


@pytest.mark.parametrize(("place", "runs"), [((3.2, 4.7), [([3.5], [4.5])]), ((-1.0, 2.0), [])])
def test_one_point_is_a_run_if_it_is_inside(
    place: tuple[float, float], runs: list[tuple[list[float], list[float]]]
) -> None:
    u, v = (np.array([part]) for part in place)
    assert [(a.tolist(), b.tolist()) for a, b in clipped_runs(u, v, 10, 10)] == runs
