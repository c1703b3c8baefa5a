"""Dots of lines and points: on their values to half a dot, cut off at the edges, with gaps."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.arrays import Floats
from tests.tui.canvas.drawn import drawn_dots
from tui.canvas.area import PlotArea, Scale
from tui.canvas.cells import Cells
from tui.canvas.clip import clipped_segments
from tui.canvas.markers import Markers
from tui.canvas.raster import Dots

coordinate = st.floats(0, 1).map(lambda part: round(part, 4))
FINE = [Markers.BRAILLE, Markers.QUADRANT, Markers.OCTANT]

PLACES = st.floats(-50, 50, allow_subnormal=False)
"""Between subnormal numbers no point lies, so the reference could not walk along a line."""


def _area(columns: int, rows: int) -> PlotArea:
    return PlotArea(0, 0, columns, rows, Scale(0, 1), Scale(0, 1))


def _drawn_here(area: PlotArea, markers: Markers, x: list[float], y: list[float]) -> Cells:
    dots = Dots(area, markers)
    dots.line(np.array(x), np.array(y))
    return dots.cells((1,), area.columns, area.rows)


@pytest.mark.parametrize("markers", list(Markers))
@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=6), st.data())
def test_every_dot_of_a_line_is_on_it_and_every_point_of_it_has_its_dot(
    markers: Markers, points: list[tuple[float, float]], data: st.DataObject
) -> None:
    area = _area(data.draw(st.integers(1, 40)), data.draw(st.integers(1, 20)))
    size = np.array([area.columns, area.rows]) * markers.resolution
    cells = _drawn_here(area, markers, *([point[axis] for point in points] for axis in (0, 1)))
    eighths = markers is Markers.OCTANT
    dots = drawn_dots(cells, area, eighths=eighths) * markers.resolution
    assert np.unique(dots, axis=0).shape == dots.shape
    corners = np.array(points) * size
    steps = np.linspace(0, 1, 2000)[:, None]
    on_line = np.concatenate(
        [corners, *(first + steps * (last - first) for first, last in itertools.pairwise(corners))]
    )
    gaps = np.abs(dots[:, None, :] - on_line[None, :, :])
    assert gaps.max(axis=2).min(axis=1).max() <= 0.5 + 0.05
    # Along the line, each of its points is in a dot or one dot aside: a line is one dot thick.
    assert gaps.max(axis=2).min(axis=0).max() <= 1 + 0.05
    for corner in corners:
        assert np.abs(dots - corner).max(axis=1).min() <= 0.5 + 1e-6
    if len(points) > 1:
        assert _in_one_piece(dots)


def _in_one_piece(dots: Floats) -> bool:
    """Whether each dot is reached from the first one over neighbours, diagonal ones included."""
    left = {(round(u - 0.5), round(v - 0.5)) for u, v in dots.tolist()}
    edge = [left.pop()]
    while edge:
        u, v = edge.pop()
        near = {(u + du, v + dv) for du in (-1, 0, 1) for dv in (-1, 0, 1)} & left
        left -= near
        edge += near
    return not left


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
