"""The loss curves of kept runs."""

from __future__ import annotations

from collections.abc import Sequence

from tui.canvas.axes import Layout
from tui.canvas.palette import Look
from tui.canvas.thin import thinned
from tui.model.kept_runs import KeptRun
from tui.model.scene import LossX
from tui.views.kept_marks import Drawn, lettered
from tui.views.loss.curves import curves_of


def losses(plan: Layout, runs: Sequence[KeptRun], samples: int, x: LossX, look: Look) -> Drawn:
    """The epoch means of each run over the current x axis, with its letter at the last one."""
    across = plan.area.columns * look.markers.resolution[0]
    log, scale = plan.area.y.log, plan.area.x
    curves = [
        thinned(*curves_of(run.frame, samples, x).epochs, scale, across, log=log) for run in runs
    ]
    return lettered(plan, runs, curves, look)
