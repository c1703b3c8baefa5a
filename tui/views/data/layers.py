"""The data and the fit: samples, the true line, the least-squares line, and the current line.

Static layers: `axes`, `samples`, `reference_lines`. Dynamic layers: `lit_samples`, `current_line`.
The modules `residuals` and `histogram` draw the residuals of the current line.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.data.batches import sample_order
from engine.data.dataset import Preview
from engine.history.frame import Frame
from engine.problems.linear_neuron.least_squares import Theory
from tui.canvas.axes import Axis, Layout, axes_cells, layout_named
from tui.canvas.cells import Cells
from tui.canvas.curves import static_lines, static_points
from tui.canvas.legend import LegendEntry
from tui.canvas.limits import round_limits
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.text.numbers import whole

_CELLS_PER_GLYPH = 3
_DASHED = (7, 5)
_DOTTED = (4, 2)
_COARSE = (3, 2)
MOST_SHUFFLED = 200_000
"""Most samples for which a shuffled batch is looked up: the order of an epoch takes time."""

Line = tuple[float, float]
"""A line y = w·x + b as (w, b)."""


def data_layout(columns: int, rows: int, preview: Preview) -> Layout:
    """The layout of the axes, which contain all the data, and y = 0 if it is close.

    The x axis shows how many of the samples are drawn, if not all.
    """
    x = round_limits(*_finite(preview.x_range))
    y = round_limits(*_finite(preview.y_range))
    name, drawn, samples = preview.x_name, preview.x.size, preview.samples
    names: tuple[str, ...] = (name,)
    if drawn < samples:
        few = f"{name}, {whole(drawn)} of {whole(samples)} samples"
        names = (f"{few}, chosen at random", few, f"{name}, {whole(drawn)} samples", name)
    return layout_named(columns, rows, Axis(x, name), names, Axis(y, preview.y_name))


def _finite(limits: tuple[float, float]) -> tuple[float, float]:
    low, high = limits
    return (low, high) if math.isfinite(low) and math.isfinite(high) else (0.0, 1.0)


def legend(
    look: Look, *, truth: bool, lit: bool | None, residuals: str = ""
) -> tuple[LegendEntry, ...]:
    """The meaning of the lines, the most important first; `residuals` is their name if drawn.

    `lit` is None if the samples of the batch were not looked up.
    """
    palette, glyphs = look.palette, look.markers.glyphs
    entries = [
        LegendEntry(glyphs.solid, palette.current, "now"),
        LegendEntry(glyphs.dashed, palette.optimum, "least squares", "best"),
    ]
    if truth:
        entries.append(LegendEntry(glyphs.dotted, palette.truth, "true line", "true"))
    if lit:
        entries.insert(1, LegendEntry(glyphs.lit, palette.lit, "batch"))
    if residuals:
        entries.insert(1, LegendEntry(glyphs.change, palette.change, residuals, "residuals"))
    if lit is None:
        entries.append(LegendEntry(glyphs.lit, palette.muted, "batch not shown", "batch?"))
    return tuple(entries)


def axes(plan: Layout, look: Look, *, truth: bool, lit: bool | None, residuals: str = "") -> Cells:
    """The axes with the legend."""
    return axes_cells(plan, look, legend(look, truth=truth, lit=lit, residuals=residuals))


def samples(plan: Layout, preview: Preview, look: Look) -> Cells:
    """The data points: a glyph each if they are few, otherwise dots, which show their density."""
    markers, sign = look.markers, look.markers.glyphs.sample
    if preview.x.size * _CELLS_PER_GLYPH <= plan.area.columns * plan.area.rows:
        markers = Markers.DOT
    x, y = preview.x.astype(np.float64), preview.y.astype(np.float64)
    return static_points(plan, markers, x, y, look.palette.sample, sign)


def reference_lines(plan: Layout, theory: Theory, truth: Line | None, look: Look) -> Cells:
    """The least-squares line, dashed, above the true line, dotted, if it is known."""
    palette, glyphs = look.palette, look.markers.glyphs
    dashed, dotted = (_DASHED, _DOTTED) if look.markers.fine else (_COARSE, _COARSE)
    best = theory.best
    across, _ = look.markers.resolution
    lines = [(*_broken(plan, best, dashed, across), palette.optimum, glyphs.dashed)]
    if truth is not None:
        lines.insert(0, (*_broken(plan, truth, dotted, across), palette.truth, glyphs.dotted))
    return static_lines(plan, look.markers, lines)


def _broken(
    plan: Layout, line: Line, pattern: tuple[int, int], across: int
) -> tuple[Floats, Floats]:
    """A broken line, as x and y at the centre of each column of dots; gaps are nan.

    `pattern` is the period in columns, and the number of them that are drawn.
    """
    width = plan.area.columns * across
    column = np.arange(width)
    x = np.array([plan.area.x.value((place + 0.5) / width) for place in column.tolist()])
    period, drawn = pattern
    y = np.where(column % period < drawn, line[0] * x + line[1], np.nan)
    return x, y


def current_line(plan: Layout, line: Line, look: Look) -> Cells:
    """The current line of the neuron; nothing if it is not finite."""
    dots = Dots(plan.area, look.markers)
    x = np.array([plan.area.x.low, plan.area.x.high])
    with np.errstate(over="ignore", invalid="ignore"):
        dots.line(x, line[0] * x + line[1])
    colours, sign = (look.palette.current,), look.markers.glyphs.solid
    return dots.cells(colours, plan.columns, plan.rows, bold=1, sign=sign)


def lit_rows(preview: Preview, frame: Frame | None) -> NDArray[np.intp] | None:
    """The rows of the preview in the last batch; empty for the full batch.

    None if the data is shuffled and has more than `MOST_SHUFFLED` samples.
    """
    samples = preview.samples
    span = None if frame is None else frame.batch
    if frame is None or span is None or span.stop - span.start >= samples:
        return np.empty(0, np.intp)
    indices = preview.indices
    if not frame.config.batch.shuffle:
        return np.flatnonzero((indices >= span.start) & (indices < span.stop))
    if samples > MOST_SHUFFLED:
        return None
    used = np.zeros(samples, np.bool_)
    used[_order(frame.config.data.seed, span.epoch, samples)[span.start : span.stop]] = True
    return np.flatnonzero(used[indices])


@lru_cache(maxsize=2)
def _order(seed: int, epoch: int, samples: int) -> NDArray[np.int32]:
    """The sample order of the epoch, cached: all frames of an epoch use the same one."""
    order = sample_order(seed, epoch, samples)
    order.flags.writeable = False
    return order


def lit_samples(plan: Layout, preview: Preview, rows: NDArray[np.intp], look: Look) -> Cells:
    """The points of the current batch, above all others."""
    cells = Cells.blank(plan.columns, plan.rows)
    area = plan.area
    u, v = area.dots(preview.x[rows], preview.y[rows])
    with np.errstate(invalid="ignore"):
        inside = (u >= 0) & (u < area.columns) & (v >= 0) & (v < area.rows)
    column = area.column + np.floor(u[inside]).astype(np.intp)
    row = area.row + area.rows - 1 - np.floor(v[inside]).astype(np.intp)
    cells.chars[row, column] = look.markers.glyphs.lit
    cells.fore[row, column] = look.palette.lit
    cells.bold[row, column] = True
    return cells
