"""The data and the fitted line, as a widget."""

from __future__ import annotations

from dataclasses import dataclass

from textual.geometry import Size

from engine.dataset import Preview
from engine.messages import Frame
from engine.theory import Theory
from tui.plots import data as plot
from tui.plots.palette import Look
from tui.widgets.cell_plot import CellPlot


@dataclass(frozen=True, eq=False)
class _Scene:
    preview: Preview
    theory: Theory
    start: tuple[float, float]
    frame: Frame | None
    look: Look
    true_line: tuple[float, float] | None


class DataPlot(CellPlot):
    """Points, the least-squares line, the line that made the data, and the neuron's line."""

    LAYERS = ("axes", "samples", "references", "current", "lit")

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__("data", id=id, classes=classes)
        self._scene: _Scene | None = None

    def show(
        self,
        preview: Preview,
        theory: Theory,
        *,
        start: tuple[float, float],
        frame: Frame | None,
        look: Look,
        true_line: tuple[float, float] | None = None,
    ) -> None:
        """Show this, drawing only what changed.

        Args:
            preview: the data points to draw.
            theory: the least-squares line.
            start: (w, b) of the line before the first update.
            frame: the run so far; its last batch's points are lit. None before there is one.
            look: colours and markers.
            true_line: (w, b) of the line that made the data, if one did.
        """
        self._scene = _Scene(preview, theory, start, frame, look, true_line)
        self.redraw()

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene = self._scene
        if scene is None:
            return
        look, preview = scene.look, scene.preview
        plan = plot.data_layout(size.width, size.height, preview)
        rows = plot.lit_rows(preview, scene.frame)
        truth = scene.true_line
        if self.outdated("axes", (plan, look, truth is not None, rows.size > 0)):
            lit = rows.size > 0
            self.set_layer("axes", plot.axes(plan, look, truth=truth is not None, lit=lit))
        if self.outdated("static", (plan, look, truth), preview, scene.theory):
            self.set_layer("samples", plot.samples(plan, preview, look))
            self.set_layer("references", plot.reference_lines(plan, scene.theory, truth, look))
        frame = scene.frame
        if self.outdated("dynamic", (plan, look, scene.start), preview, frame):
            line = scene.start if frame is None else (frame.w, frame.b)
            self.set_layer("lit", plot.lit_samples(plan, preview, rows, look))
            self.set_layer("current", plot.current_line(plan, line, look))
