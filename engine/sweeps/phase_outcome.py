"""What became of each run of a phase map: its status, and which minimum it is at.

A run of the linear neuron ends at the minimum if the verdict on it says so
(`engine.sweeps.phase_floor`); one that its stop rule ended elsewhere has stopped early.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.problems.base import Objective, Theta
from engine.sweeps.phase_columns import Columns
from engine.sweeps.phase_floor import PhaseFloor

_NEAR = 1e-2
"""A run is at a known minimum if it is this near, as a share of the distance between minima,"""
_ALONE = 0.05
"""or this near, if there is but one."""
NEAR_LEAST = 1.1
"""A loss within this factor of the map's least one is near it, if the problem's is not known."""


class Status(IntEnum):
    """What became of a run; in the order of a legend."""

    UNKNOWN = 0
    CONVERGED = 1
    EARLY = 2
    MAX_EPOCHS = 3
    DIVERGED = 4

    @property
    def words(self) -> str:
        """As a person reads it."""
        return _WORDS[self]

    @property
    def key(self) -> str:
        """As a program reads it: the words with underscores."""
        return self.words.replace(" ", "_")


_WORDS = {
    Status.UNKNOWN: "not computed yet",
    Status.CONVERGED: "converged",
    Status.EARLY: "stopped early",
    Status.MAX_EPOCHS: "max epochs",
    Status.DIVERGED: "diverged",
}


@dataclass(frozen=True)
class Goal:
    """What a run should reach.

    Attributes:
        objective: the loss, without the penalty of `l2`; None if only the worker can evaluate it.
        floor: says of the linear neuron's runs whether they are at the minimum; None for another
            problem: then those are whose loss is near the least one of the map.
        minima: the known minima; empty if there is one, or none is known.
        l2: the factor of w² in the loss of each cell, (runs,), if it is an axis; otherwise None.
    """

    objective: Objective | None
    floor: PhaseFloor | None = None
    minima: tuple[Theta, ...] = ()
    l2: Floats | None = None

    def losses(self, cells: NDArray[np.intp], w: Floats, b: Floats) -> Floats:
        """The full losses of these cells at these points, all (k,); nan where it is not known."""
        if self.objective is None:
            return np.full(len(cells), np.nan)
        bare: Floats = self.objective.loss(w, b)
        return bare if self.l2 is None else bare + self.l2[cells] * w * w

    def alike(self, cells: NDArray[np.intp]) -> Floats:
        """A number for each of these cells, the same for those with the same loss, (k,)."""
        return np.zeros(len(cells)) if self.l2 is None else self.l2[cells]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """The runs of a map; arrays are (rows, columns), the lowest row first.

    Attributes:
        status: `Status` of each.
        epochs, updates: whole epochs completed, and updates made; 0 where unknown.
        minimum: the known minimum at which it is, from 0; -1 for none.
        w, b: after the last update; nan where unknown.
        loss: the full loss there; nan where unknown.
        is_judged: whether the status of every run that ended is known.
    """

    status: NDArray[np.uint8]
    epochs: NDArray[np.int64]
    updates: NDArray[np.int64]
    minimum: NDArray[np.int8]
    w: Floats
    b: Floats
    loss: Floats
    is_judged: bool

    @property
    def counts(self) -> dict[Status, int]:
        """How many known cells have which status."""
        found = np.bincount(self.status.ravel(), minlength=len(Status))
        return {status: int(found[status]) for status in Status if status is not Status.UNKNOWN}


def outcomes_of(
    runs: Columns, shape: tuple[int, int], goal: Goal, patience: float = math.inf
) -> Outcomes:
    """The outcomes of these runs, on a map of (rows, columns).

    When the patience, in seconds, is over, a run whose verdict takes long counts as unknown.
    """
    size = shape[0] * shape[1]
    status, minimum = np.zeros(size, np.uint8), np.full(size, -1, np.int8)
    epochs, updates = (np.zeros(size, np.int64) for _ in range(2))
    w, b, loss = (np.full(size, np.nan) for _ in range(3))
    is_judged = True
    if runs.rows:
        at, settled = runs.cell, runs.settled
        epochs[at], updates[at], w[at], b[at] = runs.epochs, runs.updates, runs.w, runs.b
        with np.errstate(all="ignore"):
            loss[at] = goal.losses(at, w[at], b[at])
            minimum[at] = _minimum(w[at], b[at], goal.minima)
        judged = np.ones(len(at), np.bool_)
        if goal.minima:
            arrived = minimum[at] >= 0
        elif goal.floor is None:
            arrived = _is_near(loss[at], settled, goal.alike(at))
        else:
            arrived = np.zeros(len(at), np.bool_)
            ends = at[settled], loss[at[settled]]
            arrived[settled], judged[settled] = goal.floor.arrived(*ends, patience)
        is_judged = bool(judged.all())
        status[at] = np.select(
            [runs.broken, ~judged, settled & arrived, settled],
            [Status.DIVERGED, Status.UNKNOWN, Status.CONVERGED, Status.EARLY],
            Status.MAX_EPOCHS,
        )
    return Outcomes(
        status.reshape(shape),
        epochs.reshape(shape),
        updates.reshape(shape),
        minimum.reshape(shape),
        w.reshape(shape),
        b.reshape(shape),
        loss.reshape(shape),
        is_judged,
    )


def _is_near(loss: Floats, settled: NDArray[np.bool_], alike: Floats) -> NDArray[np.bool_]:
    """Whether the loss of each run is near the least of settled ones with its number in `alike`."""
    known = np.where(settled & np.isfinite(loss), loss, np.inf)
    _, kind = np.unique(alike, return_inverse=True)
    least = np.full(kind.max() + 1, np.inf)
    np.minimum.at(least, kind, known)
    near: NDArray[np.bool_] = ~(loss > least[kind] * NEAR_LEAST)
    return near


def _minimum(w: Floats, b: Floats, minima: tuple[Theta, ...]) -> NDArray[np.int8]:
    """The minimum at which each point is; -1 for none."""
    if not minima:
        return np.full(len(w), -1, np.int8)
    places = np.array(minima)
    away = np.hypot(w[:, None] - places[:, 0], b[:, None] - places[:, 1])
    nearest = np.where(np.isnan(away), np.inf, away).argmin(axis=1)
    if len(minima) > 1:
        apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
        near = apart[apart > 0].min() * _NEAR * 10
    else:
        near = _ALONE
    found = away[np.arange(len(w)), nearest] <= near
    return np.where(found, nearest, -1).astype(np.int8)
