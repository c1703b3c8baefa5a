"""The contents of a phase map: its outcomes, the edge, and the shades of each cell. No size.

A cell that is not computed yet has the outcome of the nearest known one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import DescentError
from engine.history.values import RunState
from engine.sweeps.phase_edge import Edge, edge_of
from engine.sweeps.phase_outcome import Goal, Outcomes, Status, filled, outcomes_of
from engine.sweeps.phase_spec import Axis, PhaseSpec
from engine.theory.samples import samples_of
from tui.canvas.area import Scale
from tui.canvas.limits import step_above
from tui.model.experiment import PhaseExperiment

MOST_BANDS = 8
NEAR_LEAST = 1.1
"""A run whose full loss is within this factor of the least loss is at the minimum."""


@dataclass(frozen=True, eq=False)
class Chart:
    """What is drawn.

    Attributes:
        spec: the map.
        outcomes: of its cells.
        nearest: the index of the nearest known cell of each, (rows, columns); -1 without any.
        levels: epochs at the edges of the bands, increasing.
        minima: the known minima; with several, colours tell them apart.
        edge: the theoretical edge; None if there is none.
    """

    spec: PhaseSpec
    outcomes: Outcomes
    nearest: NDArray[np.intp]
    levels: tuple[int, ...]
    minima: tuple[tuple[float, float], ...]
    edge: Edge | None

    @property
    def has_basins(self) -> bool:
        """Whether colours are those of minima."""
        return len(self.minima) > 1

    def status_at(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.uint8]:
        """The status of the cells at these places, (rows, columns), or of the nearest known."""
        nearest = self.nearest[np.ix_(rows, columns)]
        status: NDArray[np.uint8] = np.where(
            nearest >= 0, self.outcomes.status.ravel()[nearest], Status.UNKNOWN
        ).astype(np.uint8)
        return status

    def bands_at(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.intp]:
        """The band of the epochs of these cells, from 0."""
        nearest = np.maximum(self.nearest[np.ix_(rows, columns)], 0)
        bands: NDArray[np.intp] = np.searchsorted(
            np.array(self.levels), self.outcomes.epochs.ravel()[nearest], side="left"
        )
        return bands

    def minima_at(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.intp]:
        """The minimum at which the runs of these cells are; -1 for none."""
        nearest = np.maximum(self.nearest[np.ix_(rows, columns)], 0)
        return self.outcomes.minimum.ravel()[nearest].astype(np.intp)

    @property
    def counts(self) -> dict[Status, int]:
        """How many known cells have which status."""
        found = np.bincount(self.outcomes.status.ravel(), minlength=len(Status))
        return {status: int(found[status]) for status in Status if status is not Status.UNKNOWN}


def scale_of(axis: Axis) -> Scale:
    """The axis of the plot."""
    return Scale(axis.low, axis.high, axis.log)


def goal_of(experiment: PhaseExperiment) -> Goal:
    """What the runs should reach."""
    problem = experiment.problem
    if problem is None:
        return Goal(None, math.inf)
    moments = problem.preview.moments
    least = moments.least_loss
    return Goal(moments, NEAR_LEAST * least + 1e-6 * moments.var_y)


def chart_of(experiment: PhaseExperiment) -> Chart:
    """The chart of a phase map as far as it is computed."""
    spec, goal = experiment.spec, goal_of(experiment)
    outcomes = outcomes_of(experiment.rows, (spec.y.cells, spec.x.cells), goal)
    return Chart(
        spec=spec,
        outcomes=outcomes,
        nearest=filled(outcomes.status != Status.UNKNOWN),
        levels=_levels(experiment),
        minima=goal.minima,
        edge=edge_on(experiment),
    )


def edge_on(experiment: PhaseExperiment) -> Edge | None:
    """The theoretical edge of a map; None if there is none."""
    problem = experiment.problem
    if problem is None:
        return None
    try:
        return edge_of(experiment.spec, samples_of(problem.preview, problem.theory))
    except DescentError:
        return None


def _levels(experiment: PhaseExperiment) -> tuple[int, ...]:
    """The upper ends of the bands but the last, as numbers of the series 1, 2, 5."""
    epochs = [row.epochs for row in experiment.rows if row.state is RunState.CONVERGED]
    if not epochs:
        return ()
    low, high = np.quantile(epochs, [0.02, 0.98])
    levels = [int(step_above(max(float(low), 1.0)))]
    while levels[-1] < high:
        levels.append(int(step_above(levels[-1] * 1.5)))
    every = -(-len(levels) // (MOST_BANDS - 1))
    return tuple(levels[::every])
