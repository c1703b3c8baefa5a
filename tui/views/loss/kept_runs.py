"""The loss curves of kept runs."""

from __future__ import annotations

from collections.abc import Sequence

from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.legend import LegendEntry, Named
from tui.canvas.mixing import mix
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.canvas.thin import thinned
from tui.model.kept_runs import KeptRun
from tui.model.scene import LossX
from tui.views.kept_marks import Drawn, colour_of, kept_legend, lettered
from tui.views.loss.curves import LossCurves, curves_of

_PALE = 0.5
"""Share of the background in the losses of single updates."""


def losses(plan: Layout, runs: Sequence[KeptRun], samples: int, x: LossX, look: Look) -> Drawn:
    """The epoch means of each run over the current x axis, with its letter at the last one."""
    across = plan.area.columns * look.markers.resolution[0]
    log, scale = plan.area.y.log, plan.area.x
    curves = [
        thinned(*curves_of(run.frame, samples, x).epochs, scale, across, log=log) for run in runs
    ]
    return lettered(plan, runs, curves, look)


def batch_losses(
    plan: Layout, runs: Sequence[KeptRun], samples: int, x: LossX, look: Look
) -> Cells:
    """The batch losses of each run, pale behind its epoch means, where these differ from them."""
    dots = Dots(plan.area, look.markers)
    log, scale = plan.area.y.log, plan.area.x
    for shade, run in enumerate(runs, 1):
        curves = curves_of(run.frame, samples, x)
        if not curves.one_each:
            dots.line(*thinned(*curves.updates, scale, dots.width, log=log), shade)
    colours = tuple(_pale(run, look) for run in runs)
    return dots.cells(colours, plan.columns, plan.rows, sign=look.markers.glyphs.thin)


def legend(
    runs: Sequence[KeptRun], curves: Sequence[LossCurves], look: Look
) -> tuple[LegendEntry, ...]:
    """The letter of each run, and the meaning of the pale curves if there are any."""
    letters = list(kept_legend(runs, look))
    pale = [run for run, curve in zip(runs, curves, strict=True) if not curve.one_each]
    if pale:
        sign, name = look.markers.glyphs.thin, f"kept runs' {Named.BATCH_LOSS}"
        letters.append(LegendEntry(sign, _pale(pale[0], look), name, "kept batch"))
    return tuple(letters)


def _pale(run: KeptRun, look: Look) -> int:
    palette = look.palette
    if not palette.blend:
        return palette.muted
    return mix(colour_of(run, look), palette.ground, _PALE)
