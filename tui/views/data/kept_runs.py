"""The lines of kept runs through the data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from engine.arrays import Floats
from engine.problems.base import Theta
from tui.canvas.axes import Layout
from tui.canvas.palette import Look
from tui.model.kept_runs import KeptRun
from tui.views.data.shapes import Shape, values_of
from tui.views.kept_marks import Cell, Drawn, kept_curves, letters_along


def lines(
    plan: Layout,
    runs: Sequence[KeptRun],
    look: Look,
    taken: Collection[Cell] = (),
    *,
    shape: Callable[[Theta], Shape],
) -> Drawn:
    """The fitted line of each run, with its letter on it, if possible not in cells of `taken`.

    It has no other marks: among the samples, they would look like samples. `shape` makes a line or
    a curve of the trained θ.
    """
    curves: list[tuple[Floats, Floats]] = []
    for run in runs:
        scale = plan.area.x
        x = np.linspace(scale.low, scale.high, 2 * plan.area.columns + 2)
        curves.append((x, values_of(shape(run.frame.theta), x)))
    return Drawn(
        kept_curves(plan, runs, curves, look), letters_along(plan, runs, curves, look, taken)
    )
