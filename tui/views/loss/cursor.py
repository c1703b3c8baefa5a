"""Reading a loss curve out: which update is pointed at, and what its numbers are."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.history.frame import Frame
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.curves import glyph, vertical_rules
from tui.canvas.palette import Look
from tui.text.numbers import whole
from tui.views.loss.layers import LossCurves

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """One update of the curve.

    Attributes:
        row: which of the frame's updates.
        update, epoch: its number, and that of its epoch, both from 1.
        loss: of its batch.
        mean: of the epoch `mean_of`; None where its own is not over.
        mean_of: its epoch, or the next one that is kept.
    """

    row: int
    update: int
    epoch: int
    loss: float
    mean: float | None
    mean_of: int

    def text(self, width: int) -> str:
        """In words, as many as fit the width."""
        loss = f"{self.loss:.6g}"
        mean = "–" if self.mean is None else f"{self.mean:.6g}"
        update, epoch = whole(self.update), whole(self.epoch)
        near = "mean" if self.mean_of == self.epoch else "mean near"
        of = "epoch mean" if self.mean_of == self.epoch else f"mean of epoch {whole(self.mean_of)}"
        texts = (
            f"update {update} · epoch {epoch} · batch loss {loss} · {of} {mean}",
            f"update {update} · epoch {epoch} · loss {loss} · {near} {mean}",
            f"update {update} · loss {loss} · {near} {mean}",
            f"{update} · {loss}",
        )
        return next((text for text in texts if len(text) <= width), texts[-1])


def reading(frame: Frame, samples: int, row: int) -> Reading:
    """What update `row` of the frame's updates was."""
    updates, epochs = frame.updates, frame.epochs
    epoch = max(math.ceil(float(updates.seen[row]) / samples - 1e-9), 1)
    found = int(np.searchsorted(epochs.index, epoch))
    kept = found < epochs.index.size
    return Reading(
        row,
        int(updates.index[row]),
        epoch,
        float(updates.loss[row]),
        float(epochs.loss[found]) if kept else None,
        int(epochs.index[found]) if kept else epoch,
    )


def row_of(frame: Frame, update: int) -> int:
    """The row of the kept update that is nearest to `update`; the frame must have one."""
    index = frame.updates.index
    above = int(np.clip(np.searchsorted(index, update), 0, index.size - 1))
    below = max(above - 1, 0)
    return below if update - index[below] <= index[above] - update else above


def stepped_row(plan: Layout, curves: LossCurves, row: int, steps: int) -> int:
    """The row that is so many steps further: of a row, or of a column where rows are denser."""
    x = curves.updates[0]
    first, last = shown_rows(plan, curves)
    row = min(max(row, first), last)
    if last - first < plan.area.columns:
        return min(max(row + steps, first), last)
    width = (plan.area.x.high - plan.area.x.low) / plan.area.columns
    target = int(np.searchsorted(x, x[row] + steps * width))
    # However uneven the rows, a step is a step.
    target = max(target, row + 1) if steps > 0 else min(target, row - 1)
    return min(max(target, first), last)


def shown_rows(plan: Layout, curves: LossCurves) -> tuple[int, int]:
    """The first and the last row in view; there must be a row."""
    x = curves.updates[0]
    first = int(np.searchsorted(x, plan.area.x.low))
    last = int(np.searchsorted(x, plan.area.x.high, side="right")) - 1
    return min(first, x.size - 1), max(last, min(first, x.size - 1))


def row_at(plan: Layout, curves: LossCurves, column: int) -> int | None:
    """The row that is nearest to the middle of a column of the plot; None outside the axes."""
    point = plan.area.at(column, plan.area.row)
    x = curves.updates[0]
    if point is None or not x.size:
        return None
    first, last = shown_rows(plan, curves)
    return first + int(np.argmin(np.abs(x[first : last + 1] - point[0])))


def cursor(plan: Layout, curves: LossCurves, found: Reading, look: Look) -> Cells:
    """A line through the update that is read out, with a glyph on its loss."""
    palette, glyphs = look.palette, look.markers.glyphs
    x = float(curves.updates[0][found.row])
    cells = vertical_rules(plan, [x], glyphs.cursor, palette.text)
    if found.mean is not None:
        glyph(cells, plan.area, (x, found.mean), glyphs.arrived, palette.current)
    glyph(cells, plan.area, (x, found.loss), glyphs.current, palette.text)
    return cells
