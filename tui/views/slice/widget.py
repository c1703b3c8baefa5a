"""The loss along a line with the step of the last update, as a widget."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual.geometry import Size

from engine.protocol.commands import Watch
from tui.keys.bindings import bindings_for
from tui.keys.command import Context, Handlers
from tui.model.plot_settings import Settings, member
from tui.model.plot_settings import whole as whole_number
from tui.model.scene import Scene
from tui.text.numbers import reading, whole
from tui.text.standardized import trained_heads
from tui.views.base import PlotView
from tui.views.slice import layers
from tui.views.slice import layout as plot
from tui.views.slice.cut import Along, cut_of
from tui.views.slice.marks import step_marks

_MOST_ZOOM = 12


class SlicePlot(PlotView):
    """The full loss, the batch loss, those of earlier batches; tangent, step, minima."""

    TITLE = "slice"
    CONTEXT = Context.SLICE
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = ("axes", "curves", "labels", "marks")
    JOINED = THICK = frozenset({"curves", "marks"})
    WATCH = Watch(steps=6)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._along = Along.STEP
        self._zoom = 0
        self._scales: plot.Scales | None = None

    @property
    def along(self) -> Along:
        """The chosen direction of the cut; before the first step, the step's is drawn along w."""
        return self._along

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        return {
            "direction": self.next_direction,
            "slice-in": partial(self.zoom, 1),
            "slice-out": partial(self.zoom, -1),
            "slice-home": partial(self.zoom, 0),
        }

    @property
    def settings(self) -> Settings:
        """Direction and zoom."""
        return {"along": self._along.value, "zoom": self._zoom}

    def adopt(self, settings: Settings) -> None:
        """The same direction and zoom."""
        self._along = member(settings, "along", Along.STEP)
        self._zoom = whole_number(settings, "zoom", 0, _MOST_ZOOM)

    def next_direction(self) -> None:
        """Cycle through the directions: the step, w, b; without a step only w and b differ."""
        before, self._along = self._along, self._along.next
        scene = self.scene
        if scene is not None and _drawn(scene, self._along) is _drawn(scene, before):
            self._along = self._along.next
        self.redraw()

    def zoom(self, direction: int) -> str:
        """Nearer to the step (1), or further from it (-1); 0 shows the whole bowl.

        Returns why nothing changed.
        """
        before = self._zoom
        self._zoom = min(max(before + direction, 0), _MOST_ZOOM) if direction else 0
        if self._zoom == before:
            return "this is as near as it goes" if direction > 0 else "this is the whole bowl"
        self.redraw()
        return ""

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene = self.scene
        if scene is None:
            return
        look = scene.look
        cut = cut_of(scene.step, scene.start, self._along)
        samples = scene.preview.samples
        given = cut, scene.steps, scene.objective, scene.problem.view, samples
        shown = plot.slice_of(*given)
        if self.outdated("scales", (cut.along, self._zoom), scene.objective):
            self._scales = None
        self._scales = plot.scales_of(shown, self._zoom, self._scales)
        entries = plot.legend(look, shown, self._scales[0])
        heads = trained_heads(scene.preview.scaling)
        plan = plot.slice_layout(size.width, size.height, cut, self._scales, entries, heads)
        if self.outdated("axes", (plan, look, entries)):
            self.set_layer("axes", plot.axes(plan, look, shown))
        if self.outdated("moving", (plan, look, cut), scene.frame):
            self.set_layer("curves", layers.curves(plan, shown, look))
            self.set_layer("labels", layers.earlier_labels(plan, shown, look))
            self.set_layer("marks", step_marks(plan, shown, look))
        along = cut.along if cut.along is Along.STEP else cut.name_in((heads[0], heads[1]))
        self.entitle_with(f"slice along {along}", scene.problem.titles)
        self.say(read_out(scene, shown, size.width))


def _drawn(scene: Scene, along: Along) -> Along:
    """The direction that is drawn: the step may have none."""
    return cut_of(scene.step, scene.start, along).along


def read_out(scene: Scene, shown: plot.Slice, width: int) -> str:
    """The losses before and after the step, as many as fit."""
    step = shown.step
    if step is None:
        if scene.before_run:
            return "full loss through the start · n: make an update"
        return "n: make an update"
    _, *others = plot.losses_of(step, shown.full)
    # The worker's batch loss, as in the status line: the moments give it to more digits.
    losses = (step.loss, *others)
    batch, full = _ways(losses, 9)
    update = f"update {whole(step.update)}"
    texts: tuple[str, ...]
    if shown.whole:
        texts = (
            f"{update} · loss {full} · full batch: both curves are the same",
            f"{update} · loss {full} · full batch",
            f"loss {full}",
        )
    else:
        texts = (
            f"{update} · batch loss {batch} · full loss {full}",
            f"{update} · batch {batch} · full {full}",
            f"batch {batch} · full {full}",
            "batch {} · full {}".format(*_ways(losses, 7)),
            f"batch {batch}",
        )
    return next((text for text in texts if len(text) + 4 <= width), "")


def _ways(losses: Sequence[float], digits: int) -> tuple[str, str]:
    """The batch loss before and after, and the full loss before and after."""
    first, last, full_first, full_last = (reading(loss, digits).strip() for loss in losses)
    return f"{first} → {last}", f"{full_first} → {full_last}"
