"""The results of a phase map's runs as arrays."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.history.values import RunState
from engine.sweeps.phase_rows import PhaseRow


@dataclass(frozen=True, eq=False)
class Columns:
    """Rows as columns, (runs,) each.

    Attributes:
        rows: what they are made of.
        cell, epochs, updates, w, b: as of a row.
        settled, broken: whether a run converged, and whether it diverged.
    """

    rows: tuple[PhaseRow, ...]
    cell: NDArray[np.intp]
    epochs: NDArray[np.int64]
    updates: NDArray[np.int64]
    w: Floats
    b: Floats
    settled: NDArray[np.bool_]
    broken: NDArray[np.bool_]

    @classmethod
    def of(cls, rows: tuple[PhaseRow, ...]) -> Columns:
        """Those of these rows."""
        cell, states, epochs, updates, w, b = zip(*rows, strict=True) if rows else ((),) * 6
        return cls(
            rows,
            np.array(cell, np.intp),
            np.array(epochs, np.int64),
            np.array(updates, np.int64),
            np.array(w, np.float64),
            np.array(b, np.float64),
            np.array([state is RunState.CONVERGED for state in states], np.bool_),
            np.array([state is RunState.DIVERGED for state in states], np.bool_),
        )

    def grown_to(self, rows: tuple[PhaseRow, ...]) -> Columns:
        """Those of other rows; of a map that goes on, only the new ones are looked at."""
        known = len(self.rows)
        # Rows that are the same objects compare at once.
        if rows[:known] != self.rows:
            return Columns.of(rows)
        if len(rows) == known:
            return self
        more = Columns.of(rows[known:])
        pairs = ((getattr(one, each.name) for one in (self, more)) for each in fields(self)[1:])
        return Columns(rows, *(np.concatenate(tuple(pair)) for pair in pairs))
