"""The loss surface with the trajectory on it, as a widget."""

from __future__ import annotations

import numpy as np
from textual.geometry import Size

from tui.keys import Context, bindings_for
from tui.picture import Picture
from tui.plots import colour_bar
from tui.plots import surface as plot
from tui.plots.axes import Layout
from tui.plots.cells import NO_COLOUR
from tui.plots.contour_labels import labelled_contours
from tui.widgets.plane_view import PlaneView


class SurfacePlot(PlaneView):
    """Bands, contour lines, trajectory, and start, current point and optimum."""

    TITLE = "surface"
    CONTEXT = Context.SURFACE
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = ("bands", "contours", "axes", "bar", "trajectory", "points", "mark", "cursor")

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._surface: plot.Surface | None = None
        self._style = plot.Style.BOTH

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        picture = self.picture
        if picture is None:
            return
        view = self.viewport_of(picture).view
        if self.outdated("surface", (view,), picture.preview) or self._surface is None:
            self._surface = plot.surface_of(picture.preview.moments, view)
        plan = colour_bar.layout_with_bar(size.width, size.height, view)
        self._draw_ground(plan, picture, self._surface)
        self._draw_run(plan, picture, self._surface)
        self.set_area(plan.area)
        self._draw_cursor(plan, picture)

    def _draw_ground(self, plan: Layout, picture: Picture, surface: plot.Surface) -> None:
        """What does not move while a run does."""
        look, style = picture.look, self._style
        if self.outdated("ground", (plan, look, style), surface):
            coloured = style.bands and look.palette.bands != (NO_COLOUR,)
            self.set_layer("bands", plot.bands(plan, surface, look) if coloured else None)
            if not coloured:
                self.set_layer("contours", labelled_contours(plan, surface, look))
            else:
                lines = plot.contours(plan, surface, look) if style.lines else None
                self.set_layer("contours", lines)
            self.set_layer("axes", plot.axes(plan, look))
            self.set_layer("bar", colour_bar.colour_bar(plan, surface, look, style))

    def _draw_run(self, plan: Layout, picture: Picture, surface: plot.Surface) -> None:
        """The way so far, the three points, and the loss on the scale."""
        frame, look, start = picture.frame, picture.look, picture.start
        theory, current = picture.theory, picture.point
        if not self.outdated("run", (plan, look, start), surface, theory, frame):
            return
        if frame is None:
            self.set_layer("trajectory", None)
        else:
            w = np.concatenate([[start[0]], frame.updates.w])
            b = np.concatenate([[start[1]], frame.updates.b])
            self.set_layer("trajectory", plot.trajectory(plan, w, b, look))
        optimum = (theory.w_best, theory.b_best)
        self.set_layer(
            "points", plot.points(plan, look, start=start, optimum=optimum, current=current)
        )
        loss = surface.moments.loss(*current)
        self.set_layer("mark", colour_bar.mark(plan, surface, look, loss))

    def _draw_cursor(self, plan: Layout, picture: Picture) -> None:
        cell = self.cursor_cell
        if self.outdated("cursor", (plan, picture.look, cell)):
            crosshair = plot.crosshair(plan, picture.look, *cell) if cell is not None else None
            self.set_layer("cursor", crosshair)

    def action_style(self) -> None:
        """Bands and lines, bands, lines."""
        self._style = self._style.next
        self.redraw()
