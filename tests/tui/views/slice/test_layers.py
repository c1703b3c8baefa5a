"""The layers of the slice: curves and glyphs where the direct sums are."""

from __future__ import annotations

import numpy as np
import pytest

from engine.arrays import Floats
from tests.tui.canvas.drawn import dots_of, drawn_dots, off
from tests.tui.views.scenes import preview_of
from tests.tui.views.slice.steps import (
    ALL,
    BATCH,
    LOOK,
    PREVIEW,
    STEP,
    direct_loss,
    draw,
    on_line,
    shown_of,
    step_of,
    vertex,
)
from tui.canvas.axes import Layout
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.views.slice import layers
from tui.views.slice.cut import Along
from tui.views.slice.layout import full_colour, tangent_colour
from tui.views.slice.marks import step_marks

FINE = [Markers.BRAILLE, Markers.QUADRANT, Markers.OCTANT]
SIZES = [(80, 21), (133, 37)]
HALF = 0.5 + 1e-5


@pytest.mark.parametrize("along", Along)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("markers", [Markers.DOT, Markers.ASCII])
def test_glyphs_stand_where_the_direct_sums_are(
    along: Along, size: tuple[int, int], markers: Markers
) -> None:
    look = Look(LOOK.palette, markers)
    shown = shown_of([STEP], along)
    plan, cells = draw(shown, size, look)
    glyphs = markers.glyphs
    for point, sign in ((STEP.before, glyphs.start), (STEP.after, glyphs.current)):
        for rows in (ALL, BATCH):
            loss = direct_loss(PREVIEW, rows, *point)
            place = plan.area.cell(shown.cut.place(point), loss)
            assert place is not None
            # Where both fall into one cell, the point after is on top.
            assert cells.chars[place[1], place[0]] in (sign, glyphs.current)
    best, loss = vertex(shown, ALL)
    place = plan.area.cell(best, loss)
    assert place is not None
    assert cells.chars[place[1], place[0]] in (glyphs.optimum, "◇", "%")
    if markers is Markers.ASCII:
        assert "".join(cells.lines()).isascii()


@pytest.mark.parametrize("along", Along)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("markers", FINE)
def test_marks_of_dots_stand_where_the_direct_sums_are(
    along: Along, size: tuple[int, int], markers: Markers
) -> None:
    shown, across_down = shown_of([STEP], along), np.array(markers.resolution)
    plan, _ = draw(shown, size)
    dots = drawn_dots(
        step_marks(plan, shown, Look(LOOK.palette, markers)),
        plan.area,
        eighths=markers is Markers.OCTANT,
    )
    for point in (STEP.before, STEP.after):
        for rows in (ALL, BATCH):
            x, loss = shown.cut.place(point), direct_loss(PREVIEW, rows, *point)
            centre = place_in(plan, x, loss) * across_down
            # The ends of the mark to the left, to the right, below and above.
            height = 2 if markers.finest else 1
            for end in ((-2, 0), (2, 0), (0, -height), (0, height)):
                u, v = (centre + end) / across_down
                if 0 < u < plan.area.columns and 0 < v < plan.area.rows:
                    assert off(dots, u, v, *markers.resolution) <= HALF
    u, v = place_in(plan, *vertex(shown, ALL))
    assert off(dots, u, v, *markers.resolution) <= HALF


def place_in(plan: Layout, x: float, y: float) -> Floats:
    """Where a point is, in cells from the bottom left of the area."""
    area = plan.area
    return np.array(
        [
            (x - area.x.low) / (area.x.high - area.x.low) * area.columns,
            (y - area.y.low) / (area.y.high - area.y.low) * area.rows,
        ]
    )


@pytest.mark.parametrize("along", Along)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("markers", FINE)
def test_every_curve_is_where_its_direct_sums_are_and_shows_under_everything(
    along: Along, size: tuple[int, int], markers: Markers
) -> None:
    earlier = step_of(PREVIEW, slice(40, 44), (2.5, 1.0))
    shown = shown_of([earlier, STEP], along)
    look = Look(LOOK.palette, markers)
    plan, cells = draw(shown, size, look)
    across, _ = markers.resolution
    curves = drawn_dots(
        layers.curves(plan, shown, look), plan.area, eighths=markers is Markers.OCTANT
    )
    marks = dots_of(step_marks(plan, shown, look), plan.area, markers)
    for column in range(plan.area.columns * across):
        x = plan.area.x.value((column + 0.5) / (plan.area.columns * across))
        for rows in (ALL, BATCH):
            u, v = place_in(plan, x, direct_loss(PREVIEW, rows, *on_line(shown, x)))
            under = (np.abs(marks - [u, v]) * markers.resolution).max(axis=1).min() < 3
            if 0 < v < plan.area.rows and not under:
                assert off(curves, u, v, *markers.resolution) <= HALF
    labels = layers.earlier_labels(plan, shown, look)
    free = labels.chars == " "
    both = set(map(tuple, dots_of(cells, plan.area, markers).tolist()))
    for u, v in set(map(tuple, curves.tolist())) - both:
        row = plan.area.row + plan.area.rows - 1 - int(v)
        assert not free[row, plan.area.column + int(u)]


