"""Descend yourself, as a widget."""

from __future__ import annotations

from functools import partial

from textual import events
from textual.geometry import Size

from tui.canvas.axes import Layout
from tui.canvas.trajectory import trajectory
from tui.keys.bindings import bindings_for
from tui.keys.command import Context, Handlers
from tui.model.plot_settings import Settings
from tui.model.scene import Scene
from tui.model.status import Game
from tui.model.walk import Walk
from tui.text.standardized import trained_names
from tui.views.play import plane, side
from tui.views.play import walk as drawn
from tui.views.play.game import UNKNOWN, GameView
from tui.views.play.settings import walk_in, walk_settings
from tui.widgets.game_messages import Pointed, Revealed


class DescendView(GameView[Walk]):
    """A walk over a hidden surface; the end reveals it, and the optimizer runs from the start."""

    TITLE = "descend yourself"
    CONTEXT = Context.DESCEND
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = (
        "ground", "axes", "its path", "path", "aim", "gradient", "labels", "points", "target",
        "optimum", "side",
    )  # fmt: skip
    JOINED = THICK = frozenset({"path", "its path"})

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._plan: Layout | None = None
        self._maker = self.surface_maker()

    def begun(self, scene: Scene) -> Walk:
        """A walk at its start."""
        return Walk.begun(scene.problem)

    @property
    def over(self) -> bool:
        return self._game is not None and self._game.over

    @property
    def hides(self) -> bool:
        return not self.over

    @property
    def game(self) -> Game | None:
        """The walk, until the optimizer's run is shown beside it."""
        walk = self._game
        if walk is None or walk.over:
            return None
        counts = ("losses", "losses", walk.losses), ("gradients", "grad", walk.gradients)
        theta, loss = walk.present.theta, walk.present.loss
        return Game("descend", counts, theta, self.in_data(theta), loss)

    # ------------------------------------------------------------------------------ drawing

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene = self.scene
        if scene is None:
            return
        walk, look = self.game_of(scene), scene.look
        # Not the formula: the loss is hidden.
        selection = scene.problem.selection
        self.entitle_with(self.TITLE, (selection,) if selection else ())
        names, beside = trained_names(scene.preview.scaling), side.side_width(size.width)
        columns = size.width - (beside + side.GAP if beside else 0)
        legend = drawn.legend(scene, walk)
        plan = self._plan = plane.plane_layout(columns, size.height, walk.view, names, legend)

        if self.outdated("axes", (plan, look, size, legend)):
            self.place("axes", plane.axes(plan, look, legend), size)
        self._draw_revealed(scene, walk, plan, size)
        if self.outdated("walk", (plan, look, size), walk):
            path = plane.path(plan, walk.way, drawn.mine(look), look, other=True)
            points, aim = drawn.points(plan, walk, look), drawn.aim(plan, walk, look)
            self.place("path", path, size)
            self.place("aim", aim, size)
            self.place("gradient", drawn.gradient(plan, walk, look), size)
            self.place("points", points, size)
            self.place("target", drawn.target(plan, walk, look), size)
            taken = path.overlay(points).overlay(aim)
            self.place("labels", drawn.losses(plan, walk, look, taken), size)
        if not beside:
            self.set_layer("side", None)
            self.say(drawn.said(walk, names))
            return
        self.say("" if walk.over else drawn.RULE)
        point = scene.point if walk.over else None
        if self.outdated("side", (size, look, point), walk):
            rows = drawn.text(scene, walk, names, beside)
            self.write_beside(rows, size, look)

    def _draw_revealed(self, scene: Scene, walk: Walk, plan: Layout, size: Size) -> None:
        """Draw the loss, the optimum, and the optimizer's path, once the walk is over."""
        look = scene.look
        surface = self._maker.of(scene.objective, walk.view) if walk.over else None
        if not self.outdated("revealed", (plan, look, walk.over), surface, scene.frame):
            return
        if surface is None:
            for name in ("ground", "its path", "optimum"):
                self.set_layer(name, None)
            return
        if self.outdated("ground", (plan, look), surface):
            self.place("ground", plane.ground(plan, surface, look), size)
        w, b = scene.way.T
        self.place("its path", trajectory(plan, w, b, look), size)
        glyphs, palette = look.markers.glyphs, look.palette
        best = [(point, glyphs.optimum, palette.optimum) for point in scene.optima]
        self.place("optimum", plane.marks(plan, best), size)

    # ------------------------------------------------------------------------------ commands

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        sides = {"left": (-1, 0), "right": (1, 0), "up": (0, 1), "down": (0, -1)}
        return {
            **{f"walk-{name}": partial(self.aim, *side) for name, side in sides.items()},
            **{f"walk-far-{name}": partial(self.aim, *side, 1) for name, side in sides.items()},
            "walk-step": self.step,
            "walk-gradient": self.ask,
            "walk-finer": partial(self.change, lambda walk: walk.zoomed(1)),
            "walk-coarser": partial(self.change, lambda walk: walk.zoomed(-1)),
            "walk-back": self.back,
            "walk-reveal": self.reveal,
            "walk-again": self.start_over,
        }

    @property
    def settings(self) -> Settings:
        """The walk so far."""
        return {} if self._game is None else walk_settings(self._game)

    def adopt(self, settings: Settings) -> None:
        """The same walk."""
        if self.scene is not None:
            self._game = walk_in(settings, self.scene.problem)

    def aim(self, right: int, up: int, far: int = 0) -> str:
        """Move the target; returns why it did not move."""
        before = self._game
        reason = self.change(lambda walk: walk.aimed(right, up, far=bool(far)))
        after = self._game
        still = before is not None and after is not None and after.target == before.target
        if not reason and still:
            return "this is the edge of the view; _: zoom out"
        return reason

    def ask(self) -> str:
        """Ask for the gradient, and aim downhill."""
        walk = self._game
        known = walk is not None and not walk.over and walk.gradient is not None
        if walk is not None and known and walk.asked().target == walk.target:
            return "this is downhill; enter: step"
        return self.change(Walk.asked)

    def back(self) -> str:
        """Go back to the best point so far."""
        walk = self._game
        there = walk is not None and not walk.over and walk.here == walk.best
        if walk is not None and there and walk.target == walk.present.theta:
            return "this is the lowest so far"
        return self.change(Walk.back)

    def step(self) -> str:
        """Step to the target, and look at the loss there."""
        walk = self._game
        if walk is not None and not walk.over and walk.target == walk.present.theta:
            return "the target is here; arrows: aim"
        return self.change(Walk.stepped)

    def reveal(self) -> str:
        """End the walk; the optimizer runs from the same start, unless it has done so."""
        reason = self.change(Walk.revealed)
        if not reason:
            self.post_message(Revealed())
        return reason

    def start_over(self) -> str:
        """Begin another walk from the start."""
        if self.scene is None:
            return UNKNOWN
        walk, new = self.game_of(self.scene), self.begun(self.scene)
        if (walk.losses, walk.target, walk.over) == (1, new.target, False) and not walk.gradients:
            return "this is the start"
        return self.change(lambda _: new)

    def on_click(self, event: events.Click) -> None:
        """Aim at the point that was clicked; a click on the target steps there."""
        offset, walk, plan = event.get_content_offset(self), self._game, self._plan
        if offset is None or walk is None or plan is None or walk.over:
            return
        place = plan.area.at(*offset)
        if place is None:
            return
        if plan.area.cell(*walk.target) == tuple(offset):
            self.post_message(Pointed(self.step))
        else:
            self.post_message(Pointed(partial(self.change, lambda walk: walk.aimed_at(place))))
