"""What does not change with the run: the lines of the optimum, of the truth, of former data."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

from engine.config.problem import ProblemConfig
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.model.scene import Scene
from tui.views.data import lines
from tui.views.data.shapes import Neuron


class Names(TypedDict):
    """What lines are called: see `tui.views.data.layers.legend`."""

    optimum: str
    straight: bool


def names_of(scene: Scene, neuron: Neuron | None) -> Names:
    """What the lines are called in the legend."""
    best = (*scene.problem.least.name, "")[0]
    if len(scene.optima) > 1:
        best = "lowest minimum"
    return Names(optimum="" if neuron is None else best, straight=neuron is None or neuron.straight)


def truth_of(scene: Scene) -> tuple[float, float] | None:
    """The line that generated the data, also of those that are being edited."""
    problem = scene.problem if scene.draft is None else scene.draft.base
    return None if problem.kind.takes_labels else problem.true_line


def reference_lines(
    plan: Layout, scene: Scene, neuron: Neuron | None, *, on: bool = True
) -> dict[str, Cells]:
    """The lines by the names of their layers; blank where there is none.

    Unless they are `on`, only that of the former data is drawn.
    """
    look, draft, truth = scene.look, scene.draft, truth_of(scene)
    best = scene.optima[0] if scene.optima else None
    former = None if draft is None or not draft.changed else draft.best_before
    optimum = true = before = Cells.blank(plan.columns, plan.rows)
    if on and neuron is not None and best is not None:
        optimum = lines.optimum_line(plan, neuron.shape(best), look)
    if on and neuron is not None and truth is not None:
        true = lines.true_line(plan, neuron.true_shape(truth), look)
    if neuron is not None and draft is not None and former is not None:
        scaling = draft.base.preview.scaling
        before = lines.former_line(plan, replace(neuron, scaling=scaling).shape(former), look)
    return {"optimum": optimum, "truth": true, "former": before}


def why_no_residuals(kind: ProblemConfig) -> str:
    """Why there are no residuals; empty if there are."""
    if kind.is_neuron:
        return ""
    if not kind.takes_data:
        return "no residuals: this loss takes no data"
    return "no residuals: the loss is given, not what it predicts"
