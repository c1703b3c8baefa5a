"""A phase map as a widget: the map, a cursor with a read-out, and zooming."""

from __future__ import annotations

import math
from functools import partial

from textual import events
from textual.geometry import Size

from engine.config.parameters import value_of
from engine.config.run import FULL_BATCH
from engine.sweeps.phase_columns import Columns
from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.keys.bindings import bindings_for
from tui.keys.command import Context, Handlers
from tui.model.experiment import PhaseExperiment
from tui.model.plot_settings import Settings, numbers
from tui.model.scene import Scene
from tui.text.width import cut
from tui.views.base import PlotView
from tui.views.cells_widget import CellPlot
from tui.views.phase import layers
from tui.views.phase.box import box_cells
from tui.views.phase.chart import Chart, chart_of
from tui.views.phase.messages import PhaseBoxed, PhaseZoomed
from tui.views.phase.read_out import read_out, title
from tui.views.phase.shades import Shades, shades_of
from tui.widgets.draggable import Draggable

_NOTHING = (
    "No phase map yet.",
    "",
    "Q  map what becomes of runs at each pair of two hyperparameters:",
    "   learning rate and batch size, learning rate and momentum,",
    "   learning rate and L2, start w and start b, ...",
)


_PATIENCE = 0.05
"""Seconds for the verdicts on runs in a drawing."""
_Cell = tuple[int, int]
"""A column and a row of the widget."""


