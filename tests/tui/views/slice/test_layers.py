"""The slice: the loss along a line, its least places, the step, against direct sums."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from engine.data.batches import BatchSpan
from engine.data.dataset import Preview
from engine.history.values import BatchStep
from engine.problems.linear_neuron.moments import Moments
from tests.tui.views.scenes import line_preview, preview_of
from tui.canvas.area import Scale
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.views.slice import layers
from tui.views.slice import layout as plot
from tui.views.slice.cut import Along, cut_of, parabola_of

LOOK = Look(palette_for(dark=True))
PREVIEW = line_preview()
RATE = 0.004


def direct_loss(preview: Preview, rows: slice, w: float, b: float) -> float:
    x, y = preview.x[rows].astype(np.float64), preview.y[rows].astype(np.float64)
    return float(np.mean((w * x + b - y) ** 2))


def step_of(
    preview: Preview,
    rows: slice,
    before: tuple[float, float],
    after: tuple[float, float] | None = None,
    update: int = 1,
) -> BatchStep:
    """One step of gradient descent on these rows, or to wherever is said."""
    x, y = preview.x[rows].astype(np.float64), preview.y[rows].astype(np.float64)
    with np.errstate(all="ignore"):
        error = before[0] * x + before[1] - y
        if after is None:
            by_w, by_b = float(np.mean(2 * error * x)), float(np.mean(2 * error))
            after = before[0] - RATE * by_w, before[1] - RATE * by_b
        loss = float(np.mean(error**2))
    span = BatchSpan(0, rows.start or 0, rows.stop or x.size)
    moments = Moments.of(preview.x[rows], preview.y[rows])
    return BatchStep(update, span, before, after, loss, moments)


def shown_of(
    steps: Sequence[BatchStep],
    along: Along = Along.STEP,
    preview: Preview = PREVIEW,
    start: tuple[float, float] = (0.0, 0.0),
) -> plot.Slice:
    cut = cut_of(steps[-1] if steps else None, start, along)
    return plot.slice_of(cut, steps, preview.moments)


def draw(
    shown: plot.Slice, size: tuple[int, int], look: Look = LOOK, zoom: int = 0
) -> tuple[Layout, Cells]:
    plan = plot.slice_layout(*size, shown.cut, plot.scales_of(shown, zoom))
    cells = plot.axes(plan, look, shown)
    for layer in (layers.curves, layers.earlier_labels, layers.step_marks):
        cells = cells.overlay(layer(plan, shown, look))
    return plan, cells


def on_line(shown: plot.Slice, x: float) -> tuple[float, float]:
    """(w, b) at a place of the axis, by hand."""
    step, along = shown.step, shown.cut.along
    w, b = (0.0, 0.0) if step is None else step.before
    if along is Along.W:
        return x, b
    if along is Along.B:
        return w, x
    assert step is not None
    length = math.dist(step.before, step.after)
    dw, db = step.after[0] - w, step.after[1] - b
    return w + x * dw / length, b + x * db / length


def vertex(shown: plot.Slice, rows: slice, preview: Preview = PREVIEW) -> tuple[float, float]:
    """Where the loss is least along the line, from its direct values at three places."""
    f = [direct_loss(preview, rows, *on_line(shown, x)) for x in (-10.0, 0.0, 10.0)]
    curvature, slope = (f[0] + f[2] - 2 * f[1]) / 200, (f[2] - f[0]) / 20
    x = -slope / (2 * curvature)
    return x, direct_loss(preview, rows, *on_line(shown, x))


ALL = slice(None)
BATCH = slice(8, 12)
STEP = step_of(PREVIEW, BATCH, (3.0, 1.0))


@pytest.mark.parametrize("along", Along)
def test_a_cut_goes_through_the_point_before_in_its_own_units(along: Along) -> None:
    shown = shown_of([STEP], along)
    x = np.array([-2.0, 0.0, 0.5, 7.0])
    w, b = shown.cut.at(x)
    for place, got in zip(x.tolist(), zip(w.tolist(), b.tolist(), strict=True), strict=True):
        assert got == pytest.approx(on_line(shown, place))
        assert shown.cut.place(got) == pytest.approx(place)
    origin = {Along.STEP: 0.0, Along.W: 3.0, Along.B: 1.0}[along]
    assert shown.cut.origin == shown.cut.place(STEP.before) == origin
    if along is Along.STEP:
        assert shown.cut.place(STEP.after) == pytest.approx(math.dist(STEP.before, STEP.after))


def test_the_directions_go_round() -> None:
    assert [Along.STEP.next, Along.W.next, Along.B.next] == [Along.W, Along.B, Along.STEP]


@pytest.mark.parametrize("along", Along)
@pytest.mark.parametrize("rows", [ALL, BATCH])
def test_least_places_and_slopes_are_those_of_the_loss_itself(along: Along, rows: slice) -> None:
    shown = shown_of([STEP], along)
    curve = shown.full_curve if rows == ALL else shown.batch_curve
    least, loss = vertex(shown, rows)
    assert curve.least == pytest.approx(least, rel=1e-5)
    assert curve.least_loss == pytest.approx(loss, rel=1e-5)
    hair, at = 1e-4, shown.cut.origin
    ends = [direct_loss(PREVIEW, rows, *on_line(shown, at + way)) for way in (-hair, hair)]
    assert curve.slope == pytest.approx((ends[1] - ends[0]) / (2 * hair), rel=1e-5)
    twice = direct_loss(PREVIEW, rows, *on_line(shown, curve.least + curve.half_width))
    assert twice == pytest.approx(2 * loss, rel=1e-5)


def test_the_losses_of_a_step_are_direct_means() -> None:
    got = plot.losses_of(STEP, PREVIEW.moments)
    wanted = [
        direct_loss(PREVIEW, rows, *point)
        for rows in (BATCH, ALL)
        for point in (STEP.before, STEP.after)
    ]
    assert got == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("along", Along)
def test_the_axes_hold_the_step_and_the_bowl(along: Along) -> None:
    shown = shown_of([STEP], along)
    x, y = plot.scales_of(shown)
    least, loss = vertex(shown, ALL)
    assert x.low < shown.cut.place(STEP.before) < x.high
    assert x.low < shown.cut.place(STEP.after) < x.high
    assert x.low < least < x.high
    assert y.low == 0
    assert all(value <= y.high for value in (*plot.losses_of(STEP, PREVIEW.moments), loss))


def test_the_axes_stay_while_they_serve() -> None:
    before = plot.scales_of(shown_of([STEP], Along.W))
    near = step_of(PREVIEW, BATCH, (3.02, 1.0))
    assert plot.scales_of(shown_of([near], Along.W), 0, before) == before
    far = step_of(PREVIEW, BATCH, (300.0, 1.0))
    assert plot.scales_of(shown_of([far], Along.W), 0, before) != before


def test_at_the_optimum_the_bowl_is_as_wide_as_where_the_loss_doubles() -> None:
    moments = PREVIEW.moments
    w = moments.slope
    best = (w, moments.mean_y - w * moments.mean_x)
    step = step_of(PREVIEW, ALL, best)
    x, y = plot.scales_of(shown_of([step], Along.W))
    width = math.sqrt(moments.least_loss / float(np.mean(PREVIEW.x.astype(float) ** 2)))
    assert x.low < w - width and w + width < x.high
    assert x.high - x.low < 6 * width
    assert y.high >= 2 * moments.least_loss


def test_zoom_halves_the_width_about_the_step_and_keeps_it_in_sight() -> None:
    shown = shown_of([STEP])
    wide = plot.scales_of(shown)[0]
    for zoom in range(1, 8):
        x, y = plot.scales_of(shown, zoom)
        assert x.high - x.low < (wide.high - wide.low) / 2 ** (zoom - 1)
        middle = shown.cut.place(STEP.after) / 2
        assert x.low < middle < x.high
        assert y.low <= min(plot.losses_of(STEP, PREVIEW.moments))


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


def test_one_samples_parabola_touches_zero() -> None:
    step = step_of(PREVIEW, slice(40, 41), (3.0, 1.0))
    for along in (Along.W, Along.B):
        shown = shown_of([step], along)
        assert shown.batch_curve.least_loss == pytest.approx(0, abs=1e-9)


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


def test_a_step_that_goes_nowhere_is_cut_along_w() -> None:
    step = step_of(PREVIEW, BATCH, (1.0, 2.0), (1.0, 2.0))
    assert cut_of(step, (0.0, 0.0), Along.STEP).along is Along.W
    assert math.isnan(parabola_of(cut_of(step, (0, 0), Along.W), zero_moments()).least)


def zero_moments() -> Moments:
    return Moments.of(np.zeros(3, np.float32), np.ones(3, np.float32))


def test_the_legend_names_what_is_in_view() -> None:
    shown = shown_of([step_of(PREVIEW, slice(4, 8), (2.0, 1.0)), STEP])
    x = plot.scales_of(shown)[0]
    names = [entry.name for entry in plot.legend(LOOK, shown, x)]
    assert names[:2] == ["all 100", "batch of 4"]
    assert {"before", "after", "tangent", "full minimum", "earlier, #update"} <= set(names)
    # Left of both least places, neither has anything to be named for.
    low = min(vertex(shown, ALL)[0], vertex(shown, BATCH)[0])
    names = [entry.name for entry in plot.legend(LOOK, shown, Scale(low - 2, low - 1))]
    assert not {"full minimum", "batch minimum"} & set(names)
