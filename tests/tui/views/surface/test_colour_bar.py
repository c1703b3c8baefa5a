"""The bar beside the surface: numbers are levels, colours bands, and the mark is the loss."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.preview import Preview
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from engine.problems.view import View
from tests.tui.views.scenes import SIZES, line_preview, preview_of
from tui.canvas import loss_surface
from tui.canvas.axes import Layout
from tui.canvas.bands import band_colours
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.contours import drawn_levels
from tui.canvas.loss_surface import Surface
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.views.surface import colour_bar
from tui.views.surface import layers as surface
from tui.views.surface.layers import Style

LOOK = Look(palette_for(dark=True))
PLAIN = Look(palette_for(dark=True, colours=None))
PREVIEW = line_preview()
SURFACE = loss_surface.surface_of(PREVIEW.moments, DEFAULT_VIEW)
WITH_BAR = [(60, 20), (80, 24), (120, 40), (200, 50), (198, 44)]


def plan_of(size: tuple[int, int], view: View = DEFAULT_VIEW) -> Layout:
    return colour_bar.layout_with_bar(*size, view)


def bar_of(size: tuple[int, int], look: Look = LOOK, style: Style = Style.BOTH) -> Cells:
    return colour_bar.colour_bar(plan_of(size), SURFACE, look, style)


def numbers(cells: Cells, plan: Layout) -> dict[int, float]:
    """What is written beside the swatch, by row, the heading left out."""
    beside = plan.area.column + plan.area.columns
    found = {}
    for row, line in enumerate(cells.lines()):
        number = re.search(r"\d[\d.]*(e-?\d+)?", line[beside:])
        if number is not None:
            found[row] = float(number[0])
    return found


def direct_levels(preview: Preview, view: View) -> np.ndarray:
    """Losses evenly spaced in the logarithm of their rise above the least in the view."""
    x, y = preview.x.astype(np.float64), preview.y.astype(np.float64)
    w = np.linspace(view.w_low, view.w_high, 160)
    b = np.linspace(view.b_low, view.b_high, 160)
    grid = np.array(
        [[np.mean((w_one * x + b_one - y) ** 2) for w_one in w] for b_one in b], np.float64
    )
    w_best, b_best = np.polyfit(x, y, 1)
    least = np.mean((w_best * x + b_best - y) ** 2)
    rise = np.append(grid, least) - least
    lowest, highest = np.quantile(rise, 0.005), rise.max()
    return least + lowest * (highest / lowest) ** (np.arange(12) / 12)


@pytest.mark.parametrize("size", WITH_BAR)
def test_the_numbers_are_the_levels_rising_at_even_distances(size: tuple[int, int]) -> None:
    plan = plan_of(size)
    found = numbers(bar_of(size), plan)
    rows = sorted(found, reverse=True)
    losses = [found[row] for row in rows]
    expected = direct_levels(PREVIEW, DEFAULT_VIEW)
    assert losses[1:] == pytest.approx(expected, rel=5e-3)
    # The foot of the bar is the least loss in sight.
    assert rows[0] == plan.area.row + plan.area.rows - 1
    assert losses[0] == pytest.approx(SURFACE.grid.min(), rel=5e-3)
    assert losses == sorted(losses)
    assert len(set(np.diff(rows[1:]).tolist())) == 1


@pytest.mark.parametrize("size", WITH_BAR)
def test_bands_meet_in_the_middle_of_the_line_of_their_level(size: tuple[int, int]) -> None:
    plan, cells = plan_of(size), bar_of(size)
    colours = band_colours(SURFACE, LOOK)
    column = plan.area.column + plan.area.columns + 1
    rows = sorted(numbers(cells, plan), reverse=True)[1:]
    for level, row in enumerate(rows):
        assert cells.chars[row, column] == "▀"
        assert cells.back[row, column] == colours[level]
        assert cells.fore[row, column] == colours[level + 1]
    filled = cells.back[plan.area.row : plan.area.row + plan.area.rows, column]
    assert (filled != NO_COLOUR).all()
    assert filled[0] == colours[-1]
    assert filled[-1] == colours[0]


@pytest.mark.parametrize("size", WITH_BAR)
def test_the_mark_is_at_the_colour_of_its_loss(size: tuple[int, int]) -> None:
    plan, cells = plan_of(size), bar_of(size)
    colours = band_colours(SURFACE, LOOK)
    column = plan.area.column + plan.area.columns + 1
    rows = []
    for loss in np.geomspace(SURFACE.least + 0.01, 8000, 60).tolist():
        ((row, at),) = np.argwhere(colour_bar.mark(plan, SURFACE, LOOK, loss).chars != " ").tolist()
        assert at == column + 2
        rows.append(row)
        shown = {int(cells.back[row, column])}
        if cells.chars[row, column] == "▀":
            shown.add(int(cells.fore[row, column]))
        band = colours[int((loss >= SURFACE.levels).sum())]
        # A mark has whole lines: where they are scarce it may be half a one off.
        near = {int(cells.back[r, column]) for r in (row - 1, row, row + 1) if r < len(cells.back)}
        assert band in shown | near
    assert rows == sorted(rows, reverse=True)


def test_losses_off_the_scale_are_marked_at_its_ends() -> None:
    plan = plan_of((120, 40))
    top, bottom = plan.area.row, plan.area.row + plan.area.rows - 1
    for loss, row in ((math.inf, top), (1e300, top), (0.0, bottom), (SURFACE.least, bottom)):
        ((at, _),) = np.argwhere(colour_bar.mark(plan, SURFACE, LOOK, loss).chars != " ").tolist()
        assert at == row
    assert (colour_bar.mark(plan, SURFACE, LOOK, math.nan).chars == " ").all()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("markers", list(Markers))
def test_without_colours_each_line_that_is_drawn_has_its_number(
    size: tuple[int, int], markers: Markers
) -> None:
    look = replace(PLAIN, markers=markers)
    plan = plan_of(size)
    cells = bar_of(size, look)
    assert (cells.back == NO_COLOUR).all()
    assert (cells.fore == NO_COLOUR).all()
    drawn = drawn_levels(plan, SURFACE, look)
    found = numbers(cells, plan)
    rows = sorted(found, reverse=True)[1:]
    assert [found[row] for row in rows] == pytest.approx(SURFACE.levels[drawn], rel=5e-3)
    column = plan.area.column + plan.area.columns + 1
    for row in rows:
        assert cells.chars[row, column] == cells.chars[row, column + 1] != " "
    if markers is Markers.ASCII:
        assert "".join(cells.lines()).isascii()


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("colours", ["truecolor", "256", "standard", None])
def test_ascii_bars_are_ascii(style: Style, colours: str | None) -> None:
    look = Look(palette_for(dark=False, colours=colours), Markers.ASCII)
    plan = plan_of((120, 40))
    cells = bar_of((120, 40), look, style)
    marked = cells.overlay(colour_bar.mark(plan, SURFACE, look, 500.0))
    assert "".join(marked.lines()).isascii()
    assert len(numbers(cells, plan)) > 3


@pytest.mark.parametrize("size", [*SIZES, (59, 40), (200, 12), (60, 14), (61, 17), (61, 18)])
def test_a_bar_never_takes_room_from_small_plots(size: tuple[int, int]) -> None:
    plan, alone = plan_of(size), surface.surface_layout(*size, DEFAULT_VIEW)
    cells = bar_of(size)
    assert (cells.columns, cells.rows) == size == (plan.columns, plan.rows)
    if size[0] < 60 or plan == alone:
        assert plan == alone
        assert (cells.chars == " ").all()
        assert (colour_bar.mark(plan, SURFACE, LOOK, 1.0).chars == " ").all()
    else:
        assert plan.area.columns == alone.area.columns - colour_bar.WIDTH
        assert len(numbers(cells, plan)) == loss_surface.LEVELS + 1


ODD = {
    "flat": Surface(PREVIEW.moments, DEFAULT_VIEW, np.zeros((9, 9)), np.geomspace(1, 9, 12), 0.0),
    "single": loss_surface.surface_of(preview_of([1], [2]).moments, DEFAULT_VIEW),
    "constant x": loss_surface.surface_of(preview_of([3, 3], [1, 2]).moments, DEFAULT_VIEW),
    "overflowing": loss_surface.surface_of(PREVIEW.moments, View(-1e200, 1e200, -1e200, 1e200)),
    "tiny": loss_surface.surface_of(
        preview_of([1e-30], [1e-30]).moments, View(-1e-3, 1, -1e-33, 1e-33)
    ),
}


@pytest.mark.parametrize("name", list(ODD))
def test_odd_surfaces_have_bars(name: str) -> None:
    plan = plan_of((100, 30))
    cells = colour_bar.colour_bar(plan, ODD[name], LOOK, Style.BOTH)
    assert len(numbers(cells, plan)) == loss_surface.LEVELS + 1
    for loss, marks in ((0.0, 1), (1.0, 1), (1e300, 1), (math.inf, 1), (math.nan, 0)):
        mark = colour_bar.mark(plan, ODD[name], LOOK, loss)
        assert (mark.chars != " ").any() == marks, loss


# ------------------------------------------------------------------ numbers


def test_numbers_stand_with_their_decimal_points_below_each_other() -> None:
    assert colour_bar.labels([93.98, 97.91, 101.2, 1126.7]) == [
        "  94.0",
        "  97.9",
        " 101  ",
        "1127  ",
    ]


def test_losses_that_differ_late_have_more_digits_or_their_rise() -> None:
    close = colour_bar.labels([92.71, 92.72, 92.74])
    assert close == ["92.71", "92.72", "92.74"]
    rises = colour_bar.labels([92.7, 92.7 + 1.5e-5, 92.7 + 3.2e-4])
    assert [text.strip() for text in rises] == ["92.700", "+1.5e-5", "+3.2e-4"]


@given(st.lists(st.floats(1e-300, 1e300), min_size=2, max_size=13, unique=True))
def test_labels_are_equally_wide_and_say_the_number(losses: list[float]) -> None:
    losses = sorted(losses)
    texts = colour_bar.labels(losses)
    assert len(set(map(len, texts))) == 1
    assert len(texts[0]) <= 7
    for loss, text in zip(losses, texts, strict=True):
        value = float(text)
        shown = losses[0] + value if text.strip().startswith("+") else value
        few = 0.5 if "e" in text else 0.06
        assert shown == pytest.approx(loss, rel=few)
