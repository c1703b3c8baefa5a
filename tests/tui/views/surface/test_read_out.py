"""The read-out: a cell's middle, as fine as the cell is, and the loss of the samples there."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.views.scenes import line_preview
from tui.canvas.area import PlotArea, Scale
from tui.views.surface.read_out import coordinate, read_out

PREVIEW = line_preview()
AREA = PlotArea(3, 1, 80, 25, Scale(0, 20), Scale(-18, 22))


@pytest.mark.parametrize("cell", [(3, 1), (42, 13), (82, 25), (40, 14)])
def test_w_b_and_loss_are_those_of_the_cells_middle(cell: tuple[int, int]) -> None:
    w = 20 * (cell[0] - 3 + 0.5) / 80
    b = 22 - 40 * (cell[1] - 1 + 0.5) / 25
    x, y = PREVIEW.x.astype(np.float64), PREVIEW.y.astype(np.float64)
    loss = float(np.mean((w * x + b - y) ** 2))
    text = read_out(AREA, *cell, PREVIEW.moments)
    found = re.fullmatch(r"w (-?[\d.]+)  b (-?[\d.]+)  loss ([\d.]+)", text)
    assert found is not None
    assert float(found[1]) == pytest.approx(w, abs=0.005 + 1e-9)
    assert float(found[2]) == pytest.approx(b, abs=0.05 + 1e-9)
    assert float(found[3]) == pytest.approx(loss, rel=5.1e-4)


def test_outside_there_is_nothing_to_read() -> None:
    assert read_out(AREA, 2, 5, PREVIEW.moments) == ""
    assert read_out(PlotArea(0, 0, 0, 0, AREA.x, AREA.y), 0, 0, PREVIEW.moments) == ""


@pytest.mark.parametrize(
    ("value", "cell", "text"),
    [
        (9.874, 0.1, "9.87"),
        (9.874, 0.9, "9.87"),
        (9.874, 0.019, "9.874"),
        (-0.01, 1.3, "0.0"),
        (123456.7, 300.0, "123457"),
        (1.23456789e12, 1e9, "1.2346e12"),
        (3.214e-8, 1.2e-9, "3.21e-8"),
        (0.0, 1e-30, "0"),
        (1e-40, 1e-30, "0"),
    ],
)
def test_a_coordinate_has_the_decimals_that_count(value: float, cell: float, text: str) -> None:
    assert coordinate(value, cell) == text


@given(st.floats(-1e9, 1e9), st.floats(1e-4, 1e9))
def test_a_coordinate_is_true_to_a_tenth_of_a_cell(value: float, cell: float) -> None:
    text = coordinate(value, cell)
    assert abs(float(text) - value) <= cell / 10 * (1 + 1e-6) + 0.5 * (cell >= 10)
