"""The lines of kept runs through the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.problems.base import Theta
from tui.canvas.axes import Layout
from tui.canvas.palette import Look
from tui.model.kept_runs import KeptRun
from tui.views.kept_marks import Drawn, lettered


def lines(
    plan: Layout, runs: Sequence[KeptRun], to_data: Callable[[Theta], Theta], look: Look
) -> Drawn:
    """The fitted line of each run, with its letter near the right edge.

    `to_data` makes θ in the data's units of the trained one.
    """
    low, high = plan.area.x.low, plan.area.x.high
    places = low + (high - low) * np.linspace(0, 0.97, 33)
    with np.errstate(over="ignore", invalid="ignore"):
        curves = [(places, w * places + b) for w, b in (to_data(run.frame.theta) for run in runs)]
    return lettered(plan, runs, curves, look)
