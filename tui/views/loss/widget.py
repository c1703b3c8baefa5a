"""The loss curve, as a widget."""

from __future__ import annotations

from functools import partial

import numpy as np
from textual.geometry import Size

from tui.canvas.area import Scale
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.edges import edges
from tui.canvas.palette import Look
from tui.keys.bindings import bindings_for
from tui.keys.command import Context, Handlers
from tui.model.plot_settings import Settings, flag
from tui.model.scene import LossX, Scene
from tui.views.loss import kept_runs
from tui.views.loss import layers as plot
from tui.views.loss.limits import stretched, visible_losses
from tui.views.loss.marks import labels
from tui.views.loss.plane import UpdatesView
from tui.views.loss.rates import Rates, label_width, rates_of, scale_of, strip_cells, strip_rows
from tui.views.loss.smoothing import NONE, WEIGHTS, Smoothing
from tui.views.loss.window import Window


class LossPlot(UpdatesView):
    """Batch losses, epoch means, the least loss, and marks of live changes.

    Keys and mouse zoom, pan and smooth; a cursor reads out single updates.
    """

    TITLE = "loss"
    CONTEXT = Context.LOSS
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = (
        "axes", "edges", "changes", "rival updates", "batch", "smoothed", "rivals", "floor",
        "mean", "start", "letters", "cursor", "labels", "rates",
    )  # fmt: skip
    JOINED = frozenset({"rival updates", "batch", "smoothed", "rivals", "floor", "mean"})

    THICK = frozenset({"smoothed", "rivals", "floor", "mean"})

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._scales: plot.Scales | None = None
        self._recent = self._log_x = False
        self._smoothing = NONE
        self._rivals: list[plot.LossCurves] = []
        self._rates: Rates | None = None
        self._rate_scale = Scale(0.0, 1.0)

    # ------------------------------------------------------------------------------ drawing

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene = self.scene
        if scene is None:
            return
        x, look = scene.options.loss_x, scene.look
        curves = self._curves(scene, x)
        if self.outdated("moment", (), scene.frame):
            self.keep_in_sight(scene.frame, curves.updates[0])
        scales = self._limits(scene, curves)
        below = strip_rows(size.height, [scene.frame, *(run.frame for run in scene.rivals)])
        inside = size.width, size.height - below
        rates, room = self._strip(scene, curves, below)
        lay_out = partial(plot.loss_layout, *inside, x, scales, recent=self._recent, room=room)
        least_loss = scene.least_loss
        shown = self._contents(scene, lay_out(), curves)
        plan = lay_out(entries=plot.legend(scales[1], look, shown))
        self.drawn = plan, curves
        title = f"{self.TITLE} · zoomed" if self.window.chosen else self.TITLE
        if scene.options.loss_log and not scales[1].log:
            title += " · below 0: linear axis"
        self.entitle(title)
        if self.outdated("axes", (plan, look, shown)):
            self.set_layer("axes", plot.axes(plan, look, shown))
        if self.outdated("floor", (plan, look, least_loss)):
            self.set_layer("floor", plot.floor(plan, least_loss, look))
        loss = _start_loss(scene) if shown.before else None
        if self.outdated("start", (plan, look, loss)):
            self.set_layer("start", None if loss is None else plot.start(plan, loss, look))
        if self.outdated("dynamic", (plan, look, scene.paces, self._smoothing), scene.frame):
            self._draw_run(plan, curves, look)
        rivals, samples = scene.rivals, scene.preview.samples
        if self.outdated("rivals", (plan, look, x), *rivals):
            given = (plan, rivals, samples, x, look)
            drawn = kept_runs.losses(*given) if rivals else None
            self.set_layer("rivals", drawn and drawn.curves)
            self.set_layer("letters", drawn and drawn.letters)
            self.set_layer("rival updates", kept_runs.batch_losses(*given) if rivals else None)
        if self.outdated("strip", (plan, look, size), rates):
            strip = None if rates is None else (rates, self._rate_scale)
            self.set_layer("rates", strip and strip_cells(plan, size.height, *strip, look))
        self.read_out()

    def set_layer(self, name: str, cells: Cells | None) -> None:
        """Replace a layer; that of a loss curve above a strip leaves the rows of that empty."""
        width, height = self.content_size
        if cells is not None and cells.rows < height:
            whole = Cells.blank(width, height)
            whole.paste(cells, 0, 0)
            cells = whole
        super().set_layer(name, cells)

    def _strip(self, scene: Scene, curves: plot.LossCurves, rows: int) -> tuple[Rates | None, int]:
        """The learning rates of a strip of so many rows, and the columns that its labels need."""
        x = scene.options.loss_x
        if self.outdated("rates", (x, rows > 0), scene.frame, scene.problem, *scene.rivals):
            self._rates = rates_of(scene, x, curves) if rows else None
            if self._rates is not None:
                self._rate_scale = scale_of(self._rates, self._rate_scale)
        if self._rates is None:
            return None, 0
        return self._rates, label_width(self._rate_scale, rows)

    def _curves(self, scene: Scene, x: LossX) -> plot.LossCurves:
        kept = self.drawn
        if self.outdated("curves", (x, scene.paces), scene.frame, scene.preview) or kept is None:
            return plot.curves_of(scene.frame, scene.preview.samples, x, scene.paces)
        return kept[1]

    def _others(self, scene: Scene) -> list[plot.LossCurves]:
        """The curves of the kept runs, which are the same for many frames."""
        x = scene.options.loss_x
        if self.outdated("others", (x,), scene.preview, *scene.rivals):
            samples = scene.preview.samples
            self._rivals = [plot.curves_of(run.frame, samples, x) for run in scene.rivals]
        return self._rivals

    def _limits(self, scene: Scene, curves: plot.LossCurves) -> plot.Scales:
        """The limits of both axes: of the whole run, its recent part, or the chosen window."""
        x, recent = scene.options.loss_x, self._recent
        # A logarithmic axis has no place for losses below 0.
        log = scene.options.loss_log and not _below_zero(scene, curves)
        if self.outdated("units", (x, self._log_x), scene.preview):
            self.window = Window()
        if self.outdated("scales", (x, log, recent, self._log_x), scene.preview):
            self._scales = None
        measured = curves
        if scene.rivals and not recent:
            measured = plot.including(curves, self._others(scene))
        least_loss, before, frame = scene.least_loss, self._scales, scene.frame
        whole = plot.loss_scales(
            measured, least_loss, log=log, previous=before, recent=recent, log_x=self._log_x,
            ended=frame is not None and frame.state.ended, start_loss=_start_loss(scene),
        )  # fmt: skip
        if before is not None and frame is not None and frame.of is not None and not recent:
            # While an earlier moment is shown, the x axis stays that of the whole run.
            whole = before[0], whole[1]
        self._scales, self.whole = whole, whole[0]
        window = self.window
        if not window.chosen:
            return whole
        part, y = window.x or whole[0], whole[1]
        if window.x is not None:
            y = visible_losses(measured, part, least_loss, log=log, previous=None)
        return part, stretched(y, window.stretch)

    def _contents(self, scene: Scene, plan: Layout, curves: plot.LossCurves) -> plot.Contents:
        look = scene.look
        return plot.Contents(
            scene.least_loss,
            dense=plot.is_dense(plan, curves, look.markers),
            smoothing=self._smoothing,
            one_each=curves.one_each,
            before=not curves.updates[0].size,
            kept=kept_runs.legend(scene.rivals, self._others(scene), look),
        )

    def _draw_run(self, plan: Layout, curves: plot.LossCurves, look: Look) -> None:
        """The layers that change with every frame."""
        smoothing, palette = self._smoothing, look.palette
        batch = plot.batch_losses(plan, curves, look, smoothing)
        mean = plot.epoch_means(plan, curves, look)
        drawn = np.logical_or(batch.chars != " ", mean.chars != " ")
        places = zip(curves.changes, curves.labels, strict=True)
        both = [(curves.updates, palette.batch_loss), (curves.epochs, palette.current)]
        smooth = plot.smoothed(plan, curves, look, smoothing) if smoothing.weight else None
        self.set_layer("changes", plot.changes(plan, curves, look))
        self.set_layer("batch", batch)
        self.set_layer("smoothed", smooth)
        self.set_layer("mean", mean)
        self.set_layer("edges", edges(plan, both, look))
        self.set_layer("labels", labels(plan, places, drawn, look))

    # ------------------------------------------------------------------------------ commands

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        return {
            **super().handlers,
            "loss-recent": self.toggle_recent,
            "loss-log-x": self.toggle_log_x,
            "loss-smooth": self.next_smoothing,
        }

    @property
    def settings(self) -> Settings:
        """Cursor and window, and how the curves are drawn."""
        return {
            **super().settings,
            "recent": self._recent,
            "log_x": self._log_x,
            "smoothing": self._smoothing.weight,
        }

    def adopt(self, settings: Settings) -> None:
        """The same cursor, window and curves."""
        self._recent, log_x = flag(settings, "recent"), flag(settings, "log_x")
        weight = settings.get("smoothing")
        self._smoothing = Smoothing(weight) if weight in WEIGHTS else NONE
        if log_x is not self._log_x:
            self._log_x = log_x
            self.redraw()  # which leaves the window
        super().adopt(settings)

    def toggle_recent(self) -> None:
        """Toggle between the recent part of the run and the whole run."""
        self._recent, self.window = not self._recent, Window()
        self.redraw()

    def toggle_log_x(self) -> None:
        """Toggle the logarithmic x axis, which shows the whole run."""
        self._log_x, self._recent = not self._log_x, False
        self.redraw()

    def next_smoothing(self) -> None:
        """Cycle through the smoothings of the batch losses."""
        self._smoothing = self._smoothing.next
        self.redraw()


def _below_zero(scene: Scene, curves: plot.LossCurves) -> bool:
    """Whether the run has losses below 0, as a loss of your own may have."""
    if scene.theory is not None:
        return False
    losses = curves.updates[1]
    return bool((losses < 0).any()) or (not losses.size and _start_loss(scene) < 0)


def _start_loss(scene: Scene) -> float:
    """The loss of all samples at the starting point; inf if it overflows."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(scene.objective.loss(*scene.start))
