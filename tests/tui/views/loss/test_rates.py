"""The strip of the learning rate: what it shows, where its dots are, and when it yields."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.config.parameters import with_values
from engine.history.values import Change
from tests.tui.views.scenes import frame_of, series
from tui.canvas.palette import Look, palette_for
from tui.model.scene import LossX
from tui.views.loss.curves import curves_of
from tui.views.loss.layers import loss_layout, loss_scales
from tui.views.loss.rates import Rates, curve_of, label_width, scale_of, strip_cells, strip_rows

COUNT = 40
LOOK = Look(palette_for(dark=True))


def scheduled_frame(changes=(), **values):
    ones = [1.0] * COUNT
    frame = frame_of(series(ones, ones, ones), changes=changes)
    return replace(frame, config=with_values(frame.config, values))


def drawn(frame, limit=None, rows=40, columns=60):
    curves = curves_of(frame, 1, LossX.UPDATES)
    rates = Rates(curve_of(frame, curves.updates[0]), (), limit)
    strip = strip_rows(rows, [frame])
    scales = loss_scales(curves, 0.1, log=False, previous=None)
    scale = scale_of(rates, None)
    room = label_width(scale, strip)
    plan = loss_layout(columns, rows - strip, LossX.UPDATES, scales, room=room)
    cells = strip_cells(plan, rows, rates, scale, LOOK)
    return plan, scale, list(cells.lines()[rows - strip :])


def test_it_has_the_name_the_newest_rate_and_its_ticks_below_the_x_axis_of_the_loss():
    frame = scheduled_frame(learning_rate=0.02, schedule="step", period=20, decay_rate=0.5)
    plan, scale, lines = drawn(frame)
    assert len(lines) == 9 and lines[0].split() == ["learning", "rate", "━", "last", "0.01"]
    assert (scale.low, scale.high, scale.log) == (0.0, 0.02, False)
    assert lines[1].startswith("0.02┤") and lines[-1].strip().startswith("0┤")
    # After 20 updates, at 40 % of the axis, the dots are half as high.
    inside = [line[plan.area.column :] for line in lines[1:]]
    heights = [
        next(row for row, line in enumerate(inside) if line[column] != " ")
        for column in (10, 18, 28, 40)
    ]
    assert heights in ([0, 0, 4, 4], [0, 0, 3, 3])


def test_a_limit_near_the_rates_is_a_line_with_its_value():
    frame = scheduled_frame(learning_rate=0.02, schedule="cosine", period=20)
    _, scale, lines = drawn(frame, limit=0.0249)
    assert scale.high > 0.0249 and "limit 0.0249" in lines[0]
    _, _, lines = drawn(frame, limit=0.9)
    assert "limit" not in lines[0]


def test_rates_that_differ_by_much_are_on_a_logarithmic_axis():
    frame = scheduled_frame(schedule="exponential", period=3)
    _, scale, lines = drawn(frame)
    assert scale.log and lines[0].startswith("learning rate (log)")


def test_live_changes_of_the_rate_have_a_strip_and_plain_runs_and_small_plots_have_none():
    change = Change(10, 10, "learning_rate", "0.1", "0.4")
    live, plain = scheduled_frame((change,), learning_rate=0.4), scheduled_frame()
    assert strip_rows(40, [live]) == 9 and strip_rows(15, [live]) == 0
    assert strip_rows(40, [plain, None]) == 0 and strip_rows(40, [plain, live]) == 9
    before, after = curve_of(live, np.arange(1.0, COUNT + 1))[1][[9, 10]].tolist()
    assert (before, after) == (float(np.float32(0.1)), float(np.float32(0.4)))
