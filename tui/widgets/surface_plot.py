"""The loss surface with the trajectory on it, as a widget."""

from __future__ import annotations

import numpy as np
from textual.geometry import Size
from textual.message import Message

from engine.messages import Watch
from tui.keys import Context, bindings_for
from tui.picture import Picture
from tui.plots import bowl
from tui.plots import surface as plot
from tui.plots.area import PlotArea
from tui.plots.axes import Layout
from tui.sentences import what_happened
from tui.widgets.cell_plot import CellPlot
from tui.widgets.plot_view import PlotView


class SurfacePlot(PlotView):
    """Bands, contour lines, trajectory, and start, current point and optimum."""

    TITLE = "surface"
    CONTEXT = Context.SURFACE
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = (
        "bands", "contours", "eigenaxes", "bowl", "axes", "trajectory", "gradients", "points",
    )  # fmt: skip

    class Picked(Message):
        """A point of the plane that was clicked."""

        def __init__(self, plot: SurfacePlot, w: float, b: float) -> None:
            self.plot = plot
            self.w = w
            self.b = b
            super().__init__()

        @property
        def control(self) -> SurfacePlot:
            """The plot that was clicked."""
            return self.plot

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._surface: plot.Surface | None = None
        self._area: PlotArea | None = None

    @property
    def area(self) -> PlotArea | None:
        """Which cells of the content stand for which (w, b); None before anything is drawn."""
        return self._area

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        picture = self.picture
        if picture is None:
            return
        view, look = picture.problem.view, picture.look
        if self.outdated("surface", (view,), picture.preview) or self._surface is None:
            self._surface = plot.surface_of(picture.preview.moments, view)
        surface = self._surface
        plan = plot.surface_layout(size.width, size.height, view)
        self._area = plan.area
        if self.outdated("static", (plan, look), surface):
            self.set_layer("bands", plot.bands(plan, surface, look))
            self.set_layer("contours", plot.contours(plan, surface, look))
            self.set_layer("axes", plot.axes(plan, look))
        frame, start, theory = picture.frame, picture.start, picture.theory
        if self.outdated("dynamic", (plan, look, start), theory, frame):
            optimum = (theory.w_best, theory.b_best)
            current = picture.point
            if frame is None:
                self.set_layer("trajectory", None)
            else:
                w = np.concatenate([[start[0]], frame.updates.w])
                b = np.concatenate([[start[1]], frame.updates.b])
                self.set_layer("trajectory", plot.trajectory(plan, w, b, look))
            self.set_layer(
                "points",
                plot.points(plan, look, start=start, optimum=optimum, current=current),
            )

        self._draw_why(plan, picture)

    @property
    def wanted(self) -> Watch:
        """The last update's batch, while it is drawn."""
        options = self.picture.options if self.picture is not None else None
        return Watch(steps=1 if options and (options.batch or options.gradients) else 0)

    def _draw_why(self, plan: Layout, picture: Picture) -> None:
        """Set the layers that show why the last step went where it went."""
        options, step, look, theory = picture.options, picture.step, picture.look, picture.theory
        full = picture.preview.moments
        if self.outdated("eigenaxes", (plan, look, options.theory), theory):
            axes = bowl.eigen_axes(plan, theory, look) if options.theory else None
            self.set_layer("eigenaxes", axes)
        if self.outdated("bowl", (plan, look, options.batch), step):
            shown = options.batch and step is not None
            self.set_layer("bowl", bowl.bowl(plan, step, look) if shown and step else None)
        if self.outdated("gradients", (plan, look, options.gradients, picture.start), step, full):
            arrows = None
            if options.gradients:
                point = picture.point if step is None else step.before
                batch = None if step is None else step.moments
                arrows = bowl.gradients(plan, point, full, batch, look)
            self.set_layer("gradients", arrows)
        said = options.batch or options.gradients
        self.border_subtitle = (
            what_happened(step, full, plan.columns - 4) if said and step is not None else ""
        )

    def on_cell_plot_clicked(self, event: CellPlot.Clicked) -> None:
        """Say which point of the plane was clicked."""
        point = self._area.at(event.column, event.row) if self._area is not None else None
        if point is not None:
            self.post_message(self.Picked(self, *point))
