"""Layout of a plot: the area inside the axes, ticks, axis names and the legend.

A plot has a left and a bottom axis (`tui.canvas.axes_drawing`). The lines above hold the name of
the y axis and the legend, where they hide no data. Plots too small for axes consist of the area
alone.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from tui.canvas.area import PlotArea, Scale
from tui.canvas.legend import Head, LegendEntry, head_of
from tui.canvas.snap import snapped
from tui.canvas.ticks import format_ticks, ticks_of
from tui.text.width import text_width

_LEAST_COLUMNS = 18
_LEAST_ROWS = 6
_ROWS_FOR_NAME = 14
"""Plots of at least this many rows give the name of the x axis a separate line."""
_ROWS_FOR_LEGEND = 12
"""A legend may have one more line for each of these rows."""
_LEAST_HEIGHT = 4
"""Plots of at most this many rows between the axes give no row to the name of the x axis."""
_ROWS_FOR_TWO = 8
"""Plots of at least this many rows give a row to a name and a legend that would be cut."""
_SHORT_NAME = 8
"""Names up to this long are shown whole in the line of the ticks, even at their expense."""


@dataclass(frozen=True)
class Ticks:
    """Positions along an axis and their labels."""

    values: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Axis:
    """What one axis measures, and its name.

    Attributes:
        scale: its limits.
        name: its label.
        steady: whether the step between ticks stays the same while the axis is panned.
        counts: whether it shows a count, so that all its ticks are whole numbers.
        snap: whether the limits of a y axis are widened a little, so that its ticks are at centres
            of rows, where their marks are: then a dot is above a tick if its value is.
        fixed: its ticks, for an axis of another quantity than its scale; empty for round numbers.
        room: the least columns for the labels of a y axis.
    """

    scale: Scale
    name: str
    steady: bool = False
    counts: bool = False
    snap: bool = False
    fixed: Ticks = Ticks((), ())
    room: int = 0


@dataclass(frozen=True)
class Layout:
    """Where everything is in a plot of a given size.

    Attributes:
        columns, rows: the plot's size.
        x, y: the axes as asked for.
        area: the part inside the axes, and what it shows; `framed` says whether there are axes.
        x_ticks, y_ticks: the ticks that fit.
        name_below: whether the name of the x axis has a separate line.
        head: the name of the y axis as it is written, and where the legend begins.
    """

    columns: int
    rows: int
    x: Axis
    y: Axis
    area: PlotArea
    framed: bool
    x_ticks: Ticks
    y_ticks: Ticks
    name_below: bool
    head: Head = field(default_factory=Head)


_NO_TICKS = Ticks((), ())


def layout(
    columns: int, rows: int, x: Axis, y: Axis, legend: tuple[LegendEntry, ...] = ()
) -> Layout:
    """Lay out a plot of `columns` × `rows` cells, any size, with enough lines for `legend`."""
    columns, rows = max(columns, 0), max(rows, 0)
    bare = PlotArea(0, 0, columns, rows, x.scale, y.scale)
    unframed = Layout(columns, rows, x, y, bare, False, _NO_TICKS, _NO_TICKS, False)
    if columns < _LEAST_COLUMNS or rows < _LEAST_ROWS:
        return unframed
    roomy = rows >= _ROWS_FOR_TWO
    head = head_of(columns, y.name, legend, 1 + rows // _ROWS_FOR_LEGEND, roomy=roomy)
    plan = unframed
    for name_below in (False, True):
        height = rows - 2 - head.lines - name_below
        shown, y_ticks = fitted(y, height)
        y_ticks = Ticks(y_ticks.values, tuple(label.rjust(y.room) for label in y_ticks.labels))
        labels_width = max(map(len, y_ticks.labels), default=0)
        width = columns - labels_width - 1
        if width < _LEAST_COLUMNS // 2:
            return unframed
        area = PlotArea(labels_width + 1, head.lines, width, height, x.scale, shown)
        x_ticks = _x_ticks(x, width)
        plan = Layout(columns, rows, x, y, area, True, x_ticks, y_ticks, name_below, head)
        if name_below or not x.name:
            return plan
        if rows >= _ROWS_FOR_NAME:
            continue
        beside = replace(plan, x_ticks=_beside_name(plan))
        whole = text_width(x.name) <= name_room(beside)
        if height <= _LEAST_HEIGHT or (whole and _tells_scale(beside.x_ticks, x.scale)):
            return beside
    return plan


def _beside_name(plan: Layout) -> Ticks:
    """The ticks of the x axis whose labels are left of its name in the same line.

    One at least, and two beside a long name, which is then cut.
    """
    ticks, columns, name = plan.x_ticks, plan.area.columns, text_width(plan.x.name)
    end = columns - 1 - min(name, max(columns // 3, _SHORT_NAME))
    left = sum(last <= end for _, last in _label_ends(ticks, plan.x.scale, columns))
    kept = max(left, 1 if name <= _SHORT_NAME else 2)
    return Ticks(ticks.values[:kept], ticks.labels[:kept])


def _tells_scale(ticks: Ticks, scale: Scale) -> bool:
    """Whether there are two ticks at least, and the last is not in the first half of the axis."""
    return len(ticks.values) > 1 and float(scale.position(ticks.values[-1])) >= 1 / 2


def _label_ends(ticks: Ticks, scale: Scale, width: int) -> list[tuple[float, float]]:
    """The first column of each label of the x axis, and the one after its last."""
    places = np.clip(np.floor(scale.position(list(ticks.values)) * width), 0, width - 1).tolist()
    return [
        (place - len(label) // 2, place + (len(label) + 1) // 2)
        for place, label in zip(places, ticks.labels, strict=True)
    ]


def layout_named(
    columns: int,
    rows: int,
    x: Axis,
    names: tuple[str, ...],
    y: Axis,
    legend: tuple[LegendEntry, ...] = (),
) -> Layout:
    """Lay out with the first of `names` (for the x axis) that fits; with the last if none does."""
    for name in names:
        plan = layout(columns, rows, replace(x, name=name), y, legend)
        if text_width(name) <= name_room(plan):
            break
    return plan


def name_room(plan: Layout) -> int:
    """The room for the name of the x axis, in characters."""
    columns = plan.area.columns
    if plan.name_below:
        return plan.columns
    if not plan.framed or not plan.x_ticks.labels:
        return columns
    _, last = _label_ends(plan.x_ticks, plan.x.scale, columns)[-1]
    return max(columns - int(last) - 1, 0)


@lru_cache(maxsize=256)
def fitted(axis: Axis, rows: int) -> tuple[Scale, Ticks]:
    """The limits of a y axis of this height, and the ticks that fit; the same in most frames."""
    # Those of a logarithmic axis are decades alone if there are too many others.
    most = 2 + rows // (3 if axis.scale.log else 4)
    if not axis.snap:
        return axis.scale, _labelled(axis, most)
    choices = dict.fromkeys(_labelled(axis, count).values for count in range(most, 1, -1))
    shown, values = snapped(axis.scale, tuple(choices), rows)
    # One more at either end may be within the wider limits.
    wider = _labelled(replace(axis, scale=shown), len(values) + 2).values
    inside = [wider[first : first + len(values)] == values for first in range(3)]
    values = wider if any(inside) else values
    return shown, Ticks(values, tuple(format_ticks(values, log=axis.scale.log)))


def _labelled(axis: Axis, most: int) -> Ticks:
    if axis.fixed.values:
        every = max(-(-len(axis.fixed.values) // max(most, 1)), 1)
        return Ticks(axis.fixed.values[::every], axis.fixed.labels[::every])
    values = ticks_of(axis.scale, most, steady=axis.steady)
    if axis.counts:
        values = [value for value in values if value == round(value)]
    return Ticks(tuple(values), tuple(format_ticks(values, log=axis.scale.log)))


@lru_cache(maxsize=64)
def _x_ticks(axis: Axis, width: int) -> Ticks:
    """As many ticks as fit with space between their labels; an axis is laid out with each frame."""
    for most in range(min(2 + width // 9, 12), 1, -1):
        ticks = _labelled(axis, most)
        room = width / max(len(ticks.values), 1)
        if max(map(len, ticks.labels), default=0) + 3 <= room and len(ticks.values) > 1:
            return ticks
    # A single tick says nothing about the scale: two or three close ones are better.
    for most in (2, 3, 4, 5):
        ticks = _labelled(axis, most)
        ends = _label_ends(ticks, axis.scale, width)
        if len(ends) > 1 and all(a[1] < b[0] for a, b in itertools.pairwise(ends)):
            return ticks
    return _labelled(axis, 2)
