"""What each cell of a phase map shows: its own run, or the nearest one that is known.

Until its runs have ended, a map that was zoomed shows those of the maps before it, enlarged or
reduced: of all known runs, each cell shows the nearest one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_fill import nearest_known
from engine.sweeps.phase_outcome import Outcomes, Status
from engine.sweeps.phase_spec import PhaseSpec, first_stride


@dataclass(frozen=True, eq=False)
class Shown:
    """What the cells show; arrays are (rows, columns), the lowest row first.

    Attributes:
        status: `Status` of each.
        epochs: whole epochs completed; 0 where unknown.
        minimum: the known minimum at which the run is, from 0; -1 for none.
        away: how far the run is from the cell, in cells; 0 is its own.
    """

    status: NDArray[np.uint8]
    epochs: NDArray[np.int64]
    minimum: NDArray[np.int8]
    away: NDArray[np.float64]

    @property
    def is_whole(self) -> bool:
        """Whether every cell shows its own run."""
        return not self.away.any()

    def over(self, spec: PhaseSpec, ground: Shown, of: PhaseSpec) -> Shown:
        """The same, and another map's runs where those are nearer.

        Args:
            spec: the map.
            ground: what the other map shows.
            of: the other map, which has the same parameters on its axes.
        """
        right, here, wide = _places(spec.x, of.x)
        down, there, high = _places(spec.y, of.y)
        taken = np.ix_(down, right)
        # The middle of a cell of the other map is half a cell of it away, at most.
        away = (ground.away[taken] + 0.5) * max(wide, high)
        inside = there[:, None] & here[None, :] & (ground.status[taken] != Status.UNKNOWN)
        nearer = inside & ((away < self.away) | (self.status == Status.UNKNOWN))
        return Shown(
            np.where(nearer, ground.status[taken], self.status),
            np.where(nearer, ground.epochs[taken], self.epochs),
            np.where(nearer, ground.minimum[taken], self.minimum),
            np.where(nearer, away, self.away),
        )


def shown_of(spec: PhaseSpec, outcomes: Outcomes) -> Shown:
    """What a map shows by itself."""
    cells, away = nearest_known(outcomes.status != Status.UNKNOWN, first_stride(spec))
    known, nearest = cells >= 0, np.maximum(cells, 0)
    return Shown(
        np.where(known, outcomes.status.ravel()[nearest], Status.UNKNOWN).astype(np.uint8),
        np.where(known, outcomes.epochs.ravel()[nearest], 0),
        np.where(known, outcomes.minimum.ravel()[nearest], -1).astype(np.int8),
        away.astype(np.float64),
    )


def _places(axis: Axis, of: Axis) -> tuple[NDArray[np.intp], NDArray[np.bool_], float]:
    """The cell of another axis at each of an axis; whether it is there; its length in cells."""
    places = np.array([of.place(axis.edge(cell + 0.5)) for cell in range(axis.cells)])
    inside = (places >= 0) & (places < of.cells)
    length = axis.place(of.edge(of.cells)) - axis.place(of.low)
    return np.clip(places, 0, of.cells - 1).astype(np.intp), inside, abs(length) / of.cells