@pytest.mark.parametrize("size", SIZES)
def test_the_tangent_touches_its_curve_and_leaves_it_its_colour(size: tuple[int, int]) -> None:
    step = step_of(PREVIEW, ALL, (3.0, 1.0))
    shown = shown_of([step])
    plan, _ = draw(shown, size)
    cells = layers.curves(plan, shown, LOOK)
    # Beside the mark, where curve and tangent still share cells.
    column, row = plan.area.cell(0.0, direct_loss(PREVIEW, ALL, 3.0, 1.0)) or (0, 0)
    near = cells.fore[row - 2 : row + 3, column - 3 : column + 4]
    assert full_colour(LOOK) in near
    x, y = shown.cut.origin, direct_loss(PREVIEW, ALL, 3.0, 1.0)
    slope = shown.batch_curve.slope
    first = place_in(plan, x, y)
    second = place_in(plan, x + 1.0, y + slope)
    direction = (second - first) * (2, 4)
    for u, v in drawn_dots(cells, plan.area, tangent_colour(LOOK)):
        away = (np.array([u, v]) - first) * (2, 4)
        # The distance of a dot's centre along the axis on which the line is less steep.
        aside = away[1] * direction[0] - away[0] * direction[1]
        assert abs(aside) <= (0.5 + 1e-6) * np.abs(direction).sum()


def test_the_curves_pass_where_the_direct_sums_are() -> None:
    shown = shown_of([STEP], Along.W)
    plan, cells = draw(shown, (118, 35))
    curves = {"all": ALL, "batch": BATCH}
    seen = dict.fromkeys(curves, 0)
    for column in range(plan.area.columns):
        w = plan.area.x.value((column + 0.5) / plan.area.columns)
        for name, rows in curves.items():
            place = plan.area.cell(w, direct_loss(PREVIEW, rows, w, 1.0))
            if place is not None:
                seen[name] += 1
                # The curve may leave the middle column's row within the cell's own width.
                near = cells.chars[max(place[1] - 1, 0) : place[1] + 2, place[0]]
                assert any(character != " " for character in near)
    assert min(seen.values()) > 20


def test_where_the_batch_does_not_depend_on_w_its_curve_is_flat() -> None:
    preview = preview_of([0.0, 1.0, 2.0, 3.0], [2.0, 3.0, 5.0, 7.0])
    step = step_of(preview, slice(0, 1), (1.0, 0.0))
    shown = shown_of([step], Along.W, preview)
    assert shown.batch_curve.curvature == 0
    assert shown.batch_curve.slope == 0
    plan, _ = draw(shown, (80, 24))
    flat = plan.area.cell(1.0, 4.0)
    assert flat is not None
    look = Look(LOOK.palette, Markers.DOT)
    cells = layers.curves(plan, shown, look)
    row = "".join(cells.chars[flat[1]].tolist())
    drawn = [character for character in row if character != " "]
    assert len(drawn) >= plan.area.columns - 2


def test_the_full_batch_is_drawn_once_and_said_so() -> None:
    step = step_of(PREVIEW, ALL, (3.0, 1.0))
    shown = shown_of([step_of(PREVIEW, ALL, (2.0, 1.0)), step])
    _, cells = draw(shown, (118, 35))
    text = "\n".join(cells.lines())
    assert "full loss = batch loss" in text
    assert "◇" not in text
    assert shown.earlier == ()
    rough = "\n".join(draw(shown, (118, 35), Look(LOOK.palette, Markers.DOT))[1].lines())
    # One point before and one after, and those of the legend.
    assert rough.count("○") == rough.count("●") == 2


def test_before_the_first_update_there_is_the_full_loss_through_the_start() -> None:
    for along in Along:
        shown = shown_of([], along, start=(0.0, 0.0))
        plan, cells = draw(shown, (118, 35))
        place = plan.area.cell(0.0, direct_loss(PREVIEW, ALL, 0.0, 0.0))
        assert place is not None
        rough = draw(shown, (118, 35), Look(LOOK.palette, Markers.DOT))[1]
        assert rough.chars[place[1], place[0]] == "○"
        assert "start" in cells.lines()[0]
        assert plan.x.name == ("b" if along is Along.B else "w")


def test_earlier_batches_are_labelled_with_their_updates() -> None:
    steps = [
        step_of(PREVIEW, slice(10 * k, 10 * k + 10), (3.0, 1.0), update=70 + k) for k in range(5)
    ]
    shown = shown_of(steps)
    assert [step.update for step in shown.earlier] == [70, 71, 72, 73]
    _, cells = draw(shown, (118, 35))
    text = "\n".join(cells.lines())
    assert sum(f"#{update}" in text for update in range(70, 74)) >= 3
    assert "#74" not in text
    _, cells = draw(shown, (60, 20))
    assert "#72" in "\n".join(cells.lines())


def test_without_colours_thick_and_thin_differ_by_character() -> None:
    look = Look(palette_for(dark=True, colours=None))
    _, cells = draw(shown_of([STEP]), (118, 35), look)
    text = "\n".join(cells.lines())
    assert text.count("•") > 20
    assert sum("\u2800" <= character <= "\u28ff" for character in text) > 20
