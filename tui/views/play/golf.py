"""Learning-rate golf, as a widget."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.geometry import Size

from tui.canvas.cells import Cells
from tui.canvas.growth import grown
from tui.canvas.loss_surface import surface_of
from tui.keys.bindings import bindings_for
from tui.keys.command import Context, Handlers
from tui.model.golf import Golf
from tui.model.plot_settings import Settings
from tui.model.scene import Scene
from tui.text.standardized import trained_names
from tui.views.base import PlotView
from tui.views.play import course, plane, side
from tui.views.play.settings import golf_in, golf_settings

_UNKNOWN = "the samples are not known yet"
_FINE, _FINEST = 3, 5
"""The digit of the learning rate that a key changes."""


class GolfView(PlotView):
    """A ball on the loss surface; each stroke is an update with a learning rate of its own."""

    TITLE = "learning-rate golf"
    CONTEXT = Context.GOLF
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = ("ground", "axes", "hole", "path", "points", "side")
    THICK = frozenset({"path", "hole"})

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._golf: Golf | None = None

    def golf_of(self, scene: Scene) -> Golf:
        """The round on these samples from this start; another problem begins another one."""
        golf, problem = self._golf, scene.problem
        if golf is None or golf.problem is not problem:
            same = golf is not None and (golf.problem.data, golf.problem.start) == (
                problem.data, problem.start,
            )  # fmt: skip
            if golf is None or not same:
                golf = self._golf = Golf(problem, scene.config.optimizer.learning_rate)
        return golf

    @property
    def over(self) -> bool:
        return self._golf is not None and self._golf.holed

    # ------------------------------------------------------------------------------ drawing

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene = self.scene
        if scene is None:
            return
        golf, look = self.golf_of(scene), scene.look
        names, beside = trained_names(scene.preview.scaling), side.side_width(size.width)
        columns = size.width - (beside + side.GAP if beside else 0)
        view, legend = grown(golf.view, golf.way), course.legend(look)
        plan = plane.plane_layout(columns, size.height, view, names, legend)

        def place(name: str, cells: Cells) -> None:
            self.set_layer(name, plane.placed(cells, 0, size.width, size.height))

        if self.outdated("ground", (plan, look, size), golf.problem):
            surface = surface_of(golf.problem.preview.moments, view)
            place("ground", plane.ground(plan, surface, look))
            place("axes", plane.axes(plan, look, legend))
            place("hole", course.hole(plan, golf, view, look))
        if self.outdated("ball", (plan, look, size), golf):
            place("path", plane.path(plan, golf.way, look.palette.current, look))
            place("points", course.points(plan, golf, look))
        if not beside:
            self.set_layer("side", None)
            self.say(course.said(golf))
            return
        self.say("")
        theory = scene.options.theory
        if self.outdated("side", (size, look, theory), golf):
            rows = course.text(golf, beside, size.height, theory=theory)
            cells = side.side_cells(rows, beside, size.height, look)
            self.set_layer(
                "side", plane.placed(cells, size.width - beside, size.width, size.height)
            )

    # ------------------------------------------------------------------------------ commands

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        return {
            "club-up": partial(self.change, lambda golf: golf.coarser(1)),
            "club-down": partial(self.change, lambda golf: golf.coarser(-1)),
            "club-more": partial(self.change, lambda golf: golf.finer(1, _FINE)),
            "club-less": partial(self.change, lambda golf: golf.finer(-1, _FINE)),
            "club-little-more": partial(self.change, lambda golf: golf.finer(1, _FINEST)),
            "club-little-less": partial(self.change, lambda golf: golf.finer(-1, _FINEST)),
            "golf-stroke": self.strike,
            "golf-again": self.play_again,
            "golf-next": partial(self.change, Golf.at_next),
        }

    @property
    def settings(self) -> Settings:
        """The round so far."""
        return {} if self._golf is None else golf_settings(self._golf)

    def adopt(self, settings: Settings) -> None:
        """The same round."""
        if self.scene is not None:
            self._golf = golf_in(settings, self.scene.problem)

    def change(self, change: Callable[[Golf], Golf]) -> str:
        """Make a move; returns why nothing changed."""
        if self.scene is None:
            return _UNKNOWN
        self._golf = change(self.golf_of(self.scene))
        self.redraw()
        return ""

    def play_again(self) -> str:
        """Play the same hole again; returns why nothing changed."""
        if self.scene is not None and not self.golf_of(self.scene).strokes:
            return "the ball is at the tee"
        return self.change(Golf.again)

    def strike(self) -> str:
        """Make one update with the chosen learning rate; returns why the ball stays."""
        if self.scene is not None and self.golf_of(self.scene).holed:
            return "the ball is in the hole already; v: next hole"
        return self.change(Golf.struck)
