"""The data and the fitted line, as a widget."""

from __future__ import annotations

import numpy as np
from textual.geometry import Size

from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.keys.bindings import bindings_for
from tui.keys.command import Context, Handlers
from tui.model.scene import Scene
from tui.views.base import PlotView
from tui.views.data import histogram, kept_runs
from tui.views.data import layers as plot
from tui.views.data.residuals import (
    chosen_rows,
    name_of,
    residual_lines,
    residuals_of,
    summary,
)

_DATA_LAYERS = (
    "axes", "residuals", "samples", "references", "rivals", "batch residuals", "current",
    "letters", "lit",
)  # fmt: skip
"""Points hide the ends of residuals; the few residuals of a batch are drawn above the points."""
_HISTOGRAM_LAYERS = ("histogram axes", "bars", "mean")


class DataPlot(PlotView):
    """Samples, the least-squares line, the true line, and the neuron's line.

    Optionally the residuals, as lines from the points to the neuron's line, and their histogram.
    """

    TITLE = "data"
    CONTEXT = Context.DATA
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = (*_DATA_LAYERS, *_HISTOGRAM_LAYERS)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._residuals = self._histogram = False
        self._bins: histogram.Bins | None = None
        self._plan: Layout | None = None
        self._split: tuple[Size, int] | None = None

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene = self.scene
        if scene is None:
            return
        taken = histogram.columns_beside(size.width) if self._histogram else 0
        if (size, taken) != self._split:
            self._split = (size, taken)
            self.clear_layers()
            self._bins = self._plan = None
        if taken < size.width:
            self._draw_data(scene, Size(size.width - taken, size.height), size)
        if taken:
            gutter = histogram.GUTTER if taken < size.width else 0
            self._draw_histogram(scene, Size(taken - gutter, size.height), size)
        said = ""
        if self._residuals or self._histogram:
            found = summary(scene.preview.moments, scene.point)
            said = found.text(self.size.width - 6)
        self.say(said)

    def _place(self, name: str, cells: Cells, column: int, size: Size) -> None:
        """Set a layer that covers part of the columns, starting at `column`."""
        if cells.columns < size.width:
            whole = Cells.blank(size.width, size.height)
            whole.paste(cells, column, 0)
            cells = whole
        self.set_layer(name, cells)

    def _draw_data(self, scene: Scene, part: Size, size: Size) -> None:
        look, preview, theory = scene.look, scene.preview, scene.theory
        plan = plot.data_layout(part.width, part.height, preview)
        found = plot.lit_rows(preview, scene.frame)
        rows = np.empty(0, np.intp) if found is None else found
        truth, point = scene.problem.true_line, scene.point
        chosen = chosen_rows(plan, preview, rows) if self._residuals else None
        name = "" if chosen is None else name_of(chosen, preview, rows)
        lit = None if found is None else rows.size > 0
        if self.outdated("axes", (size, plan, look, truth is not None, lit, name)):
            axes = plot.axes(plan, look, truth=truth is not None, lit=lit, residuals=name)
            self._place("axes", axes, 0, size)
        if self.outdated("static", (size, plan, look, truth), preview, theory):
            self._place("samples", plot.samples(plan, preview, look), 0, size)
            lines = plot.reference_lines(plan, theory, truth, look)
            self._place("references", lines, 0, size)
        rivals = scene.rivals
        if self.outdated("rivals", (size, plan, look), *rivals):
            drawn = kept_runs.lines(plan, rivals, look)
            self._place("rivals", drawn.curves, 0, size)
            self._place("letters", drawn.letters, 0, size)
        if self.outdated(
            "dynamic", (size, plan, look, point, self._residuals), preview, scene.frame
        ):
            self._place("lit", plot.lit_samples(plan, preview, rows, look), 0, size)
            self._place("current", plot.current_line(plan, point, look), 0, size)
            self.set_layer("residuals", None)
            self.set_layer("batch residuals", None)
            if chosen is not None:
                lines = residual_lines(plan, preview, chosen, point, look)
                self._place("batch residuals" if rows.size else "residuals", lines, 0, size)

    def _draw_histogram(self, scene: Scene, part: Size, size: Size) -> None:
        look, preview, point = scene.look, scene.preview, scene.point
        if not self.outdated("histogram", (size, part, look, point), preview):
            return
        residuals = residuals_of(preview, point)
        bins = self._bins = histogram.bins_of(residuals, self._bins)
        counts = histogram.counts_of(residuals, bins)
        plan = self._plan = histogram.histogram_layout(
            *part, bins, counts, samples=preview.samples, previous=self._plan
        )
        column = size.width - part.width
        if self.outdated("histogram axes", (size, plan, look)):
            self._place("histogram axes", histogram.axes(plan, look), column, size)
        self._place("bars", histogram.bars(plan, counts, look), column, size)
        mean = summary(preview.moments, point).mean
        self._place("mean", histogram.mean_line(plan, mean, look), column, size)

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        return {"data-residuals": self.toggle_residuals, "data-histogram": self.toggle_histogram}

    def toggle_residuals(self) -> None:
        """Toggle the lines of the residuals."""
        self._residuals = not self._residuals
        self.redraw()

    def toggle_histogram(self) -> None:
        """Toggle the histogram of the residuals."""
        self._histogram = not self._histogram
        self.redraw()
