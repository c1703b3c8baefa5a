"""The cursor of the loss curve: the selected update and its numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.history.frame import Frame
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.curves import glyph, vertical_rules
from tui.canvas.palette import Look
from tui.text.numbers import significant, whole
from tui.views.loss.curves import LossCurves


@dataclass(frozen=True)
class Reading:
    """One update of the curve.

    Attributes:
        row: index among the updates of the frame.
        update, epoch: the numbers of the update and of its epoch, both from 1.
        loss: the batch loss.
        mean: the mean of epoch `mean_of`; None if the epoch is not complete.
        mean_of: its epoch, or the next one that is stored.
    """

    row: int
    update: int
    epoch: int
    loss: float
    mean: float | None
    mean_of: int

    def text(self, width: int) -> str:
        """The numbers as text, as many as fit the width."""
        loss = significant(self.loss, 6)
        mean = "–" if self.mean is None else significant(self.mean, 6)
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
    """The numbers of update `row` of the frame."""
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
    """The row of the stored update closest to `update`; the frame must contain one."""
    index = frame.updates.index
    above = int(np.clip(np.searchsorted(index, update), 0, index.size - 1))
    below = max(above - 1, 0)
    return below if update - index[below] <= index[above] - update else above


def stepped_row(plan: Layout, curves: LossCurves, row: int, steps: int) -> int:
    """The row `steps` further: in rows, or in columns where rows are denser than columns."""
    x = curves.updates[0]
    first, last = shown_rows(plan, curves)
    row = min(max(row, first), last)
    if last - first < plan.area.columns:
        return min(max(row + steps, first), last)
    place = float(plan.area.x.position(x[row])) + steps / plan.area.columns
    target = int(np.searchsorted(x, plan.area.x.value(place)))
    # A step always moves by at least one row, even if the rows are unevenly spaced.
    target = max(target, row + 1) if steps > 0 else min(target, row - 1)
    return min(max(target, first), last)


def shown_rows(plan: Layout, curves: LossCurves) -> tuple[int, int]:
    """The first and the last visible row; there must be a row."""
    x = curves.updates[0]
    first = int(np.searchsorted(x, plan.area.x.low))
    last = int(np.searchsorted(x, plan.area.x.high, side="right")) - 1
    return min(first, x.size - 1), max(last, min(first, x.size - 1))


def row_at(plan: Layout, curves: LossCurves, column: int) -> int | None:
    """The row closest to the centre of a column of the plot; None outside the axes."""
    area, x = plan.area, curves.updates[0]
    if not area.holds(column, area.row) or not x.size:
        return None
    first, last = shown_rows(plan, curves)
    centre = (column - area.column + 0.5) / area.columns
    away = np.abs(area.x.position(x[first : last + 1]) - centre)
    return first + int(np.argmin(np.nan_to_num(away, nan=np.inf)))


def cursor(plan: Layout, curves: LossCurves, found: Reading, look: Look) -> Cells:
    """A vertical line through the selected update, with a glyph at its loss."""
    palette, glyphs = look.palette, look.markers.glyphs
    x = float(curves.updates[0][found.row])
    cells = vertical_rules(plan, [x], glyphs.cursor, palette.text)
    if found.mean is not None:
        glyph(cells, plan.area, (x, found.mean), glyphs.arrived, palette.current)
    glyph(cells, plan.area, (x, found.loss), glyphs.current, palette.text)
    return cells
