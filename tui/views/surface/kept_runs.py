"""The trajectories of kept runs across the surface."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.model.kept_runs import KeptRun
from tui.views.kept_marks import Cell, Curve, kept_curves, kept_letters


def trajectories(plan: Layout, runs: Sequence[KeptRun], look: Look) -> Cells:
    """The trajectory of each run."""
    return kept_curves(plan, runs, [_curve(run) for run in runs], look)


def letters(plan: Layout, runs: Sequence[KeptRun], look: Look, taken: Collection[Cell]) -> Cells:
    """The letter of each run at the end of its trajectory, and marks along it.

    Letters are not in the cells of `taken`, which have other marks.
    """
    return kept_letters(plan, runs, [_curve(run) for run in runs], look, taken)


def _curve(run: KeptRun) -> Curve:
    w, b = np.concatenate([[run.config.start.theta], run.frame.updates.theta]).T
    return w, b
