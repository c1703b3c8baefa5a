"""Learning-rate golf, as a widget."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.geometry import Size

from tui.canvas.growth import grown
from tui.canvas.loss_surface import surface_of
from tui.canvas.notice import notice_cells
from tui.keys.bindings import bindings_for
from tui.keys.command import Context, Handlers
from tui.model.golf import Golf
from tui.model.plot_settings import Settings
from tui.model.scene import Scene
from tui.model.situation import NO_GOLF as WHY_NOT
from tui.model.status import Game
from tui.text.standardized import trained_names
from tui.text.width import text_width
from tui.views.play import course, plane, side
from tui.views.play.game import GameView
from tui.views.play.settings import golf_in, golf_settings
from tui.views.play.typed_rate import TypedRate

_FINE, _FINEST = 3, 5
"""The digit of the learning rate that a key changes."""


class GolfView(GameView[Golf], TypedRate):
    """A ball on the loss surface; each stroke is an update with a learning rate of its own."""

    TITLE = "learning-rate golf"
    CONTEXT = Context.GOLF
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = ("ground", "axes", "hole", "path", "points", "side")
    THICK = frozenset({"path", "hole"})

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._place = (0, 0, 1)

    def begun(self, scene: Scene) -> Golf:
        """A round that begins with the learning rate of the run."""
        return Golf(scene.problem, scene.config.optimizer.learning_rate)

    @property
    def over(self) -> bool:
        return not self._why_not and self._game is not None and self._game.holed

    @property
    def game(self) -> Game | None:
        golf = self._game
        if golf is None or self._why_not:
            return None
        counts = ("hole", "hole", golf.hole + 1), ("strokes", "strokes", len(golf.strokes))
        return Game("golf", counts, golf.ball, self.in_data(golf.ball), golf.loss, golf.club)

    @property
    def rate(self) -> float:
        return 0.0 if self._game is None else self._game.club

    @property
    def editor_place(self) -> tuple[int, int, int]:
        return self._place

    # ------------------------------------------------------------------------------ drawing

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene = self.scene
        if scene is None:
            return
        if scene.theory is None:
            self.clear_layers()
            self.set_layer("axes", notice_cells(*size, WHY_NOT, scene.look))
            self.say("")
            return
        golf, look = self.game_of(scene), scene.look
        names, beside = trained_names(scene.preview.scaling), side.side_width(size.width)
        columns = size.width - (beside + side.GAP if beside else 0)
        view, legend = grown(golf.view, golf.way), course.legend(look)
        plan = plane.plane_layout(columns, size.height, view, names, legend)

        if self.outdated("ground", (plan, look, size), golf.problem):
            surface = surface_of(golf.problem.objective, view)
            self.place("ground", plane.ground(plan, surface, look), size)
            self.place("axes", plane.axes(plan, look, legend), size)
            self.place("hole", course.hole(plan, golf, view, look), size)
        if self.outdated("ball", (plan, look, size), golf):
            self.place("path", plane.path(plan, golf.way, look.palette.current, look), size)
            self.place("points", course.points(plan, golf, look), size)
        if not beside:
            self.set_layer("side", None)
            self._place = 0, size.height - 1, size.width
            self.say(self.typing or course.said(golf))
        else:
            self.say(self.typing or course.RULE)
            theory = scene.options.theory
            if self.outdated("side", (size, look, theory), golf):
                rows = course.text(golf, beside, size.height, theory=theory)
                self._place = self._right_of(course.RATE, rows, size)
                self.write_beside(rows, size, look)
        self.place_editor()

    def show_typing(self) -> None:
        self.redraw()

    def _right_of(self, name: str, rows: list[side.Row], size: Size) -> tuple[int, int, int]:
        """The place of the value beside a name in the text at the right."""
        beside = side.side_width(size.width)
        shown = [row.name for row in side.fitting(rows, size.height)]
        row = shown.index(name) if name in shown else size.height - 1
        left = text_width(name) + 2
        return size.width - beside + left, row, beside - left

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
            "golf-rate": self.type_rate,
            "golf-stroke": self.strike,
            "golf-again": self.play_again,
            "golf-next": partial(self.change, Golf.at_next),
        }

    @property
    def settings(self) -> Settings:
        """The round so far."""
        return {} if self._game is None else golf_settings(self._game)

    def adopt(self, settings: Settings) -> None:
        """The same round."""
        if self.scene is not None and self.scene.theory is not None:
            self._game = golf_in(settings, self.scene.problem)

    def change(self, change: Callable[[Golf], Golf]) -> str:
        """Make a move; returns why nothing changed."""
        return self._why_not or super().change(change)

    @property
    def _why_not(self) -> str:
        """Why no golf is played on this loss; empty if it is."""
        return WHY_NOT if self.scene is not None and self.scene.theory is None else ""

    def type_rate(self) -> str:
        """Type the learning rate of the next stroke; returns why not."""
        return self._why_not or self.edit()

    def play_again(self) -> str:
        """Play the same hole again; returns why nothing changed."""
        if self._why_not:
            return self._why_not
        if self.scene is not None and not self.game_of(self.scene).strokes:
            return "the ball is at the tee"
        return self.change(Golf.again)

    def strike(self) -> str:
        """Make one update with the chosen learning rate; returns why the ball stays."""
        if self._why_not:
            return self._why_not
        if self.scene is not None and self.game_of(self.scene).holed:
            return "the ball is in the hole already; v: next hole"
        return self.change(Golf.struck)
