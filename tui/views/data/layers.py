"""The data and the fit: axes, legend, and which samples are those of the batch.

All is drawn in the data's units, in float64: samples, and lines as θ in the data's units.

The modules `points` and `lines` draw samples and lines, `residuals` and `histogram` the residuals
of the current line. All share their cells: see `sharing`.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.data.batches import BatchSpan, sample_order
from engine.data.preview import Preview
from engine.history.frame import Frame
from tui.canvas.axes import Axis, Layout, layout_named
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import Cells
from tui.canvas.legend import LegendEntry, Named, entry
from tui.canvas.limits import round_limits
from tui.canvas.palette import Look
from tui.text.data_names import axis_names
from tui.views import replica_marks

MOST_SHUFFLED = 200_000
"""Most samples for which a shuffled batch is looked up: the order of an epoch takes time."""


def data_layout(
    columns: int,
    rows: int,
    preview: Preview,
    legend: tuple[LegendEntry, ...] = (),
    also: tuple[tuple[float, float], tuple[float, float]] | None = None,
) -> Layout:
    """The layout of the axes, which contain all the data, and y = 0 if it is close.

    The x axis names the file, the rows that were dropped, and how many samples are drawn, if not
    all. There is space for `legend`. `also` is a range of x and one of y to be contained too.
    """
    ranges = preview.data.x_range, preview.data.y_range
    if also is not None:
        ranges = _both(ranges[0], also[0]), _both(ranges[1], also[1])
    x, y = (round_limits(*_finite(limits)) for limits in ranges)
    names, y_axis = axis_names(preview), Axis(y, preview.y_name, snap=True)
    return layout_named(columns, rows, Axis(x, preview.x_name), names, y_axis, legend)


def _both(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return min(one[0], other[0]), max(one[1], other[1])


def _finite(limits: tuple[float, float]) -> tuple[float, float]:
    low, high = limits
    return (low, high) if math.isfinite(low) and math.isfinite(high) else (0.0, 1.0)


def legend(
    look: Look,
    *,
    truth: bool,
    lit: bool | None,
    residuals: str,
    signs: tuple[str, str],
    now: bool = True,
    optimum: str = Named.OPTIMUM,
    straight: bool = True,
    kept: tuple[LegendEntry, ...] = (),
    replicas: int = 1,
) -> tuple[LegendEntry, ...]:
    """The meaning of lines and points, the most important first.

    Args:
        look: colours and markers.
        truth: whether the true line is drawn.
        lit: whether samples of the batch are highlighted; None if they were not looked up.
        residuals: the name of the residuals; empty if they are not drawn.
        signs: of a sample, and of one in the batch.
        now: whether the current line is in view; that of a diverged run is not.
        optimum: what the line of the optimum is called; empty if there is none.
        straight: whether the lines are straight.
        kept: the entries of the kept runs.
        replicas: among which the samples of the batch are shared.
    """
    palette, glyphs = look.palette, look.markers.glyphs
    current = entry(Named.NOW, glyphs.solid, palette.current)
    if not now:
        current = replace(current, name=f"{Named.NOW}: out of view", short=f"{Named.NOW}: out")
    entries = [current]
    if optimum:
        short = entry(Named.OPTIMUM, glyphs.dashed, palette.optimum)
        entries.append(short if optimum == Named.OPTIMUM else replace(short, name=optimum))
    if lit and replicas > 1:
        entries.extend(replica_marks.each(replicas, look))
    elif lit:
        entries.append(entry(Named.BATCH, signs[1], palette.lit))
    if residuals:
        entries.append(LegendEntry(glyphs.change, palette.change, residuals, Named.RESIDUALS))
    if truth:
        true = entry(Named.TRUE_LINE, glyphs.dotted, palette.truth)
        entries.append(true if straight else replace(true, name="true curve"))
    entries.append(entry(Named.SAMPLES, signs[0], palette.sample))
    if lit is None:
        entries.append(LegendEntry(signs[1], palette.muted, "batch not shown"))
    return (*entries, *kept)


def axes(plan: Layout, look: Look, legend: tuple[LegendEntry, ...]) -> Cells:
    """The axes with the legend."""
    return axes_cells(plan, look, legend)


def lit_rows(preview: Preview, frame: Frame | None) -> NDArray[np.intp] | None:
    """The rows of the preview in the last batch; empty for the full batch.

    None if the data is shuffled and has more than `MOST_SHUFFLED` samples.
    """
    span = None if frame is None else frame.batch
    if frame is None or span is None or span.stop - span.start >= preview.samples:
        return np.empty(0, np.intp)
    places = batch_places(preview, frame, span)
    return None if places is None else np.flatnonzero(places >= 0)


def batch_places(preview: Preview, frame: Frame, span: BatchSpan) -> NDArray[np.int64] | None:
    """For each row of the preview its place in a batch, from 0; -1 if it is not in it.

    None as in `lit_rows`.
    """
    samples, indices = preview.samples, preview.indices
    if not frame.config.batch.shuffle:
        inside = (indices >= span.start) & (indices < span.stop)
        return np.where(inside, indices - span.start, -1)
    if samples > MOST_SHUFFLED:
        return None
    places = np.full(samples, -1)
    order = _order(frame.config.seed_of_order, span.epoch, samples)[span.start : span.stop]
    places[order] = np.arange(order.size)
    taken: NDArray[np.int64] = places[indices]
    return taken


@lru_cache(maxsize=2)
def _order(seed: int, epoch: int, samples: int) -> NDArray[np.int32]:
    """The sample order of the epoch, cached: all frames of an epoch use the same one."""
    order = sample_order(seed, epoch, samples)
    order.flags.writeable = False
    return order
