"""The loss curve, as a widget."""

from __future__ import annotations

from dataclasses import dataclass

from textual.geometry import Size

from engine.dataset import Preview
from engine.messages import Frame
from engine.theory import Theory
from tui.plots import loss as plot
from tui.plots.area import Scale
from tui.plots.loss import LossX
from tui.plots.palette import Look
from tui.widgets.cell_plot import CellPlot


@dataclass(frozen=True, eq=False)
class _Scene:
    preview: Preview
    theory: Theory
    frame: Frame | None
    look: Look
    x: LossX
    log: bool


class LossPlot(CellPlot):
    """Batch losses, the epochs' means, the least loss, and marks where something was changed."""

    LAYERS = ("axes", "floor", "batch", "floor again", "changes", "mean")

    FLOOR_EVERY = 4
    """In which columns the floor shows through a dense curve."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__("loss", id=id, classes=classes)
        self._scene: _Scene | None = None
        self._scales: tuple[Scale, Scale] | None = None

    def show(
        self,
        preview: Preview,
        theory: Theory,
        *,
        frame: Frame | None,
        look: Look,
        x: LossX = LossX.UPDATES,
        log: bool = False,
    ) -> None:
        """Show this, drawing only what changed.

        Args:
            preview: how many samples there are.
            theory: the least loss.
            frame: the run so far; None before there is one.
            look: colours and markers.
            x: what the x axis counts.
            log: whether the y axis is logarithmic.
        """
        if self.outdated("scales", (x, log), preview):
            self._scales = None
        self._scene = _Scene(preview, theory, frame, look, x, log)
        self.redraw()

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene = self._scene
        if scene is None:
            return
        look, least_loss = scene.look, scene.theory.least_loss
        curves = plot.curves_of(scene.frame, scene.preview.samples, scene.x)
        self._scales = plot.loss_scales(curves, least_loss, log=scene.log, previous=self._scales)
        plan = plot.loss_layout(size.width, size.height, scene.x, self._scales)
        if self.outdated("static", (plan, look, least_loss)):
            self.set_layer("axes", plot.axes(plan, look))
            self.set_layer("floor", plot.floor(plan, least_loss, look))
            again = plot.floor(plan, least_loss, look, self.FLOOR_EVERY)
            self.set_layer("floor again", again)
        if self.outdated("dynamic", (plan, look), scene.frame):
            self.set_layer("changes", plot.changes(plan, curves, look))
            self.set_layer("batch", plot.batch_losses(plan, curves, look))
            self.set_layer("mean", plot.epoch_means(plan, curves, look))
