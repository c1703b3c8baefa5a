"""Numbers on contour lines: true where they stand, apart from each other, and few."""

from __future__ import annotations

import re

import numpy as np
import pytest

from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from tests.tui.views.scenes import line_preview
from tui.canvas import loss_surface
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.contours import contours
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.views.surface import layers as plot
from tui.views.surface.contour_labels import labelled_contours

LOOK = Look(palette_for(dark=True, colours=None))
PREVIEW = line_preview()
SURFACE = loss_surface.surface_of(PREVIEW.moments, DEFAULT_VIEW)


def _drawn(plan: Layout, surface: loss_surface.Surface, look: Look) -> Cells:
    labelled = labelled_contours(plan, surface, look)
    return labelled.lines.overlay(labelled.numbers)


def _labels(lines: list[str]) -> list[tuple[int, int, str]]:
    """Row, middle column and text of each."""
    return [
        (row, (found.start() + found.end() - 1) // 2, found[0])
        for row, line in enumerate(lines)
        for found in re.finditer(r"\d[\d.]*\d", line)
    ]


@pytest.mark.parametrize("markers", list(Markers))
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
def test_a_number_is_the_loss_where_it_stands(size: tuple[int, int], markers: Markers) -> None:
    plan = plot.surface_layout(*size, DEFAULT_VIEW)
    lines = _drawn(plan, SURFACE, Look(LOOK.palette, markers)).lines()
    x, y = PREVIEW.x.astype(np.float64), PREVIEW.y.astype(np.float64)
    found = _labels(lines)
    assert len(found) >= 3
    for row, column, text in found:
        around = [
            float(np.mean((point[0] * x + point[1] - y) ** 2))
            for across in (-2, -1, 0, 1, 2)
            for down in (-1, 0, 1)
            if (point := plan.area.at(column + across, row + down)) is not None
        ]
        assert min(around) <= float(text) * 1.005
        assert max(around) >= float(text) * 0.995


def test_no_level_has_two_numbers_and_no_two_touch() -> None:
    plan = plot.surface_layout(120, 40, DEFAULT_VIEW)
    found = _labels(_drawn(plan, SURFACE, LOOK).lines())
    texts = [text for _, _, text in found]
    assert len(set(texts)) == len(texts)
    for index, (row, column, _) in enumerate(found):
        for other_row, other_column, _ in found[:index]:
            assert abs(row - other_row) > 1 or abs(column - other_column) > 6


def test_where_lines_crowd_there_are_no_numbers() -> None:
    plan = plot.surface_layout(120, 40, DEFAULT_VIEW)
    plain = contours(plan, SURFACE, LOOK).chars != " "
    for row, column, text in _labels(_drawn(plan, SURFACE, LOOK).lines()):
        half = len(text) // 2
        assert plain[row - 1 : row + 2, column - half : column + half + 1].sum() <= 7
