"""Fills in quadrants: each where its colour is, and the main colour behind what is drawn over."""

from __future__ import annotations

import numpy as np

from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.dot_characters import codes_of
from tui.canvas.quadrants import main_colours, put_quadrants

A, B, C, NONE = 0x101010, 0x202020, 0x303030, NO_COLOUR


def filled(*quadrants: tuple[int, int, int, int]) -> tuple[Cells, np.ndarray]:
    """One row of cells of these quadrants: top left, top right, bottom left, bottom right."""
    fills = np.array([[c for q in quadrants for c in q[:2]], [c for q in quadrants for c in q[2:]]])
    main = main_colours(fills.astype(np.int32))
    cells = Cells.blank(len(quadrants), 1)
    put_quadrants(cells, 0, 0, fills.astype(np.int32), main)
    return cells, main


def test_every_quadrant_has_its_own_colour():
    quadrants = (A, A, A, A), (A, B, A, A), (A, A, B, B), (B, A, B, A), (A, B, B, A)
    cells, _ = filled(*quadrants)
    for column, colours in enumerate(quadrants):
        _, codes = codes_of(cells.chars[0, column : column + 1])
        shown = [
            int((cells.fore if codes[0] >> bit & 1 else cells.back)[0, column])
            for bit in (0, 1, 4, 5)
        ]
        assert shown == list(colours)


def test_the_main_colour_is_the_most_frequent_and_lies_behind_what_is_drawn():
    cells, main = filled((B, B, B, A), (A, B, B, C))
    assert main[0].tolist() == [B, B]
    over = Cells.blank(2, 1)
    over.put(0, 0, "⠁⠁", 0xFFFFFF)
    shown = cells.overlay(over)
    assert shown.lines() == ["⠁⠁"]
    assert shown.back[0].tolist() == [B, B]


def test_what_has_no_colour_stays_the_ground():
    cells, main = filled((NONE, NONE, NONE, A), (NONE, A, A, A), (NONE,) * 4)
    assert main[0].tolist() == [NONE] * 3
    assert cells.lines() == ["▗▟ "]
    assert cells.fore[0].tolist() == [A, A, NONE]


def test_a_cell_whose_main_colour_is_in_none_of_its_quadrants_is_whole():
    cells = Cells.blank(1, 1)
    put_quadrants(cells, 0, 0, np.full((2, 2), A, np.int32), np.full((1, 1), B, np.int32))
    assert cells.lines() == [" "]
    assert cells.back[0, 0] == B
