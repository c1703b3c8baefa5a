"""The residuals y - ŷ of the current line: as lines in the plot, and in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.data.preview import Preview
from engine.problems.base import Theta
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.text.numbers import BEYOND, significant, unwritten, whole
from tui.views.data.shapes import Neuron, Shape, values_of


@dataclass(frozen=True)
class Summary:
    """Statistics of the residuals of all samples, exact for any number of samples.

    Attributes:
        mean: of the residuals.
        deviation: their population standard deviation (denominator n).
        rms: their root mean square; at least `least`.
        least: the minimum possible rms, that of the least-squares line.
    """

    mean: float
    deviation: float
    rms: float
    least: float

    def text(self, width: int) -> str:
        """The statistics as text, as many as fit the width."""
        mean, deviation, rms, least = (
            significant(value, 4) for value in (self.mean, self.deviation, self.rms, self.least)
        )
        if math.isnan(self.least):
            return _without_least(mean, deviation, rms, width)
        if unwritten(self.mean) or unwritten(self.rms):
            long = f"residuals y − ŷ: rms {BEYOND} (minimum possible {least})"
            return long if len(long) <= width else f"rms {BEYOND}"
        texts = (
            f"residuals y − ŷ: mean {mean}, std {deviation}, rms {rms} (minimum possible {least})",
            f"residuals: mean {mean}, std {deviation}, rms {rms} (minimum possible {least})",
            f"mean {mean}, std {deviation}, rms {rms} (minimum {least})",
            f"mean {mean}, rms {rms} (minimum {least})",
            f"rms {rms} (minimum {least})",
            f"rms {rms}",
        )
        return next((text for text in texts if len(text) <= width), texts[-1])

    def text_beside(self, drawn: Floats, name: str, width: int) -> str:
        """The statistics of the residuals that are drawn, (k,), then those of all samples.

        `name` is what is drawn: "batch", for example.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            mean, rms = float(np.mean(drawn)), float(np.sqrt(np.mean(drawn * drawn)))
        own = f"rms {significant(rms, 4)}"
        whole_rms, least = significant(self.rms, 4), significant(self.least, 4)
        if math.isnan(self.least):
            text = f"residuals of {name}: {own} · all samples: rms {whole_rms}"
            return text if len(text) <= width else own
        everyone = f"all samples: rms {whole_rms} (minimum possible {least})"
        texts = (
            f"residuals y − ŷ of {name}: mean {significant(mean, 4)}, {own} · {everyone}",
            f"residuals of {name}: {own} · all samples: rms {whole_rms} (minimum {least})",
            f"{name}: {own} · all: rms {whole_rms} (minimum {least})",
            f"{name}: {own} · all: {whole_rms}",
            f"{name}: {own}",
            own,
        )
        return next((text for text in texts if len(text) <= width), texts[-1])


def _without_least(mean: str, deviation: str, rms: str, width: int) -> str:
    """The statistics of a curve, of which no minimum is known."""
    texts = (
        f"residuals y − ŷ: mean {mean}, std {deviation}, rms {rms}",
        f"mean {mean}, rms {rms}",
        f"rms {rms}",
    )
    return next((text for text in texts if len(text) <= width), texts[-1])


def summary(preview: Preview, theta: Theta, neuron: Neuron) -> Summary:
    """Statistics of the residuals in the data's units; inf or nan if θ is not finite.

    Those of a curve are of the drawn samples; its minimum is not known. Those of a straight line
    are computed from centred moments, because mean square minus squared mean loses digits if the
    mean is large: the variance of y - w x is least_loss + var_x (w - w*)².
    """
    if not neuron.straight:
        return _of_drawn(residuals_of(preview, theta, neuron))
    moments, unit = preview.moments, preview.scaling.y_scale
    w, b = theta
    off = w - moments.slope
    with np.errstate(over="ignore", invalid="ignore"):
        mean = float(np.float64(moments.mean_y) - np.float64(w) * moments.mean_x - b)
        variance = float(moments.least_loss + np.float64(moments.var_x) * off * off)
        square = float(moments.loss(w, b))
    roots = (math.sqrt(value) for value in (variance, square, moments.least_loss))
    return Summary(unit * mean, *(unit * root for root in roots))


def _of_drawn(residuals: Floats) -> Summary:
    with np.errstate(over="ignore", invalid="ignore"):
        square = float(np.mean(residuals * residuals))
        return Summary(float(residuals.mean()), float(residuals.std()), math.sqrt(square), math.nan)


def residuals_of(preview: Preview, theta: Theta, neuron: Neuron) -> Floats:
    """The residuals of the drawn samples in the data's units, (k,), float64.

    Computed from the standardized samples: in the data's units, the difference of large numbers
    would lose digits.
    """
    scaling, data = preview.scaling, preview.data
    made = neuron.predicted(theta, scaling.x(data.x))
    with np.errstate(over="ignore", invalid="ignore"):
        return scaling.y_scale * (scaling.y(data.y) - made)


def chosen_rows(columns: int, preview: Preview, lit: NDArray[np.intp]) -> NDArray[np.intp]:
    """The rows whose residuals are drawn: the batch or all; an even selection if space is short.

    Args:
        columns: of the plot; each residual needs at least half of one.
        preview: the drawn samples.
        lit: rows of the current batch; empty for the full batch.
    """
    rows = lit if lit.size else np.arange(preview.x.size)
    most = max(2 * columns, 1)
    if rows.size <= most:
        return rows
    by_x = rows[np.argsort(preview.data.x[rows], kind="stable")]
    return by_x[np.linspace(0, by_x.size - 1, most).astype(np.intp)]


def name_of(rows: NDArray[np.intp], preview: Preview, lit: NDArray[np.intp], batch: int) -> str:
    """Whose residuals are drawn; empty if they are those of all samples.

    Args:
        rows: the rows of the preview whose residuals are drawn.
        preview: the drawn samples.
        lit: rows of the preview that are in the current batch; empty for the full batch.
        batch: the number of samples in the batch.
    """
    if rows.size == preview.samples:
        return ""
    if not lit.size:
        return f"{whole(rows.size)} samples"
    return "the batch" if rows.size == batch else f"{whole(rows.size)} samples of the batch"


def residual_lines(
    plan: Layout, preview: Preview, rows: NDArray[np.intp], line: Shape, look: Look
) -> Cells:
    """Vertical lines from points to the line, both ends included; none if not finite."""
    dots = Dots(plan.area, look.markers)
    x, y = preview.data.x[rows], preview.data.y[rows]
    on_line = values_of(line, x)
    gap = np.full(x.size, np.nan)
    across = np.stack([x, x, gap], axis=1).ravel()
    dots.line(across, np.stack([y, on_line, gap], axis=1).ravel())
    sign = look.markers.glyphs.change
    return dots.cells((look.palette.change,), plan.columns, plan.rows, sign=sign)
