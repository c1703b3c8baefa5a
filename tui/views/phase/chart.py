"""The contents of a phase map: its outcomes, the edge, and the shades of each cell. No size.

A cell that is not computed yet has the outcome of the nearest known one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.history.values import RunState
from engine.problems.registry import problem_of
from engine.sweeps.phase_edge import Edge, edge_at_minima, edge_of
from engine.sweeps.phase_outcome import NEAR_LEAST, Goal, Outcomes, Status, filled, outcomes_of
from engine.sweeps.phase_spec import Axis, PhaseSpec
from engine.theory.samples import samples_of
from tui.canvas.area import Scale
from tui.canvas.limits import step_above
from tui.model.experiment import PhaseExperiment

MOST_BANDS = 8
_ROUNDING = 1e-6
"""A share of the variance of y; of a perfect line, the least loss is a rounding error."""


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
        samples: their number; 0 if it is unknown.
    """

    spec: PhaseSpec
    outcomes: Outcomes
    nearest: NDArray[np.intp]
    levels: tuple[int, ...]
    minima: tuple[tuple[float, float], ...]
    edge: Edge | None
    samples: int

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
    known, config = experiment.problem, experiment.spec.base
    if known is None:
        return Goal(None, None)
    problem = problem_of(config.problem)
    objective = known.preview.objective(problem)
    if not problem.is_quadratic:
        return Goal(objective, None, problem.minima)
    moments = known.moments
    return Goal(objective, NEAR_LEAST * moments.least_loss + _ROUNDING * moments.var_y)


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
        samples=0 if experiment.problem is None else experiment.problem.preview.samples,
    )


def edge_on(experiment: PhaseExperiment) -> Edge | None:
    """The theoretical edge of a map; None if there is none."""
    known, spec = experiment.problem, experiment.spec
    if known is None:
        return None
    problem = problem_of(spec.base.problem)
    if problem.is_quadratic:
        return edge_of(spec, samples_of(known.preview, known.theory))
    objective = known.preview.objective(problem)
    if objective is None or not problem.minima:
        return None
    hessians = [objective.hessian(*minimum) for minimum in problem.minima]
    return edge_at_minima(spec, hessians)


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
