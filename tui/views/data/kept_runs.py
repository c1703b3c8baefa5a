"""The lines of kept runs through the data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from engine.arrays import Floats
from engine.problems.base import Theta
from tui.canvas.axes import Layout
from tui.canvas.palette import Look
from tui.model.kept_runs import KeptRun
from tui.views.kept_marks import Cell, Drawn, kept_curves, letters_along


def lines(
    plan: Layout,
    runs: Sequence[KeptRun],
    look: Look,
    taken: Collection[Cell] = (),
    *,
    to_data: Callable[[Theta], Theta],
) -> Drawn:
    """The fitted line of each run, with its letter on it, if possible not in cells of `taken`.

    It has no other marks: among the samples, they would look like samples. `to_data` makes θ in
    the data's units from the trained one.
    """
    curves: list[tuple[Floats, Floats]] = []
    for run in runs:
        w, b = to_data(run.frame.theta)
        scale = plan.area.x
        x = np.linspace(scale.low, scale.high, 2 * plan.area.columns + 2)
        with np.errstate(over="ignore", invalid="ignore"):
            curves.append((x, w * x + b))
    return Drawn(
        kept_curves(plan, runs, curves, look), letters_along(plan, runs, curves, look, taken)
    )
