"""The data and the fitted line, as a widget."""

from __future__ import annotations

from textual.geometry import Size

from tui.keys import Context, bindings_for
from tui.plots import data as plot
from tui.widgets.plot_view import PlotView


class DataPlot(PlotView):
    """Points, the least-squares line, the line that made the data, and the neuron's line."""

    TITLE = "data"
    CONTEXT = Context.DATA
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = ("axes", "samples", "references", "current", "lit")

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        picture = self.picture
        if picture is None:
            return
        look, preview, theory = picture.look, picture.preview, picture.theory
        plan = plot.data_layout(size.width, size.height, preview)
        rows = plot.lit_rows(preview, picture.frame)
        truth = picture.problem.true_line
        if self.outdated("axes", (plan, look, truth is not None, rows.size > 0)):
            lit = rows.size > 0
            self.set_layer("axes", plot.axes(plan, look, truth=truth is not None, lit=lit))
        if self.outdated("static", (plan, look, truth), preview, theory):
            self.set_layer("samples", plot.samples(plan, preview, look))
            self.set_layer("references", plot.reference_lines(plan, theory, truth, look))
        frame, point = picture.frame, picture.point
        if self.outdated("dynamic", (plan, look, point), preview, frame):
            self.set_layer("lit", plot.lit_samples(plan, preview, rows, look))
            self.set_layer("current", plot.current_line(plan, point, look))
