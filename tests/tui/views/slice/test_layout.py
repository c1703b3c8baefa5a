"""The axes of the slice: what they hold, how long they stay, what the legend names."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.tui.views.slice.steps import (
    ALL,
    BATCH,
    LOOK,
    PREVIEW,
    STEP,
    shown_of,
    step_of,
    vertex,
)
from tui.canvas.area import Scale
from tui.views.slice import layout as plot
from tui.views.slice.cut import Along


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


def test_the_names_of_the_axes_are_those_of_the_trained_parameters() -> None:
    heads = ("w'", "b'", "loss'")
    names = {Along.W: "w'", Along.B: "b'", Along.STEP: "distance in (w', b') along the step"}
    for along, name in names.items():
        shown = shown_of([STEP], along)
        scales = plot.scales_of(shown)
        plan = plot.slice_layout(100, 30, shown.cut, scales, (), heads)
        assert (plan.x.name, plan.y.name) == (name, "loss'")
        plan = plot.slice_layout(100, 30, shown.cut, scales)
        assert plan.x.name == name.replace("'", "").replace("in (w, b) ", "")


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


def test_the_legend_names_what_is_in_view() -> None:
    shown = shown_of([step_of(PREVIEW, slice(4, 8), (2.0, 1.0)), STEP])
    x = plot.scales_of(shown)[0]
    names = [entry.name for entry in plot.legend(LOOK, shown, x)]
    assert names[:2] == ["full loss, all 100", "batch loss, 4 samples"]
    assert {"before", "after", "tangent", "full minimum", "earlier, #update"} <= set(names)
    # Left of both least places, neither has anything to be named for.
    low = min(vertex(shown, ALL)[0], vertex(shown, BATCH)[0])
    names = [entry.name for entry in plot.legend(LOOK, shown, Scale(low - 2, low - 1))]
    assert not {"full minimum", "batch minimum"} & set(names)


def test_a_batch_whose_loss_only_the_worker_computes_is_drawn_where_it_is_the_full_batch() -> None:
    whole = replace(step_of(PREVIEW, slice(None), (3.0, 1.0)), objective=None)
    shown = shown_of([whole])
    assert shown.whole
    assert shown.step is not None
    assert plot.losses_of(shown.step, shown.full)[:2] == pytest.approx(
        (PREVIEW.moments.loss(*whole.before), PREVIEW.moments.loss(*whole.after))
    )
    part = shown_of([replace(STEP, objective=None)])
    names = [one.name for one in plot.legend(LOOK, part, plot.scales_of(part)[0])]
    assert names[:3] == [f"full loss, all {len(PREVIEW.x)}", "before", "after"]
    assert not [name for name in names if "batch" in name]
