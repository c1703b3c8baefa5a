"""The plots of `descent watch`."""

from __future__ import annotations

from textual.geometry import Size

from engine.networks.path import Path2
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.networks.watch.curves import Curve
from tui.networks.watch.path import path_cells, path_scales
from tui.networks.watch.plot import Frame, Scales, plot_cells, scales_of
from tui.views.cells_widget import CellPlot


class CurvePlot(CellPlot):
    """Curves over the training."""

    LAYERS = ("plot",)

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(title, id=id)
        self._shown_now: tuple[list[Curve], Frame, Look] | None = None
        self._scales: Scales | None = None
        self._of: tuple[object, ...] = ()

    def show(self, curves: list[Curve], frame: Frame, look: Look) -> None:
        """Show these curves."""
        # Limits are kept while the same is shown; of another quantity they are others.
        of = frame.x_names, frame.y_name, frame.log, frame.recent
        if of != self._of:
            self._of, self._scales = of, None
        self._shown_now = curves, frame, look
        self.redraw()

    def draw(self, size: Size) -> None:
        if self._shown_now is None:
            return
        curves, frame, look = self._shown_now
        self._scales = scales_of(curves, frame, self._scales)
        cells = plot_cells(size.width, size.height, curves, frame, self._scales, look)
        if not any(curve.x.size for curve in curves):
            _say(cells, "nothing reported yet", look)
        self.set_layer("plot", cells)


class PathPlot(CellPlot):
    """The path in its principal plane."""

    LAYERS = ("plot",)

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(title, id=id)
        self._shown_now: tuple[Path2 | None, str, Look] | None = None
        self._scales: Scales | None = None

    def show(self, path: Path2 | None, instead: str, look: Look) -> None:
        """Show this path; before there is one, a line in its place."""
        self._shown_now = path, instead, look
        self.redraw()

    def draw(self, size: Size) -> None:
        if self._shown_now is None:
            return
        path, instead, look = self._shown_now
        if path is None or not len(path.updates):
            cells = Cells.blank(size.width, size.height)
            _say(cells, instead, look)
            self._scales = None
        else:
            self._scales = path_scales(path, self._scales)
            cells = path_cells(size.width, size.height, path, self._scales, look)
        self.set_layer("plot", cells)


def _say(cells: Cells, text: str, look: Look) -> None:
    """Write a line into the middle."""
    text = text[: max(cells.columns - 2, 0)]
    cells.put((cells.columns - len(text)) // 2, cells.rows // 2, text, look.palette.muted)
