"""The trajectories of kept runs across the surface."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.arrays import Floats
from tui.canvas.axes import Layout
from tui.canvas.palette import Look
from tui.model.kept_runs import KeptRun
from tui.views.kept_marks import Drawn, lettered


def trajectories(plan: Layout, runs: Sequence[KeptRun], look: Look) -> Drawn:
    """The trajectory of each run, with its letter at the end."""
    curves: list[tuple[Floats, Floats]] = []
    for run in runs:
        w, b = np.concatenate([[run.config.start.theta], run.frame.updates.theta]).T
        curves.append((w, b))
    return lettered(plan, runs, curves, look)
