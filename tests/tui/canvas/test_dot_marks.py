"""Marks of dots: centred on their point, each of its own shape, cut off at the edges."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tui.canvas.drawn import dots_of
from tui.canvas.area import PlotArea, Scale
from tui.canvas.dot_marks import (
    BLOCK,
    LARGE_CROSS,
    LARGE_DIAMOND,
    LARGE_DISC,
    LARGE_RING,
    Mark,
    stamp,
)
from tui.canvas.markers import Markers
from tui.canvas.raster import Dots

MARKS = (LARGE_DISC, LARGE_RING, LARGE_CROSS, LARGE_DIAMOND)
FINE = [markers for markers in Markers if markers.fine]
SIZES = [(11, 7), (27, 9), (80, 23)]


@pytest.mark.parametrize("markers", FINE)
@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("size", SIZES)
def test_a_mark_is_centred_on_its_point(
    size: tuple[int, int], mark: Mark, markers: Markers
) -> None:
    area = PlotArea(0, 0, *size, Scale(0, 1), Scale(0, 1))
    for x, y in np.random.default_rng(1).uniform(0.25, 0.75, (40, 2)).tolist():
        dots = Dots(area, markers)
        mark.at((x, y), dots, 1)
        drawn = dots_of(dots.cells((1,), *size), area, markers)
        middle = (drawn.min(axis=0) + drawn.max(axis=0)) / 2
        away = np.abs(middle - np.array([x, y]) * size) * markers.resolution
        assert away.max() <= 0.5 + 1e-6


def test_shapes_differ() -> None:
    area = PlotArea(0, 0, 5, 5, Scale(0, 1), Scale(0, 1))
    pictures = set()
    for mark in MARKS:
        dots = Dots(area, Markers.BRAILLE)
        mark.at((0.5, 0.5), dots, 1)
        pictures.add("\n".join(dots.cells((1,), 5, 5).lines()))
    assert len(pictures) == len(MARKS)


@pytest.mark.parametrize("point", [(-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.5)])
def test_a_point_outside_has_no_mark(point: tuple[float, float]) -> None:
    area = PlotArea(0, 0, 5, 5, Scale(0, 1), Scale(0, 1))
    dots = Dots(area, Markers.BRAILLE)
    LARGE_DISC.at(point, dots, 1)
    assert not "".join(dots.cells((1,), 5, 5).lines()).strip()


@pytest.mark.parametrize("markers", [Markers.DOT, Markers.ASCII])
def test_where_cells_have_no_dots_a_mark_is_in_the_cell_of_its_point_alone(
    markers: Markers,
) -> None:
    area = PlotArea(0, 0, 20, 9, Scale(0, 20), Scale(0, 9))
    for x, y in [(3.1, 4.1), (3.9, 4.9), (12.5, 8.7)]:
        dots = Dots(area, markers)
        stamp(dots, np.array([x]), np.array([y]), BLOCK, 1)
        drawn = np.argwhere(dots.cells((1,), 20, 9).chars != " ")
        assert drawn.tolist() == [[8 - int(y), int(x)]]
