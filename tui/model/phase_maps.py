"""Phase maps that were made from one another: the way back, and what is known. No screen."""

from __future__ import annotations

from dataclasses import replace

from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_reuse import is_alike, reused
from engine.sweeps.phase_spec import PhaseSpec
from tui.model.experiment import PhaseExperiment
from tui.model.experiment_base import Stage

MOST_OUTER = 8
"""The maps that one can go back to,"""
MOST_ASIDE = 3
"""and those that were left in this way, whose runs are kept."""


def made_from(shown: PhaseExperiment, spec: PhaseSpec) -> PhaseExperiment:
    """A map made from another one, from which it has the runs that are on both."""
    outer = (*shown.outer, _left(shown))[-MOST_OUTER:]
    made = PhaseExperiment(spec=spec, problem=shown.problem, outer=outer, aside=shown.aside)
    return _with_known(replace(made, device=shown.device))


def begun_from(shown: PhaseExperiment, spec: PhaseSpec) -> PhaseExperiment | None:
    """A map that was asked for beside the one shown, if that has runs of it; None if not."""
    for place, outer in enumerate(shown.outer):
        if outer.spec == spec:
            return returned_to(shown, place)
    if spec == shown.spec or not is_alike(spec, shown.spec):
        return None
    return made_from(shown, spec)


def returned_to(shown: PhaseExperiment, place: int) -> PhaseExperiment:
    """The outer map at this place, with what is known by now; a stopped one stays stopped."""
    outer, between = shown.outer[:place], shown.outer[place + 1 :]
    aside = (*shown.aside, *between, _left(shown))[-MOST_ASIDE:]
    again = replace(shown.outer[place], outer=outer, aside=aside)
    return again if again.stage.over else _with_known(again.continued())


def around(shown: PhaseExperiment) -> int | None:
    """The place of the last outer map that shows all of this one and more; None without one."""
    here = shown.spec
    for place in reversed(range(len(shown.outer))):
        there = shown.outer[place].spec
        if there != here and _contains(there.x, here.x) and _contains(there.y, here.y):
            return place
    return None


def _contains(outer: Axis, inner: Axis) -> bool:
    """Whether an axis contains another one, but for less than half a cell at the ends."""
    low, high = (outer.place(value) for value in (inner.low, inner.high))
    return low >= -0.5 and high <= outer.cells + 0.5


def _left(shown: PhaseExperiment) -> PhaseExperiment:
    """A map as it is kept when another one is shown."""
    return replace(shown, outer=(), aside=())


def _with_known(made: PhaseExperiment) -> PhaseExperiment:
    """A map with the runs that are known of it; it has ended if these are all."""
    maps = (each for each in (*made.earlier, made) if not each.reason)
    rows = reused(made.spec, ((each.spec, each.rows) for each in maps))
    stage = Stage.ENDED if len(rows) == made.spec.runs else made.stage
    return replace(made, rows=rows, done=len(rows), stage=stage)
