"""A histogram of the residuals, beside the data or instead of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, Layout, layout_named
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import Cells
from tui.canvas.curves import vertical_rules
from tui.canvas.legend import LegendEntry
from tui.canvas.limits import LARGEST, multiple_of, round_limits, step_above
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.text.numbers import whole

_LEAST_BESIDE = 76
"""Plots of at least this width show the data and the histogram side by side."""
_SHARE = 0.4
GUTTER = 2
_KEPT = 0.35
_NEAR = 2.0
_FEWEST, _MOST = 6, 60
_GAP_FROM = 4
"""Bars of at least this width, in dots, have gaps between them."""


@dataclass(frozen=True)
class Bins:
    """Bins of equal width, a 1-2-5 number, from `first` to `last` times the width."""

    width: float
    first: int
    last: int

    @property
    def edges(self) -> Floats:
        """The edges of the bins, increasing, one more than there are bins."""
        return np.array([multiple_of(self.width, k) for k in range(self.first, self.last + 1)])

    @property
    def scale(self) -> Scale:
        """The axis that exactly contains the bins."""
        return Scale(multiple_of(self.width, self.first), multiple_of(self.width, self.last))


def columns_beside(columns: int) -> int:
    """The number of columns of the histogram; all columns if both do not fit.

    Beside the data, the first `GUTTER` of them stay empty.
    """
    return round(columns * _SHARE) if columns >= _LEAST_BESIDE else columns


def bins_of(residuals: Floats, previous: Bins | None = None) -> Bins:
    """Bins around all finite residuals, about 2 n^(1/3) of them: the Rice rule.

    They include 0 unless it is so far away that it would take more space than the residuals. The
    previous bins are kept while they contain the data and fit it well.
    """
    finite = residuals[np.abs(residuals) < LARGEST]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if -_NEAR * (high - low) <= low <= high <= _NEAR * (high - low) or high <= low:
        low, high = min(low, 0.0), max(high, 0.0)
    if high <= low:
        low, high = -1.0, 1.0
    if previous is not None:
        scale = previous.scale
        fits = scale.low <= low and high <= scale.high
        if fits and high - low >= _KEPT * (scale.high - scale.low):
            return previous
    wanted = min(max(math.ceil(2 * finite.size ** (1 / 3)), _FEWEST), _MOST)
    width = step_above((high - low) / wanted)
    first, last = math.floor(low / width + 1e-9), math.ceil(high / width - 1e-9)
    return Bins(width, first, max(last, first + 1))


def counts_of(residuals: Floats, bins: Bins) -> NDArray[np.intp]:
    """The number of residuals in each bin; a bin includes its lower edge, the last one both."""
    counts, _ = np.histogram(residuals[np.isfinite(residuals)], bins.edges)
    return counts.astype(np.intp)


def histogram_layout(
    columns: int,
    rows: int,
    bins: Bins,
    counts: NDArray[np.intp],
    *,
    samples: int,
    previous: Layout | None = None,
) -> Layout:
    """The layout of the axes; the count axis stays the same while it fits.

    The axis shows how many of all `samples` are counted, if not all.
    """
    before = previous.y.scale if previous is not None else None
    high = round_limits(0.0, float(counts.max(initial=1)), before)
    shown = int(counts.sum())
    part = () if shown == samples else (f"residual of {whole(shown)} samples",)
    names = (*part, "residual")
    counted = Axis(high, "samples", counts=True)
    return layout_named(columns, rows, Axis(bins.scale, "residual"), names, counted)


def axes(plan: Layout, look: Look) -> Cells:
    """The axes with the legend."""
    palette, glyphs = look.palette, look.markers.glyphs
    entries = (
        LegendEntry(glyphs.change, palette.current, "mean"),
        LegendEntry(glyphs.cursor, palette.muted, "0"),
    )
    return axes_cells(plan, look, entries)


def bars(plan: Layout, counts: NDArray[np.intp], look: Look) -> Cells:
    """A bar for each bin with the height of its count, drawn above the line at 0."""
    dots = Dots(plan.area, look.markers)
    width, height = plan.area.columns * dots.across, plan.area.rows * dots.down
    cells = vertical_rules(plan, [0.0], look.markers.glyphs.cursor, look.palette.muted)
    if not width or not height:
        return cells
    each = width / counts.size
    columns = np.arange(width)
    bin_of = np.minimum(((columns + 0.5) / each).astype(np.intp), counts.size - 1)
    _, top = plan.area.dots(np.zeros(counts.size), counts, dots.across, dots.down)
    # Counts above 0 are always visible.
    tall = np.where(counts > 0, np.maximum(np.round(top), 1), 0).astype(np.intp)[bin_of]
    if each >= _GAP_FROM:
        tall[np.flatnonzero(np.diff(bin_of))] = 0
    dots.fill(columns[tall > 0], tall[tall > 0])
    sign = look.markers.glyphs.bar
    return cells.overlay(dots.cells((look.palette.sample,), plan.columns, plan.rows, sign=sign))


def mean_line(plan: Layout, mean: float, look: Look) -> Cells:
    """A line at the mean of the residuals."""
    return vertical_rules(plan, [mean], look.markers.glyphs.change, look.palette.current)
