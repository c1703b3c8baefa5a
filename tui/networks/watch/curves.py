"""The curves of a recording: loss and metrics, and the learning rate, over any of the axes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.arrays import Floats
from engine.networks.recording.recording import Recording, Rows
from tui.canvas.cycle import Cycle
from tui.canvas.legend import LegendEntry
from tui.canvas.palette import Look

LOSS, VALIDATION = "loss", "val_"
_NOT_METRICS = ("learning_rate", "lr")


class Over(Cycle, StrEnum):
    """What the curves are drawn over; a key cycles through them."""

    EPOCHS = "epochs"
    UPDATES = "updates"
    SECONDS = "seconds of training"

    @property
    def names(self) -> tuple[str, ...]:
        """Its name, and a shorter one."""
        return (self.value, self.value.split()[0])

    def of(self, rows: Rows) -> Floats:
        """The place of each row on the axis."""
        match self:
            case Over.EPOCHS:
                return rows.epoch
            case Over.UPDATES:
                return rows.update
            case Over.SECONDS:
                return rows.seconds


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve to draw.

    Attributes:
        x, y: its points; x increases.
        entry: of the legend, with its glyph and colour.
        dashed: whether it is dashed, as that of validation data is.
        bold: whether it stands out.
    """

    x: Floats
    y: Floats
    entry: LegendEntry
    dashed: bool = False
    bold: bool = True


def metrics_of(recording: Recording) -> list[str]:
    """The names of what can be plotted: the loss first."""
    names = {name.removeprefix(VALIDATION) for name in recording.epochs}
    others = sorted(names - {LOSS, *_NOT_METRICS})
    return [LOSS, *others]


def curves_of(recording: Recording, metric: str, over: Over, look: Look) -> list[Curve]:
    """The curves of a metric: of training, of validation, and the loss within epochs."""
    palette, glyphs, bold = look.palette, look.markers.glyphs, look.bold_markers.glyphs
    curves = []
    running = recording.running
    if metric == LOSS and len(running) and np.isfinite(running.value).any():
        entry = LegendEntry(glyphs.thin, palette.batch_loss, "mean of the epoch so far", "so far")
        curves.append(Curve(over.of(running), running.value, entry, bold=False))
    for name, dashed in ((metric, False), (f"{VALIDATION}{metric}", True)):
        rows = recording.epochs.get(name)
        if rows is None:
            continue
        sign, colour = (bold.dashed, palette.truth) if dashed else (bold.solid, palette.current)
        entry = LegendEntry(sign, colour, f"validation {metric}" if dashed else metric,
                            "validation" if dashed else metric)  # fmt: skip
        curves.append(Curve(over.of(rows), rows.value, entry, dashed))
    return curves


def rate_of(recording: Recording, over: Over, look: Look) -> list[Curve]:
    """The curve of the learning rate; none if none is known."""
    rows = recording.learning_rate
    if not np.isfinite(rows.value).any():
        return []
    entry = LegendEntry(look.bold_markers.glyphs.solid, look.palette.current, "learning rate", "lr")
    return [Curve(over.of(rows), rows.value, entry)]


def fits_at(recording: Recording, over: Over) -> tuple[float, ...]:
    """Where the later calls of `fit` begin on the axis."""
    rows, later = recording.learning_rate, recording.fits[1:]
    if over is Over.UPDATES or not len(rows):
        return tuple(map(float, later))
    return tuple(np.interp(later, rows.update, over.of(rows)).tolist())


def planned_at(recording: Recording, over: Over) -> float:
    """Where the training is to end on the axis; inf if that is not known, 0 if it has ended."""
    now, epochs = recording.now, recording.last_epoch
    if now is None or recording.state.over:
        return 0.0
    match over:
        case Over.EPOCHS if epochs:
            return float(epochs)
        case Over.UPDATES if epochs and now.epoch:
            return epochs * now.update / now.epochs
        case _:
            return math.inf
