"""Thick lines: a line two dots thick that still holds the dots of its values."""

from __future__ import annotations

import numpy as np
import pytest

from tui.canvas.area import PlotArea, Scale
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.dot_characters import codes_of
from tui.canvas.markers import Markers
from tui.canvas.raster import Dots
from tui.canvas.thick import thickened

COLUMNS, ROWS, RED = 9, 5, 0xFF0000


def _drawn(markers: Markers) -> Cells:
    dots = Dots(PlotArea(0, 0, COLUMNS, ROWS, Scale(0, 9), Scale(0, 5)), markers)
    dots.line(np.array([0.3, 8.2]), np.array([0.4, 3.9]))
    return dots.cells((RED,), COLUMNS, ROWS, bold=1)


def _dots(cells: Cells) -> np.ndarray:
    """Whether each dot is set, (rows, columns) of 4 × 2 dots a cell, top row first."""
    result = np.zeros((cells.rows * 4, cells.columns * 2), bool)
    for row, column in np.ndindex(cells.rows, cells.columns):
        code = int(codes_of(cells.chars[row, column : column + 1])[1][0])
        for bit in range(8):
            result[4 * row + bit // 2, 2 * column + bit % 2] = code >> bit & 1
    return result


@pytest.mark.parametrize(
    ("markers", "wide", "high"),
    [(Markers.BRAILLE, 1, 1), (Markers.OCTANT, 1, 1), (Markers.QUADRANT, 1, 2)],
)
def test_each_dot_extends_right_and_up_by_one(markers, wide, high):
    thin = _dots(_drawn(markers))
    expected = thin.copy()
    for row, column in zip(*np.nonzero(thin), strict=True):
        expected[max(row - high, 0) : row + 1, column : column + wide + 1] = True
    thick = thickened(_drawn(markers), markers)
    assert np.array_equal(_dots(thick), expected)
    drawn = _dots(thick).reshape(ROWS, 4, COLUMNS, 2).any(axis=(1, 3))
    assert np.array_equal(thick.fore, np.where(drawn, RED, NO_COLOUR))
    assert np.array_equal(thick.bold, drawn)


def test_letters_stay_and_keep_their_colour():
    cells = _drawn(Markers.BRAILLE)
    row, column = (int(place[0]) for place in np.nonzero(cells.chars != " "))
    cells.put(column + 1, row, "A", 0x00FF00)
    thick = thickened(cells, Markers.BRAILLE)
    assert (thick.chars[row, column + 1], thick.fore[row, column + 1]) == ("A", 0x00FF00)


def test_markers_without_dots_stay_as_they_are():
    cells = _drawn(Markers.DOT)
    assert thickened(cells, Markers.DOT) is cells
    empty = Cells.blank(4, 3)
    assert thickened(empty, Markers.BRAILLE) is empty


def test_letters_of_a_layer_below_stay():
    cells = _drawn(Markers.BRAILLE)
    grown = (thickened(cells, Markers.BRAILLE).chars != " ") & (cells.chars == " ")
    row, column = (int(place[0]) for place in np.nonzero(grown))
    legend = Cells.blank(COLUMNS, ROWS)
    legend.put(column, row, "A", 0x00FF00)
    thick = thickened(cells, Markers.BRAILLE, [legend])
    assert legend.overlay(thick).chars[row, column] == "A"
