"""A phase map being computed, frame by frame: each frame has the results of more runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.phase_maps import map_of
from engine.history.values import RunState
from engine.protocol.sweep_messages import PhaseRows
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec
from tui.model.experiment import PhaseExperiment
from tui.model.experiments import Experiments
from tui.model.known_problem import Problem, problem_of
from tui.model.scene import Scene

RUNS = 400
"""That end between two frames."""


def with_maps(scenes: list[Scene]) -> list[Scene]:
    """These scenes, each with a map of 200 × 200 that is all but known; the last one is whole."""
    spec = map_of()
    problem = problem_of(spec.base)
    rows = _rows(spec, problem)
    first = len(rows) - RUNS * (len(scenes) - 1)
    many = Experiments().begin(PhaseExperiment(spec=spec, problem=problem))
    found = []
    for k, scene in enumerate(scenes):
        known = first + RUNS * k
        told = rows[:first] if not k else rows[known - RUNS : known]
        many, _ = many.after(PhaseRows(told, known, spec.runs), "CPU")
        found.append(replace(scene, experiments=many))
    return found


def _rows(spec: PhaseSpec, problem: Problem) -> tuple[PhaseRow, ...]:
    """Plausible ends of all runs, in the order in which their stages end: the coarse ones first."""
    assert problem.theory is not None, "a linear neuron"
    rates, starts = spec.values("learning_rate"), spec.values("w0")
    limit = 2 / problem.theory.lambda_max
    w, b = problem.theory.best
    epochs = np.minimum(3 + np.abs(starts - w) * limit / rates, 99).astype(int).tolist()
    ends = [
        PhaseRow(cell, *_end(rate > limit, made), w, b)
        for cell, (rate, made) in enumerate(zip(rates.tolist(), epochs, strict=True))
    ]
    order = np.random.default_rng(0).permutation(len(ends)).tolist()
    return tuple(ends[cell] for cell in order)


def _end(diverged: bool, epochs: int) -> tuple[RunState, int, int]:
    """State, epochs and updates of a run."""
    if diverged:
        return RunState.DIVERGED, 20, 20
    return RunState.MAX_EPOCHS if epochs >= 99 else RunState.CONVERGED, epochs, epochs
