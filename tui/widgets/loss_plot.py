"""The loss curve, as a widget."""

from __future__ import annotations

from textual.geometry import Size

from tui.keys import Context, bindings_for
from tui.plots import loss as plot
from tui.plots.area import Scale
from tui.widgets.plot_view import PlotView


class LossPlot(PlotView):
    """Batch losses, the epochs' means, the least loss, and marks where something was changed."""

    TITLE = "loss"
    CONTEXT = Context.LOSS
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = ("axes", "floor", "batch", "floor again", "changes", "mean")

    FLOOR_EVERY = 4
    """In which columns the floor shows through a dense curve."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._scales: tuple[Scale, Scale] | None = None

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        picture = self.picture
        if picture is None:
            return
        x, log = picture.options.loss_x, picture.options.loss_log
        if self.outdated("scales", (x, log), picture.preview):
            self._scales = None
        look, least_loss = picture.look, picture.theory.least_loss
        curves = plot.curves_of(picture.frame, picture.preview.samples, x)
        self._scales = plot.loss_scales(curves, least_loss, log=log, previous=self._scales)
        plan = plot.loss_layout(size.width, size.height, x, self._scales)
        if self.outdated("static", (plan, look, least_loss)):
            self.set_layer("axes", plot.axes(plan, look))
            self.set_layer("floor", plot.floor(plan, least_loss, look))
            again = plot.floor(plan, least_loss, look, self.FLOOR_EVERY)
            self.set_layer("floor again", again)
        if self.outdated("dynamic", (plan, look), picture.frame):
            self.set_layer("changes", plot.changes(plan, curves, look))
            self.set_layer("batch", plot.batch_losses(plan, curves, look))
            self.set_layer("mean", plot.epoch_means(plan, curves, look))
