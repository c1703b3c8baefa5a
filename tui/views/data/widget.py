"""The data and the fitted line, as a widget."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from textual.geometry import Size

from engine.config.problem import Activation, ProblemConfig
from engine.config.run import FULL_BATCH
from tui.canvas.axes import Layout, name_room
from tui.canvas.cells import Cells
from tui.canvas.legend import LegendEntry
from tui.keys.bindings import bindings_for
from tui.keys.command import Context
from tui.model.scene import Scene
from tui.text.width import BLANK, cut, text_width
from tui.views.data import editing, formula, histogram, kept_runs, lines, points
from tui.views.data import layers as plot
from tui.views.data.references import names_of, reference_lines, truth_of
from tui.views.data.replicas import replica_samples
from tui.views.data.residuals import (
    chosen_rows,
    name_of,
    residual_lines,
    residuals_of,
    summary,
)  # fmt: skip
from tui.views.data.shapes import Neuron, neuron_of
from tui.views.data.sharing import shared
from tui.views.data.toggled import ToggledPlot
from tui.views.kept_marks import kept_legend

_JOINED = (
    "residuals", "samples", "truth", "former", "optimum", "rivals", "batch residuals", "current",
    "shared", "lit",
)  # fmt: skip
"""Layers of dots; the few residuals of a batch are above the samples."""
_CROSSING = ("current", "optimum", "truth", "former", "rivals")
_DATA_LAYERS = ("axes", *_JOINED, "letters")
_HISTOGRAM_LAYERS = ("histogram axes", "bars", "mean")


class DataPlot(ToggledPlot):
    """Samples, the optimum's line, the true line, and the neuron's line.

    Optionally the residuals, as lines from the points to the neuron's line, and their histogram.
    """

    TITLE = "data"
    CONTEXT = Context.DATA
    BINDINGS = [*bindings_for(Context.EDIT), *bindings_for(CONTEXT)]  # noqa: RUF012
    LAYERS = (*_DATA_LAYERS, "cursor", *_HISTOGRAM_LAYERS)
    JOINED = THICK = frozenset(_JOINED)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._bins: histogram.Bins | None = None
        self._plan: Layout | None = None
        self._split: tuple[Size, int, ProblemConfig] | None = None
        self._neuron: Neuron | None = None
        self._parts: dict[str, Cells] = {}
        """The layers as drawn, without the columns beside them."""

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene = self.scene
        if scene is None:
            return
        if not scene.problem.kind.takes_data:
            self._draw_formula(scene, size)
            return
        neuron = self._neuron = neuron_of(scene.problem.kind, scene.preview.scaling)
        taken = histogram.columns_beside(size.width) if self._histogram and neuron else 0
        split = (size, taken, scene.problem.kind)
        if split != self._split:
            self._split = split
            self.clear_layers()
            self._bins = self._plan = None
        if taken < size.width:
            self._draw_data(scene, Size(size.width - taken, size.height), size)
        if taken:
            gutter = histogram.GUTTER if taken < size.width else 0
            self._draw_histogram(scene, Size(taken - gutter, size.height), size)
        if neuron is not None and taken == size.width:
            self.say(summary(scene.preview, scene.point, neuron).text(self.size.width - 6))
        elif scene.draft is not None and self.plan is not None:
            self.say(editing.told(self.plan, scene.draft, scene.problem, size.width - 4))
        elif neuron is None:
            self.say(cut("the loss is given, not what it predicts: no line", size.width - 4))
        elif not (self._residuals or self._histogram):
            # A long name of a column has more room below the plot than beside the ticks.
            name, plan = scene.preview.x_name, self.plan
            whole = plan is None or text_width(name) <= name_room(plan)
            self.say("" if whole else cut(name, size.width - 4))

    def _draw_formula(self, scene: Scene, size: Size) -> None:
        """Draw what a loss without data consists of, and its numbers at the present point."""
        split = (size, 0, scene.problem.kind)
        if split != self._split:
            self._split = split
            self.clear_layers()
            self.plan = None
        if self.outdated("axes", (scene.look, scene.point), scene.frame):
            self.set_layer("axes", formula.page(scene, size.width, size.height))
        self.say("")

    def _place(self, name: str, cells: Cells, column: int, size: Size) -> None:
        """Set a layer that covers part of the columns, starting at `column`."""
        self._parts[name] = cells
        if cells.columns < size.width:
            whole = Cells.blank(size.width, size.height)
            whole.paste(cells, column, 0)
            cells = whole
        self.set_layer(name, cells)

    def _draw_data(self, scene: Scene, part: Size, size: Size) -> None:
        found = plot.lit_rows(scene.preview, scene.frame)
        lit = np.empty(0, np.intp) if found is None else found
        chosen, name = self._residuals_drawn(scene, part, lit)
        title = f"residuals of {name}" if name else "residuals" if chosen.size else ""
        truth, batch = truth_of(scene), scene.config.batch
        batched = batch.batch_size != FULL_BATCH or batch.replicas > 1
        also = None if scene.draft is None else editing.ranges_of(scene.draft)
        kept = kept_legend(scene.rivals, scene.look, sign=scene.look.markers.glyphs.thin)
        # The layout has space for what may come, so that it stays the same.
        most = plot.legend(
            scene.look,
            truth=truth is not None,
            lit=None if found is None else batched,
            residuals=title,
            signs=("o", "o"),
            kept=kept,
            replicas=batch.replicas,
            **names_of(scene, self._neuron),
        )
        plan = self.plan = plot.data_layout(part.width, part.height, scene.preview, most, also)
        self._draw_fixed(scene, plan, size)
        self._draw_rivals(scene, plan, size)
        if self.outdated(
            "dynamic",
            (size, plan, scene.look, scene.point, self._residuals, self._references),
            scene.preview,
            scene.frame,
            *scene.rivals,
        ):
            self._draw_run(scene, plan, lit, chosen, size)
        shown = None if found is None else self._visible("lit")
        signs = points.signs(plan, scene.preview.x.size, lit.size, scene.look)
        legend = self._legend(scene, lit=shown, residuals=title, signs=signs, kept=kept)
        self._draw_axes(scene, plan, legend, size)
        if self.outdated("cursor", (size, plan, scene.look), scene.draft):
            draft = scene.draft
            blank = Cells.blank(plan.columns, plan.rows)
            drawn = blank if draft is None else editing.cursor(plan, draft, scene.look)
            self._place("cursor", drawn, 0, size)

    def _legend(
        self,
        scene: Scene,
        *,
        lit: bool | None,
        residuals: str,
        signs: tuple[str, str],
        kept: tuple[LegendEntry, ...],
    ) -> tuple[LegendEntry, ...]:
        """The meaning of what is drawn; arguments as of `plot.legend`."""
        names = names_of(scene, self._neuron)
        legend = plot.legend(
            scene.look,
            truth=self._visible("truth"),
            lit=lit,
            residuals=residuals,
            signs=signs,
            now=self._neuron is None or self._visible("current"),
            kept=kept,
            replicas=scene.config.batch.replicas,
            **names,
        )
        legend = legend if self._neuron else legend[1:]
        if not self._references:
            legend = tuple(each for each in legend if each.name != names["optimum"])
        if self._visible("former"):
            legend = (*legend[:2], editing.former_entry(scene.look), *legend[2:])
        return legend

    def _visible(self, name: str) -> bool:
        cells = self._parts.get(name)
        return cells is not None and bool((cells.chars != BLANK).any())

    def _draw_axes(
        self, scene: Scene, plan: Layout, legend: tuple[LegendEntry, ...], size: Size
    ) -> None:
        if self.outdated("axes", (size, plan, scene.look, legend)):
            self._place("axes", plot.axes(plan, scene.look, legend), 0, size)

    def _draw_fixed(self, scene: Scene, plan: Layout, size: Size) -> None:
        """Draw what does not change with the run: samples and reference lines."""
        look, preview, on = scene.look, scene.preview, self._references
        truth = truth_of(scene) if on else None
        if not self.outdated("fixed", (size, plan, look, truth, on), preview, scene.problem.least):
            return
        x, y = preview.data.x, preview.data.y
        self._place("samples", points.samples(plan, x, y, look), 0, size)
        for name, cells in reference_lines(plan, scene, self._neuron, on=on).items():
            self._place(name, cells, 0, size)

    def _draw_rivals(self, scene: Scene, plan: Layout, size: Size) -> None:
        """Draw the lines of the kept runs, with letters between the samples."""
        look, preview, rivals = scene.look, scene.preview, scene.rivals
        if not self.outdated("rivals", (size, plan, look), preview, *rivals):
            return
        at = np.argwhere(self._parts["samples"].chars != BLANK)[:, ::-1] if rivals else ()
        taken = {(int(column), int(row)) for column, row in at}
        neuron = self._neuron
        if neuron is None:
            rivals, neuron = (), Neuron(Activation.LINEAR, preview.scaling)
        drawn = kept_runs.lines(plan, rivals, look, taken, shape=neuron.shape)
        self._place("rivals", drawn.curves, 0, size)
        self._place("letters", drawn.letters, 0, size)

    def _draw_run(
        self,
        scene: Scene,
        plan: Layout,
        lit: NDArray[np.intp],
        chosen: NDArray[np.intp],
        size: Size,
    ) -> None:
        """Draw the neuron's line, the batch, the residuals, and who colours shared cells."""
        look, preview, neuron = scene.look, scene.preview, self._neuron
        shared_out = replica_samples(plan, scene)
        if shared_out is None:
            x, y = preview.data.x[lit], preview.data.y[lit]
            shared_out = points.lit_samples(plan, x, y, look)
        self._place("lit", shared_out, 0, size)
        current, line = Cells.blank(plan.columns, plan.rows), None
        if neuron is not None:
            line = neuron.shape(scene.point)
            current = lines.current_line(plan, line, look)
        self._place("current", current, 0, size)
        self.set_layer("residuals", None)
        self.set_layer("batch residuals", None)
        if chosen.size and line is not None:
            drawn = residual_lines(plan, preview, chosen, line, look)
            self._place("batch residuals" if lit.size else "residuals", drawn, 0, size)
        crossing = [self._parts[name] for name in _CROSSING]
        samples = self._parts["samples"]
        dense = points.are_dense(plan, samples)
        self._place("shared", shared(crossing, samples, dense=dense), 0, size)

    def _residuals_drawn(
        self, scene: Scene, part: Size, lit: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], str]:
        """The rows whose residuals are drawn, and whose they are; also says their statistics."""
        preview, point, neuron = scene.preview, scene.point, self._neuron
        chosen, name = np.empty(0, np.intp), ""
        if neuron is None:
            return chosen, name
        if self._residuals:
            span = None if scene.frame is None else scene.frame.batch
            batch = preview.samples if span is None else span.stop - span.start
            chosen = chosen_rows(part.width, preview, lit)
            name = name_of(chosen, preview, lit, batch)
        if self._residuals or self._histogram:
            found, width = summary(preview, point, neuron), self.size.width - 6
            drawn = residuals_of(preview, point, neuron)[chosen]
            self.say(found.text_beside(drawn, name, width) if name else found.text(width))
        return chosen, name

    def _draw_histogram(self, scene: Scene, part: Size, size: Size) -> None:
        look, preview, point = scene.look, scene.preview, scene.point
        if not self.outdated("histogram", (size, part, look, point), preview):
            return
        neuron = self._neuron
        assert neuron is not None, "without a prediction there are no residuals"
        residuals = residuals_of(preview, point, neuron)
        bins = self._bins = histogram.bins_of(residuals, self._bins)
        counts = histogram.counts_of(residuals, bins)
        plan = self._plan = histogram.histogram_layout(
            *part, bins, counts, samples=preview.samples, previous=self._plan
        )
        column = size.width - part.width
        if self.outdated("histogram axes", (size, plan, look)):
            self._place("histogram axes", histogram.axes(plan, look), column, size)
        self._place("bars", histogram.bars(plan, counts, look), column, size)
        mean = summary(preview, point, neuron).mean
        self._place("mean", histogram.mean_line(plan, mean, look), column, size)
