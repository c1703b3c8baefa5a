"""Runs of earlier phase maps that are on a new one, because their values are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec


def reused(
    spec: PhaseSpec, earlier: Iterable[tuple[PhaseSpec, Sequence[PhaseRow]]]
) -> tuple[PhaseRow, ...]:
    """The rows of those cells of a map whose runs are known from earlier ones.

    A run is the same if all its parameters are.

    Args:
        spec: the map.
        earlier: the earlier ones, and their runs so far.
    """
    found: dict[int, PhaseRow] = {}
    for other, rows in earlier:
        if is_alike(spec, other) and rows:
            index = _indices(spec, other, rows).ravel()
            for cell in np.flatnonzero(index >= 0).tolist():
                found[cell] = rows[index[cell]]._replace(cell=cell)
    return tuple(found[cell] for cell in sorted(found))


def is_alike(spec: PhaseSpec, other: PhaseSpec) -> bool:
    """Whether two maps differ in the ranges of their axes alone."""
    names = [(one.x.parameter, one.y.parameter) for one in (spec, other)]
    return spec.base == other.base and names[0] == names[1]


def _indices(spec: PhaseSpec, other: PhaseSpec, rows: Sequence[PhaseRow]) -> NDArray[np.intp]:
    """The index in `rows` of the run of each cell of `spec`, (rows, columns); -1 for none."""
    known = np.full(other.runs, -1, np.intp)
    known[[row.cell for row in rows]] = np.arange(len(rows))
    # Several cells may have the same batch size: any of them will do.
    table, up = _joined(known.reshape(other.y.cells, other.x.cells), other.y.values)
    table, across = _joined(table.T, other.x.values)
    down, there = _found(up, spec.y.values)
    right, here = _found(across, spec.x.values)
    index = table.T[np.ix_(down, right)]
    return np.where(there[:, None] & here[None, :], index, -1)


def _joined(table: NDArray[np.intp], values: Floats) -> tuple[NDArray[np.intp], Floats]:
    """The greatest of the rows with the same value, and these values, once each, increasing."""
    once, first = np.unique(values, return_index=True)
    return np.maximum.reduceat(table, first, axis=0), once


def _found(known: Floats, wanted: Floats) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The place of each wanted value among the known ones, and whether it is one of them."""
    place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return place, known[place] == wanted
