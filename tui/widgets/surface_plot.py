"""The loss surface with the trajectory on it, as a widget."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from textual.geometry import Size
from textual.message import Message

from engine.dataset import Preview
from engine.messages import Frame
from engine.surface import View
from engine.theory import Theory
from tui.plots import surface as plot
from tui.plots.area import PlotArea
from tui.plots.palette import Look
from tui.widgets.cell_plot import CellPlot


@dataclass(frozen=True, eq=False)
class _Scene:
    preview: Preview
    theory: Theory
    view: View
    start: tuple[float, float]
    frame: Frame | None
    look: Look


class SurfacePlot(CellPlot):
    """Bands, contour lines, trajectory, and start, current point and optimum."""

    LAYERS = ("bands", "contours", "axes", "trajectory", "points")

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
        super().__init__("surface", id=id, classes=classes)
        self._scene: _Scene | None = None
        self._surface: plot.Surface | None = None
        self._area: PlotArea | None = None

    @property
    def area(self) -> PlotArea | None:
        """Which cells of the content stand for which (w, b); None before anything is drawn."""
        return self._area

    def show(
        self,
        preview: Preview,
        theory: Theory,
        view: View,
        *,
        start: tuple[float, float],
        frame: Frame | None,
        look: Look,
    ) -> None:
        """Show this, drawing only what changed.

        Args:
            preview: the data; its moments make the surface.
            theory: where the optimum is.
            view: the part of the plane.
            start: (w, b) where the descent starts.
            frame: the run so far; None before there is one.
            look: colours and markers.
        """
        self._scene = _Scene(preview, theory, view, start, frame, look)
        self.redraw()

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene = self._scene
        if scene is None:
            return
        if self.outdated("surface", (scene.view,), scene.preview) or self._surface is None:
            self._surface = plot.surface_of(scene.preview.moments, scene.view)
        surface = self._surface
        plan = plot.surface_layout(size.width, size.height, scene.view)
        self._area = plan.area
        if self.outdated("static", (plan, scene.look), surface):
            self.set_layer("bands", plot.bands(plan, surface, scene.look))
            self.set_layer("contours", plot.contours(plan, surface, scene.look))
            self.set_layer("axes", plot.axes(plan, scene.look))
        frame = scene.frame
        if self.outdated("dynamic", (plan, scene.look, scene.start), scene.theory, frame):
            optimum = (scene.theory.w_best, scene.theory.b_best)
            current = scene.start if frame is None else (frame.w, frame.b)
            if frame is None:
                self.set_layer("trajectory", None)
            else:
                w = np.concatenate([[scene.start[0]], frame.updates.w])
                b = np.concatenate([[scene.start[1]], frame.updates.b])
                self.set_layer("trajectory", plot.trajectory(plan, w, b, scene.look))
            self.set_layer(
                "points",
                plot.points(plan, scene.look, start=scene.start, optimum=optimum, current=current),
            )

    def on_cell_plot_clicked(self, event: CellPlot.Clicked) -> None:
        """Say which point of the plane was clicked."""
        point = self._area.at(event.column, event.row) if self._area is not None else None
        if point is not None:
            self.post_message(self.Picked(self, *point))
