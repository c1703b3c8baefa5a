"""The loss curve, as a widget."""

from __future__ import annotations

from functools import partial

from textual import events
from textual.geometry import Size

from tui.canvas.area import Scale
from tui.canvas.axes import Layout
from tui.keys.bindings import bindings_for
from tui.keys.command import Context, Handlers
from tui.views.base import PlotView
from tui.views.loss import kept_runs
from tui.views.loss import layers as plot
from tui.views.loss.cursor import Reading, cursor, reading, row_at, row_of, shown_rows, stepped_row
from tui.views.loss.marks import labels

_NO_UPDATE = "no update was made yet"


class LossPlot(PlotView):
    """Batch losses, epoch means, the least loss, and marks of live changes.

    A cursor, moved by keys or the mouse, reads out single updates.
    """

    TITLE = "loss"
    CONTEXT = Context.LOSS
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = (
        "axes",
        "changes",
        "batch",
        "rivals",
        "floor",
        "mean",
        "letters",
        "cursor",
        "labels",
    )
    JOINED = frozenset({"batch", "rivals", "floor", "mean"})

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._scales: tuple[Scale, Scale] | None = None
        self._drawn: tuple[Layout, plot.LossCurves] | None = None
        self._recent = False
        self._reading = False
        self._update: int | None = None
        """The update read out; None is the newest."""
        self._hovered: int | None = None
        """The column below the mouse."""

    # ------------------------------------------------------------------------------ drawing

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene = self.scene
        if scene is None:
            return
        x, log, recent = scene.options.loss_x, scene.options.loss_log, self._recent
        if self.outdated("scales", (x, log, recent), scene.preview):
            self._scales = None
        look, least_loss, frame = scene.look, scene.theory.least_loss, scene.frame
        paces = scene.paces
        if self.outdated("curves", (x, paces), frame, scene.preview) or self._drawn is None:
            curves = plot.curves_of(frame, scene.preview.samples, x, paces)
        else:
            curves = self._drawn[1]
        rivals, samples = scene.rivals, scene.preview.samples
        measured = curves
        if rivals and not recent:
            measured = plot.including(
                curves, [plot.curves_of(run.frame, samples, x) for run in rivals]
            )
        self._scales = plot.loss_scales(
            measured, least_loss, log=log, previous=self._scales, recent=recent
        )
        plan = plot.loss_layout(size.width, size.height, x, self._scales, recent=recent)
        self._drawn = plan, curves
        dense = plot.is_dense(plan, curves, look.markers)
        if self.outdated("static", (plan, look, least_loss, dense)):
            self.set_layer("axes", plot.axes(plan, look, least_loss, dense=dense))
            self.set_layer("floor", plot.floor(plan, least_loss, look))
        if self.outdated("dynamic", (plan, look, paces), frame):
            batch = plot.batch_losses(plan, curves, look)
            mean = plot.epoch_means(plan, curves, look)
            taken = (batch.chars != " ") | (mean.chars != " ")
            places = zip(curves.changes, curves.labels, strict=True)
            self.set_layer("changes", plot.changes(plan, curves, look))
            self.set_layer("batch", batch)
            self.set_layer("mean", mean)
            self.set_layer("labels", labels(plan, places, taken, look))
        if self.outdated("rivals", (plan, look, x), *rivals):
            drawn = kept_runs.losses(plan, rivals, samples, x, look) if rivals else None
            self.set_layer("rivals", drawn and drawn.curves)
            self.set_layer("letters", drawn and drawn.letters)
        self._read_out(plan, curves)

    # ------------------------------------------------------------------------------ reading out

    def _read_out(self, plan: Layout, curves: plot.LossCurves) -> None:
        scene, found = self.scene, self._found(plan, curves)
        if scene is None or found is None:
            waits = self._reading and scene is not None
            self.say("no update yet" if waits else "")
            self.set_layer("cursor", None)
            return
        self.say(found.text(self.size.width - 6))
        self.set_layer("cursor", cursor(plan, curves, found, scene.look))

    def _found(self, plan: Layout, curves: plot.LossCurves) -> Reading | None:
        """The update read out now."""
        scene = self.scene
        if scene is None or scene.frame is None or not curves.updates[0].size:
            return None
        frame, row = scene.frame, None
        if self._hovered is not None:
            row = row_at(plan, curves, self._hovered)
        if row is None and self._reading:
            first, last = shown_rows(plan, curves)
            row = last
            if self._update is not None:
                row = min(max(row_of(frame, self._update), first), last)
        return None if row is None else reading(frame, scene.preview.samples, row)

    # ------------------------------------------------------------------------------ commands

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        return {
            "loss-recent": self.toggle_recent,
            "loss-read": self.toggle_cursor,
            "loss-left": partial(self.move_cursor, -1),
            "loss-right": partial(self.move_cursor, 1),
            "loss-far-left": partial(self.move_cursor, -10),
            "loss-far-right": partial(self.move_cursor, 10),
            "loss-first": partial(self.cursor_to, -1),
            "loss-last": partial(self.cursor_to, 1),
        }

    def toggle_cursor(self) -> None:
        """Toggle the cursor; it starts at the newest update."""
        self._reading, self._update = not self._reading, None
        self.redraw()

    def move_cursor(self, steps: int) -> str:
        """The cursor a number of steps to the right; it comes into sight if it was not.

        Returns why it did not move.
        """
        scene, drawn = self.scene, self._drawn
        if scene is None or scene.frame is None or drawn is None:
            return _NO_UPDATE
        plan, curves = drawn
        if not curves.updates[0].size:
            return _NO_UPDATE
        self._hovered = None
        if self._reading:
            found = self._found(plan, curves)
            assert found is not None, "with an update, the cursor is shown"
            row = stepped_row(plan, curves, found.row, steps)
            if row == found.row:
                return f"this is the {'last' if steps > 0 else 'first'} update in view"
            self._go_to(row)
        self._reading = True
        self.redraw()
        return ""

    def cursor_to(self, end: int) -> str:
        """The cursor to the first (-1) or the last (1) update in view; returns why it is not."""
        if self._drawn is None or not self._drawn[1].updates[0].size:
            return _NO_UPDATE
        row = shown_rows(*self._drawn)[end > 0]
        found = self._found(*self._drawn) if self._reading and self._hovered is None else None
        self._hovered, self._reading = None, True
        self._go_to(row)
        self.redraw()
        if found is not None and found.row == row:
            return f"this is the {'last' if end > 0 else 'first'} update in view"
        return ""

    def _go_to(self, row: int) -> None:
        assert self.scene is not None and self.scene.frame is not None
        index = self.scene.frame.updates.index
        # At the newest update, the cursor keeps following the newest one.
        self._update = None if row == index.size - 1 else int(index[row])

    def toggle_recent(self) -> None:
        """Toggle between the recent part of the run and the whole run."""
        self._recent = not self._recent
        self.redraw()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Read out the update below the mouse."""
        offset = event.get_content_offset(self)
        self._hover(None if offset is None else offset.x)

    def on_leave(self) -> None:
        """The mouse left the plot."""
        self._hover(None)

    def _hover(self, column: int | None) -> None:
        if column != self._hovered:
            self._hovered = column
            self.redraw()