class PhaseView(PlotView, Draggable[_Cell]):
    """The phase map."""

    TITLE = "phase map"
    CONTEXT = Context.PHASE
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = ("ground", "side", "edge", "now", "cursor", "box")

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._at: tuple[float, float] | None = None
        self._runs = Columns.of(())
        self._chart: Chart | None = None
        self._plan: Layout | None = None
        self._box: tuple[_Cell, _Cell] | None = None

    @property
    def experiment(self) -> PhaseExperiment | None:
        """The map shown."""
        return None if self.scene is None else self.scene.experiments.phase

    @property
    def cursor(self) -> tuple[float, float] | None:
        """The values at the cursor; None before a map."""
        experiment = self.experiment
        if experiment is None:
            return None
        x, y = experiment.spec.x, experiment.spec.y
        if self._at is None:
            return x.edge(x.cells / 2), y.edge(y.cells / 2)
        return min(max(self._at[0], x.low), x.high), min(max(self._at[1], y.low), y.high)

    @property
    def selected(self) -> int | None:
        """The cell at the cursor."""
        experiment, at = self.experiment, self.cursor
        return None if experiment is None or at is None else experiment.spec.index(*at)

    # ------------------------------------------------------------------------------ drawing

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene, experiment = self.scene, self.experiment
        if scene is None:
            return
        if experiment is None:
            self.entitle(self.TITLE)
            self.clear_layers()
            self.set_layer("ground", _nothing(size, scene.look.palette.text))
            self.say("")
            return
        look = scene.look
        chart = self._chart_of(experiment)
        shades = shades_of(chart, look)
        self._plan = plan = layers.phase_layout(size.width, size.height, chart)
        if self.outdated("ground", (plan, look), chart):
            self.set_layer("ground", layers.ground(plan, chart, shades, look))
        if self.outdated("edge", (plan, look), chart.edge):
            self.set_layer("edge", layers.edge(plan, chart, look))
        self._draw_now(scene, experiment, chart, shades, plan)
        at, index = self.cursor, self.selected
        assert at is not None and index is not None, "there is a map"
        middle = _middle(experiment, index)
        if self.outdated("cursor", (plan, look, index)):
            self.set_layer("cursor", layers.cursor(plan, middle, look))
        if self.outdated("box", (plan, look, self._box)):
            self.set_layer("box", self._box and box_cells(plan, look, *self._box))
        self.entitle(cut(title(experiment), max(size.width - 8, 1)))
        room = max(size.width - 4, 1)
        self.say(cut(read_out(experiment, chart, index, room), room))

    def _chart_of(self, experiment: PhaseExperiment) -> Chart:
        """Its chart; while verdicts take long, each drawing has more of them."""
        outdated = self.outdated("chart", (len(experiment.rows), experiment.number))
        if outdated or self._chart is None or not self._chart.outcomes.is_judged:
            self._runs = self._runs.grown_to(experiment.rows)
            self._chart = chart_of(experiment, _PATIENCE, self._runs)
            if not self._chart.outcomes.is_judged:
                self.call_after_refresh(self.redraw)
        return self._chart

    def _draw_now(
        self, scene: Scene, experiment: PhaseExperiment, chart: Chart, shades: Shades, plan: Layout
    ) -> None:
        look, now = scene.look, _present(scene, experiment)
        seen = now is not None and plan.area.cell(*now) is not None
        if self.outdated("now", (plan, look, now)):
            self.set_layer("now", layers.marks(plan, now, look) if now is not None else None)
        if self.outdated("side", (plan, look, seen), chart):
            self.set_layer("side", layers.side(plan, chart, shades, look, now=seen))

    # ------------------------------------------------------------------------------ cursor

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        steps = {
            "phase-left": (-1, 0), "phase-right": (1, 0), "phase-up": (0, 1), "phase-down": (0, -1),
        }  # fmt: skip
        return {name: partial(self.move, *step) for name, step in steps.items()}

    def move(self, right: int, up: int) -> str:
        """Move the cursor by cells of the screen; returns why it did not."""
        experiment, at, plan = self.experiment, self.cursor, self._plan
        if experiment is None or at is None or plan is None or not plan.area.columns:
            return "there is no map yet"
        spec, area = experiment.spec, plan.area
        place = []
        for axis, value, by, room in (
            (spec.x, at[0], right, area.columns),
            (spec.y, at[1], up, area.rows),
        ):
            step = max(1, round(axis.cells / max(room, 1)))
            cell = min(max(axis.cell(value) + by * step, 0), axis.cells - 1)
            place.append(axis.edge(cell + 0.5))
        self._at = place[0], place[1]
        self.redraw()
        return ""

    @property
    def settings(self) -> Settings:
        """The place of the cursor."""
        return {"at": self._at}

    def adopt(self, settings: Settings) -> None:
        """The same place."""
        found = numbers(settings, "at", 2)
        self._at = None if found is None else (found[0], found[1])

    # ------------------------------------------------------------------------------ mouse

    @property
    def _area(self) -> PlotArea | None:
        return None if self._plan is None or self.experiment is None else self._plan.area

    def held_at(self, event: events.MouseEvent) -> _Cell | None:
        """The corner of a box, on the map."""
        offset = event.get_content_offset(self)
        if offset is None or self._area is None or not self._area.holds(*offset):
            return None
        return offset.x, offset.y

    def drag(self, held: _Cell, across: int, down: int) -> None:
        """Draw the box from there to the pointer."""
        if (area := self._area) is None:
            return
        column = min(max(held[0] + across, area.column), area.column + area.columns - 1)
        row = min(max(held[1] + down, area.row), area.row + area.rows - 1)
        self._box = held, (column, row)
        self.redraw()

    def hover(self, event: events.MouseMove) -> None:
        """Nothing happens without a button."""

    def drop(self) -> None:
        """Ask for a map of the box, unless it is one cell."""
        box, area = self._box, self._area
        if box is None:
            return
        self._box = None
        corners = [None if area is None else area.at(*corner) for corner in box]
        one, other = corners
        if one is not None and other is not None and box[0] != box[1]:
            self.post_message(PhaseBoxed(self, one, other))
        self.redraw()

    def on_cell_plot_clicked(self, event: CellPlot.Clicked) -> None:
        """Move the cursor."""
        found = None if self._area is None else self._area.at(event.column, event.row)
        if found is not None and not self.dragged:
            self._at = found
            self.redraw()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in around the pointer."""
        self._wheel(event, nearer=True)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out around the pointer."""
        self._wheel(event, nearer=False)

    def _wheel(self, event: events.MouseEvent, *, nearer: bool) -> None:
        offset = event.get_content_offset(self)
        found = None if offset is None or self._area is None else self._area.at(offset.x, offset.y)
        if found is not None:
            event.stop()
            self._at = found
            self.post_message(PhaseZoomed(self, found, nearer=nearer))


def _middle(experiment: PhaseExperiment, index: int) -> tuple[float, float]:
    """The middle of a cell."""
    row, column = divmod(index, experiment.spec.x.cells)
    return experiment.spec.x.edge(column + 0.5), experiment.spec.y.edge(row + 0.5)


def _present(scene: Scene, experiment: PhaseExperiment) -> tuple[float, float] | None:
    """The present setting on the axes of a map; None if it is on none."""
    found = []
    for axis in (experiment.spec.x, experiment.spec.y):
        value = value_of(scene.config, axis.parameter)
        if value is None:
            value = scene.config.optimizer.hyperparameters.get(axis.parameter)
        if value == FULL_BATCH:
            value = scene.preview.samples
        if value is None or not math.isfinite(float(str(value))):
            return None
        found.append(float(str(value)))
    return found[0], found[1]


def _nothing(size: Size, colour: int) -> Cells:
    cells = Cells.blank(size.width, size.height)
    for row, text in enumerate(_NOTHING):
        cells.put(1, row, cut(text, max(size.width - 1, 0)), colour)
    return cells
