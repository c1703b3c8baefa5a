"""The residuals y - ŷ of the current line: as lines in the plot, and in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.data.dataset import Preview
from engine.problems.linear_neuron.moments import Moments
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.text.numbers import significant, whole
from tui.views.data.lines import Line


@dataclass(frozen=True)
class Summary:
    """Statistics of the residuals of all samples, exact for any number of samples.

    Attributes:
        mean: of the residuals.
        deviation: their population standard deviation (denominator n).
        rms: their root mean square, the root of the full loss; at least `least`.
        least: the minimum possible rms, that of the optimum's line.
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


def summary(moments: Moments, line: Line) -> Summary:
    """Statistics of the residuals of a line; inf or nan if it is not finite.

    Computed from centred moments, because mean square minus squared mean loses digits if the mean
    is large: the variance of y - w x is least_loss + var_x (w - w*)².
    """
    w, b = line
    off = w - moments.slope
    with np.errstate(over="ignore", invalid="ignore"):
        mean = float(np.float64(moments.mean_y) - np.float64(w) * moments.mean_x - b)
        variance = float(moments.least_loss + np.float64(moments.var_x) * off * off)
        square = float(moments.loss(w, b))
    return Summary(mean, math.sqrt(variance), math.sqrt(square), math.sqrt(moments.least_loss))


def residuals_of(preview: Preview, line: Line) -> Floats:
    """The residuals of the drawn samples, (k,), float64."""
    w, b = line
    with np.errstate(over="ignore", invalid="ignore"):
        return preview.y.astype(np.float64) - (np.float64(w) * preview.x.astype(np.float64) + b)


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
    by_x = rows[np.argsort(preview.x[rows], kind="stable")]
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
    plan: Layout, preview: Preview, rows: NDArray[np.intp], line: Line, look: Look
) -> Cells:
    """Vertical lines from points to the line, both ends included; none if not finite."""
    dots = Dots(plan.area, look.markers)
    x, y = preview.x[rows].astype(np.float64), preview.y[rows].astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        on_line = np.float64(line[0]) * x + line[1]
    gap = np.full(x.size, np.nan)
    across = np.stack([x, x, gap], axis=1).ravel()
    dots.line(across, np.stack([y, on_line, gap], axis=1).ravel())
    sign = look.markers.glyphs.change
    return dots.cells((look.palette.change,), plan.columns, plan.rows, sign=sign)
