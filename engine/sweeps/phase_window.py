"""Parts of a phase map as maps of their own: nearer, farther, beside it, or of a box.

A part has as many cells along an axis as the map. It is moved by less than a cell, so that the
middle of one of its cells is that of one of the map: so is every second one of a map of half the
range, and every one of a map beside it. These cells have the same values on both maps, and so the
same runs (`engine.sweeps.phase_reuse`).
"""

from __future__ import annotations

import math
from dataclasses import replace

from engine.sweeps.phase_axis import Axis, least_of, most_of

_LEAST_PART = 2
"""Cells of a box, at least."""


def zoomed(axis: Axis, about: float, factor: float) -> Axis:
    """The axis with a range `factor` times as long, on which a value keeps its place.

    Raises:
        ConfigError: it is too narrow for its numbers to differ.
    """
    place = min(max(axis.place(about), 0.0), float(axis.cells))
    return _part(axis, place * (1 - factor), axis.cells * factor)


def panned(axis: Axis, cells: int) -> Axis:
    """The axis moved by this many cells, or as far as its values are valid."""
    return _part(axis, float(cells), float(axis.cells))


def between(axis: Axis, one: float, other: float) -> Axis:
    """The axis of the cells from one value to the other, two of them at least.

    Raises:
        ConfigError: it is too narrow for its numbers to differ.
    """
    first, last = sorted((axis.cell(one), axis.cell(other)))
    first = min(first, axis.cells - _LEAST_PART)
    last = max(last, first + _LEAST_PART - 1)
    return _part(axis, float(first), float(last + 1 - first))


def _part(axis: Axis, left: float, span: float) -> Axis:
    """The axis from about `left` over `span` cells, within what is valid."""
    least, most = (axis.place(bound) for bound in (least_of(axis), most_of(axis)))
    if most - least < span:
        low, high = least_of(axis), most_of(axis)
    else:
        # The first middle is that of a cell of the axis.
        offset = (1 - span / axis.cells) / 2
        left = math.floor(left - offset + 0.5) + offset
        if left < least:
            left += math.ceil(least - left)
        if left + span > most:
            left = max(left - math.ceil(left + span - most), least)
        if (left, span) == (0, axis.cells):
            return axis
        low, high = axis.edge(left), axis.edge(left + span)
    held = () if axis.parameter == "batch_size" else tuple(axis.values.tolist())
    inside = tuple(value for value in held if low <= value <= high)
    return replace(axis, low=low, high=high, held=inside)
