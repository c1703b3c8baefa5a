"""The contents of a phase map: its outcomes, the edge, and the shades of each cell. No size.

A cell that is not computed yet shows the nearest run that is known (`tui.views.phase.shown`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from engine.problems.registry import problem_of
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_columns import Columns
from engine.sweeps.phase_edge import Edge, edge_at_minima, edge_of
from engine.sweeps.phase_floor import floor_of
from engine.sweeps.phase_outcome import Goal, Outcomes, Status, outcomes_of
from engine.sweeps.phase_spec import PhaseSpec
from engine.theory.samples import samples_of
from tui.canvas.area import Scale
from tui.canvas.limits import step_above
from tui.model.experiment import PhaseExperiment
from tui.views.phase.shown import Shown, shown_of

MOST_BANDS = 8
_ALONE: WeakKeyDictionary[PhaseExperiment, Shown] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Chart:
    """What is drawn.

    Attributes:
        spec: the map.
        outcomes: of its cells.
        shown: what its cells show.
        levels: epochs at the edges of the bands, increasing.
        minima: the known minima; with several, colours tell them apart.
        edge: the theoretical edge; None if there is none.
        samples: their number; 0 if it is unknown.
    """

    spec: PhaseSpec
    outcomes: Outcomes
    shown: Shown
    levels: tuple[int, ...]
    minima: tuple[tuple[float, float], ...]
    edge: Edge | None
    samples: int

    @property
    def has_basins(self) -> bool:
        """Whether colours are those of minima."""
        return len(self.minima) > 1

    def status_at(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.uint8]:
        """The status that the cells at these places show, (rows, columns)."""
        return self.shown.status[np.ix_(rows, columns)]

    def bands_at(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.intp]:
        """The band of the epochs of these cells, from 0."""
        bands: NDArray[np.intp] = np.searchsorted(
            np.array(self.levels), self.shown.epochs[np.ix_(rows, columns)], side="left"
        )
        return bands

    def minima_at(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.intp]:
        """The minimum at which the runs of these cells are; -1 for none."""
        return self.shown.minimum[np.ix_(rows, columns)].astype(np.intp)


def scale_of(axis: Axis) -> Scale:
    """The axis of the plot."""
    return Scale(axis.low, axis.high, axis.log)


def goal_of(experiment: PhaseExperiment) -> Goal:
    """What the runs should reach."""
    known, config = experiment.problem, experiment.spec.base
    if known is None:
        return Goal(None)
    spec = experiment.spec
    differs = "l2" in (spec.x.parameter, spec.y.parameter)
    problem = problem_of(config.problem.bare if differs else config.problem)
    objective = known.preview.objective(problem)
    l2 = spec.values("l2") if differs else None
    if not problem.is_quadratic:
        return Goal(objective, minima=problem.minima, l2=l2)
    if known.theory is None:
        return Goal(objective, l2=l2)
    return Goal(objective, floor_of(spec, samples_of(known.preview, known.theory)), l2=l2)


def chart_of(
    experiment: PhaseExperiment, patience: float = math.inf, runs: Columns | None = None
) -> Chart:
    """The chart of a phase map as far as it is computed.

    Args:
        experiment: the map.
        patience: the seconds after which runs whose verdicts take long are left out
            (`Outcomes.is_judged`).
        runs: its rows as columns, if they are known already.
    """
    goal = goal_of(experiment)
    outcomes = _outcomes(experiment, goal, patience, runs)
    shown = shown_of(experiment.spec, outcomes)
    if not shown.is_whole:
        for earlier in experiment.earlier:
            shown = shown.over(experiment.spec, _alone(earlier, patience), earlier.spec)
    return Chart(
        spec=experiment.spec,
        outcomes=outcomes,
        shown=shown,
        levels=_levels(shown),
        minima=goal.minima,
        edge=edge_on(experiment),
        samples=0 if experiment.problem is None else experiment.problem.preview.samples,
    )


def _outcomes(
    experiment: PhaseExperiment, goal: Goal, patience: float, runs: Columns | None = None
) -> Outcomes:
    spec = experiment.spec
    found = Columns.of(experiment.rows) if runs is None else runs
    return outcomes_of(found, (spec.y.cells, spec.x.cells), goal, patience)


def _alone(experiment: PhaseExperiment, patience: float) -> Shown:
    """What an earlier map shows, which is computed once."""
    found = _ALONE.get(experiment)
    if found is None:
        outcomes = _outcomes(experiment, goal_of(experiment), patience)
        found = shown_of(experiment.spec, outcomes)
        if outcomes.is_judged:
            _ALONE[experiment] = found
    return found


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


def _levels(shown: Shown) -> tuple[int, ...]:
    """The upper ends of the bands but the last, as numbers of the series 1, 2, 5."""
    epochs = shown.epochs[shown.status == Status.CONVERGED]
    if not epochs.size:
        return ()
    low, high = np.quantile(epochs, [0.02, 0.98])
    levels = [int(step_above(max(float(low), 1.0)))]
    while levels[-1] < high:
        levels.append(int(step_above(levels[-1] * 1.5)))
    every = -(-len(levels) // (MOST_BANDS - 1))
    return tuple(levels[::every])
