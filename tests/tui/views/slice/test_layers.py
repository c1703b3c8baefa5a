"""The layers of the slice: curves and glyphs where the direct sums are."""

from __future__ import annotations

import pytest

from tests.tui.views.scenes import preview_of
from tests.tui.views.slice.steps import (
    ALL,
    BATCH,
    LOOK,
    PREVIEW,
    STEP,
    direct_loss,
    draw,
    shown_of,
    step_of,
    vertex,
)
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.views.slice import layers
from tui.views.slice import layout as plot
from tui.views.slice.cut import Along


@pytest.mark.parametrize("along", Along)
@pytest.mark.parametrize("size", [(80, 21), (118, 35), (198, 45)])
@pytest.mark.parametrize("markers", Markers)
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


def test_the_curves_pass_where_the_direct_sums_are() -> None:
    shown = shown_of([STEP], Along.W)
    plan = plot.slice_layout(118, 35, shown.cut, plot.scales_of(shown))
    cells = layers.curves(plan, shown, LOOK)
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
    assert "full batch (100)" in text
    assert "◇" not in text
    assert shown.earlier == ()
    # One point before and one after, and those of the legend.
    assert text.count("○") == text.count("●") == 2


def test_before_the_first_update_there_is_the_full_loss_through_the_start() -> None:
    for along in Along:
        shown = shown_of([], along, start=(0.0, 0.0))
        plan, cells = draw(shown, (118, 35))
        place = plan.area.cell(0.0, direct_loss(PREVIEW, ALL, 0.0, 0.0))
        assert place is not None
        assert cells.chars[place[1], place[0]] == "○"
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
