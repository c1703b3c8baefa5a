"""The measured trade-off of batch size as curves over M, all axes logarithmic.

A point is open if at least half of an update's time is launch overhead, not arithmetic; otherwise
it is filled. A loss that was not reached has a mark at the bottom of its column.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.sweeps.tradeoff import MOSTLY_WAITING, TradeoffRow, launch_seconds, waiting_shares
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, Layout, layout
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import Cells
from tui.canvas.curves import glyph, horizontal_rule, static_lines
from tui.canvas.legend import LegendEntry
from tui.canvas.limits import log_limits
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.text.numbers import significant

_ASIDE = 1.4
"""Margin beside the outermost batch sizes, as a factor."""
_ROWS_FOR_NAME = 14


class Measured(StrEnum):
    """The quantity plotted over M."""

    SECONDS = "seconds"
    SPEED = "samples/s"
    EPOCHS = "epochs"
    UPDATES = "updates"
    UPDATE = "µs/update"


_VALUES: dict[Measured, Callable[[TradeoffRow], float]] = {
    Measured.SECONDS: lambda row: row.seconds if row.reached else math.nan,
    Measured.SPEED: lambda row: row.samples_per_second,
    Measured.EPOCHS: lambda row: row.epochs if row.reached else math.nan,
    Measured.UPDATES: lambda row: float(row.updates) if row.reached else math.nan,
    Measured.UPDATE: lambda row: 1e6 * row.update_seconds,
}
_NAMES = {
    Measured.SECONDS: "seconds to the loss",
    Measured.SPEED: "samples/s",
    Measured.EPOCHS: "epochs to the loss",
    Measured.UPDATES: "updates to the loss",
    Measured.UPDATE: "µs per update",
}


@dataclass(frozen=True)
class Signs:
    """The characters of points: mostly launch overhead, mostly arithmetic, loss not reached."""

    waits: str
    computes: str
    missed: str


def signs_of(look: Look) -> Signs:
    """The characters for these markers."""
    return Signs("o", "@", "x") if look.markers is Markers.ASCII else Signs("○", "●", "×")


def values_of(rows: Sequence[TradeoffRow], what: Measured) -> list[float]:
    """The values over M; nan if the loss was not reached, or already at the start."""
    found = [_VALUES[what](row) for row in rows]
    return [value if math.isfinite(value) and value > 0 else math.nan for value in found]


def tradeoff_plot(
    columns: int, rows: int, measured: Sequence[TradeoffRow], what: Measured, look: Look
) -> Cells:
    """One quantity over M, in `columns` × `rows` cells, any size."""
    measured = sorted(measured, key=lambda row: row.samples)
    values = values_of(measured, what)
    known = [value for value in values if math.isfinite(value)]
    m = [float(row.samples) for row in measured] or [1.0]
    x = Scale(min(m) / _ASIDE, max(m) * _ASIDE, log=True)
    floor = 1e6 * launch_seconds(measured)
    lowest = [floor] if what is Measured.UPDATE and floor > 0 else []
    y = log_limits(min(known + lowest), max(known)) if known else Scale(0.1, 1.0, log=True)
    # In a low plot, the name is in the line of the ticks, where it must be short.
    below = "batch size M" if rows >= _ROWS_FOR_NAME else "M"
    named = Axis(y, _shown(_NAMES[what], look), snap=True)
    plan = layout(columns, rows, Axis(x, below), named)
    cells = axes_cells(plan, look, _legend(look, what, measured, floor))
    if what is Measured.UPDATE and floor > 0:
        rule = look.markers.glyphs.rule
        cells = cells.overlay(
            horizontal_rule(plan, floor, look.markers, look.palette.optimum, rule)
        )
    drawn = np.array([(a, b) for a, b in zip(m, values, strict=False) if math.isfinite(b)])
    if len(drawn) > 1:
        sign = look.markers.glyphs.thin
        line = static_lines(
            plan, look.markers, [(drawn[:, 0], drawn[:, 1], look.palette.batch_loss, sign)]
        )
        cells = cells.overlay(line)
    return cells.overlay(_points(plan, measured, values, look))


def _points(
    plan: Layout, measured: Sequence[TradeoffRow], values: Sequence[float], look: Look
) -> Cells:
    cells = Cells.blank(plan.columns, plan.rows)
    signs, palette = signs_of(look), look.palette
    foot = plan.area.y.value(0.5 / max(plan.area.rows, 1))
    for row, share, value in zip(measured, waiting_shares(measured), values, strict=True):
        if not math.isfinite(value):
            if not row.reached:
                place = (float(row.samples), foot)
                glyph(cells, plan.area, place, signs.missed, palette.warning)
        elif share >= MOSTLY_WAITING:
            glyph(cells, plan.area, (row.samples, value), signs.waits, palette.current)
        else:
            glyph(cells, plan.area, (row.samples, value), signs.computes, palette.truth)
    return cells


def _legend(
    look: Look, what: Measured, measured: Sequence[TradeoffRow], floor: float
) -> tuple[LegendEntry, ...]:
    """The meaning of the characters in the plot."""
    signs, palette = signs_of(look), look.palette
    entries = []
    if what is Measured.UPDATE and floor > 0:
        launch = f"launch {significant(floor, 3)}"
        entries.append(LegendEntry(look.markers.glyphs.rule, palette.optimum, launch, "launching"))
    waits = [share >= MOSTLY_WAITING for share in waiting_shares(measured)]
    if any(waits):
        entries.append(LegendEntry(signs.waits, palette.current, "mostly overhead", "overhead"))
    if not all(waits):
        entries.append(LegendEntry(signs.computes, palette.truth, "computes", "computes"))
    if any(not row.reached for row in measured) and what in _TO_THE_LOSS:
        entries.append(LegendEntry(signs.missed, palette.warning, "not reached", "missed"))
    return tuple(entries)


_TO_THE_LOSS = (Measured.SECONDS, Measured.EPOCHS, Measured.UPDATES)


def _shown(name: str, look: Look) -> str:
    return name.replace("µ", "u") if look.markers is Markers.ASCII else name
