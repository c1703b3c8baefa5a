"""The theory pane, as a widget: limits, curvature, a prediction."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.geometry import Size

from engine.history.values import RunState
from engine.protocol.commands import Watch
from engine.theory.momentum import descent_of, is_full_batch
from engine.theory.prediction import Prediction
from tui.canvas.markers import Markers
from tui.model.present_rate import present_rate
from tui.model.scene import Scene
from tui.model.theory_text import prediction_of
from tui.views.base import PlotView
from tui.views.theory import page as plot
from tui.views.theory.facts import Facts

_BY_A_RULE = (RunState.CONVERGED, RunState.MAX_EPOCHS)


class TheoryPane(PlotView, can_focus=False):
    """The learning rate against its limit, the predicted end of the run, and the curvature."""

    TITLE = "theory"
    WATCH: ClassVar[Watch] = Watch(steps=1)
    LAYERS = ("text",)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._prediction: Prediction | None = None

    @property
    def wanted(self) -> Watch:
        """The moments of the last batch, if they are shown."""
        scene = self.scene
        if scene is None or scene.theory is None or descent_of(scene.config.optimizer) is None:
            return Watch()
        return Watch() if is_full_batch(scene.config, scene.preview.samples) else self.WATCH

    def draw(self, size: Size) -> None:
        """Draw the pane if its inputs changed."""
        scene = self.scene
        if scene is None:
            return
        config, problem = scene.config, scene.problem
        parts = (config.optimizer, config.batch, config.stop)
        if self.outdated("prediction", parts, problem):
            self._prediction = prediction_of(config, problem)
        took, step = _took(scene), scene.step if self.wanted.steps else None
        place = None if problem.theory is not None else scene.point
        scheduled = config.optimizer.is_scheduled
        rate = present_rate(config.optimizer, scene.frame) if scheduled else None
        if self.outdated("text", (size, scene.look, parts, took, rate, place), problem, step):
            facts = Facts(config, problem, self._prediction, step, took, rate)
            if place is not None:
                gradient = scene.gradient
                facts = replace(facts, point=place, curvature=scene.curvature, gradient=gradient)
            plain = scene.look.markers is Markers.ASCII
            lines = plot.lines_of(facts, size.width, size.height, ascii_only=plain)
            self.set_layer("text", plot.pane(lines, size.width, size.height, scene.look))


def _took(scene: Scene) -> int | None:
    """The number of epochs of a run that has ended without live changes; otherwise None."""
    frame = scene.frame
    if frame is None or frame.state not in _BY_A_RULE:
        return None
    if any(change.update > 0 for change in frame.changes):
        return None
    return frame.epoch
