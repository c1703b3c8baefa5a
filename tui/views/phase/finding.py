"""What a complete phase map shows, in sentences that were checked cell by cell.

Each sentence states what every run on the map did; nothing is said of a map with unknown cells.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.problems.registry import problem_of
from engine.sweeps.phase_outcome import Status
from tui.text.numbers import whole
from tui.views.phase.chart import Chart

_RATE, _BATCH = "learning_rate", "batch_size"
_STARTS = {"w0", "b0"}


def findings(chart: Chart) -> tuple[str, ...]:
    """The sentences, the most important one first; none for a map that is not complete."""
    status = chart.outcomes.status
    if (status == Status.UNKNOWN).any():
        return ()
    for each, words in (
        (Status.CONVERGED, "every run converges"),
        (Status.DIVERGED, "every run diverges"),
        (Status.EARLY, "every run stops early"),
        (Status.MAX_EPOCHS, "no run ends before the last epoch"),
    ):
        if (status == each).all():
            basins = _basins(chart) if each is Status.CONVERGED else ""
            return (basins or words,)
    found = _basins(chart), _edge(chart), _batch(chart)
    return tuple(sentence for sentence in found if sentence)


def _basins(chart: Chart) -> str:
    """How many minima the starts reach; empty on a map of anything else."""
    if {chart.spec.x.parameter, chart.spec.y.parameter} != _STARTS:
        return ""
    found = chart.outcomes
    arrived = found.status == Status.CONVERGED
    count = int(arrived.sum())
    everyone = count == arrived.size
    who = "every start" if everyone else f"{whole(count)} of {whole(arrived.size)} starts"
    reach = f"{who} reach{'es' if everyone else ''}"
    if problem_of(chart.spec.base.problem).is_quadratic:
        # Without variance of x the minima are a line, each of the same loss.
        return f"one basin: {reach} the least loss" if count else ""
    reached = len(set(found.minimum[arrived].tolist()) - {-1})
    if not reached:
        return ""
    if reached == 1:
        return f"one basin: {reach} the same minimum"
    return f"{whole(reached)} basins: {reach} one of {whole(reached)} minima"


def _edge(chart: Chart) -> str:
    """Whether convergence ends at the theoretical edge; empty if it does not."""
    line, spec = chart.edge, chart.spec
    if line is None:
        return ""
    upright = spec.y.parameter == _RATE
    status = chart.outcomes.status if upright else chart.outcomes.status.T
    rates, other = (spec.y, spec.x) if upright else (spec.x, spec.y)
    places, limits = (line.x, line.y) if upright else (line.y, line.x)
    order = np.argsort(places, kind="stable")
    limit = np.interp(other.values, places[order], limits[order])
    inside = (limit > rates.low) & (limit < rates.high)
    above = rates.values[:, None] > limit
    if not (above & inside).any() or not (~above & inside).any():
        return ""
    if (status[above] == Status.CONVERGED).any() or (status[~above] == Status.DIVERGED).any():
        return ""
    name = line.name if "λ" in line.name else f"the {line.name}"
    return f"the edge is {name}: no run above it converges, none below it diverges"


def _batch(chart: Chart) -> str:
    """From which batch size on it does not matter for what becomes of a run."""
    spec = chart.spec
    if _BATCH not in (spec.x.parameter, spec.y.parameter):
        return ""
    across = spec.x.parameter == _BATCH
    status = chart.outcomes.status if across else chart.outcomes.status.T
    sizes = (spec.x if across else spec.y).values
    first = _same_from(status)
    # From the number of samples on, all are the full batch: that they agree says nothing.
    if sizes[first] >= min(sizes[-1], chart.samples):
        return ""
    if first == 0:
        return "M does not change which runs converge"
    return f"M does not change which runs converge from M = {whole(int(sizes[first]))} on"


def _same_from(status: NDArray[np.uint8]) -> int:
    """The first column from which all are equal to the last one."""
    differs = (status != status[:, -1:]).any(axis=0)
    return int(np.flatnonzero(differs)[-1]) + 1 if differs.any() else 0
