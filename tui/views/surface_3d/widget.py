"""The loss surface in three dimensions, as a widget that can be rotated and zoomed and can spin."""

from __future__ import annotations

from functools import partial

from textual import events
from textual.geometry import Size
from textual.timer import Timer

from engine.data.batches import batch_length
from engine.protocol.commands import Watch
from tui.canvas import loss_surface
from tui.keys.bindings import bindings_for
from tui.keys.command import Context, Handlers
from tui.model.plot_settings import Settings, flag, member, numbers
from tui.model.scene import Scene
from tui.model.uncomputed import batch_loss_of
from tui.text.numbers import significant
from tui.text.standardized import trained_names
from tui.text.width import text_width
from tui.views.base import PlotView
from tui.views.surface_3d import batch_mesh, box, mesh, path, points
from tui.views.surface_3d.camera import CLOSER, STEP, Camera
from tui.views.surface_3d.ground import Ground
from tui.views.surface_3d.level import Level, track_of
from tui.views.surface_3d.relief import Height
from tui.views.surface_3d.solid import Solid, Style, default_style, solid_of

SPIN = 2.0
"""Degrees per step of the spin."""
SPINS_A_SECOND = 10
_CORNERS = 4
"""Cells of the lower border that hold no text."""
_DRAGGED = (1.5, 3.0)
"""Degrees per column and per row of a mouse drag: cells are twice as high as wide."""


class SolidPlot(PlotView):
    """The loss as a block, as a mesh or as the trajectory alone, from any direction."""

    TITLE = "3-D"
    CONTEXT = Context.SOLID
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = ("edges", "body", "batch", "labels", "trajectory", "points", "legend")

    THICK = frozenset({"trajectory", "points"})

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._ground = Ground(self.surface_maker())
        self._turned: Camera | None = None
        self.height = Height.ROOT
        self.level = Level.BATCH
        self._style: Style | None = None
        self._solid: Solid | None = None
        self._spinning: Timer | None = None
        self._dragged_from: tuple[int, int] | None = None

    # ------------------------------------------------------------------------------ drawing

    @property
    def camera(self) -> Camera:
        """Where it was turned to, or its first place, from which the basin is seen."""
        return self._ground.first if self._turned is None else self._turned

    @property
    def style(self) -> Style:
        """The style: as chosen, or the default for these colours."""
        if self._style is not None or self.scene is None:
            return self._style or Style.FILLED
        return default_style(self.scene.look)

    @property
    def spinning(self) -> bool:
        """Whether it is spinning."""
        return self._spinning is not None

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene = self.scene
        if scene is None:
            return
        look, style, focus = scene.look, self.style, (*scene.optima, scene.start)[0]
        relief = self._ground.relief_of(scene, self.height)
        whole = relief.surface.whole and not scene.problem.awaits_losses()
        self.entitle_with(self.TITLE, loss_surface.titled(scene.problem.titles, whole=whole))
        seen = (size.width, size.height, self.camera, style, focus)
        if self.outdated("solid", seen, relief) or self._solid is None:
            self._solid = solid_of(size.width, size.height, relief, self.camera, style, focus)
        solid = self._solid
        if self.outdated("static", (look, style), solid):
            self.set_layer("edges", box.edges(solid, look))
            self.set_layer("body", mesh.body(solid, style, look))
            self.set_layer("labels", box.labels(solid, look, trained_names(scene.preview.scaling)))
            self._say_where()
        self._draw_run(scene, solid)

    def _draw_run(self, scene: Scene, solid: Solid) -> None:
        """Draw what changes with the run."""
        look, step, start = scene.look, scene.step, scene.start
        batch = step if scene.options.batch else None
        if self.outdated("batch", (look,), solid, batch):
            loss = None if batch is None else batch_loss_of(batch)
            drawn = None if loss is None else batch_mesh.batch_mesh(solid, loss, look)
            self.set_layer("batch", drawn)
        if not self.outdated("run", (look, start, self.level), solid, scene.frame, step, batch):
            return
        track = track_of(scene, self.level)
        self.set_layer("trajectory", path.trajectory(solid, track, look, fading=self._ground.grown))
        ends = (None, None) if track.losses is None else tuple(track.losses[[0, -1]].tolist())
        drawn_points = points.points(
            solid, look, start=start, optima=scene.optima, current=scene.point, losses=ends
        )
        self.set_layer("points", drawn_points)
        meshes = () if batch is None else (batch_mesh.legend(look),)
        single = path.marks_updates(solid, track)
        updates = (loss_surface.update_entry(look, large=True),) if single else ()
        entries = (
            *loss_surface.legend(look, unmoved=scene.before_run, optima=scene.problem.least.name),
            *meshes,
            *updates,
        )
        if self.outdated("legend", (look, entries), solid):
            self.set_layer("legend", box.legend_cells(solid, entries, look))

    @property
    def wanted(self) -> Watch:
        """The last batch, if it is a part of the data and its loss is drawn."""
        scene = self.scene
        if scene is None:
            return Watch()
        samples = scene.preview.samples
        part = batch_length(scene.config.batch, samples) < samples
        shown = scene.options.batch or (part and self.level is Level.BATCH)
        return Watch(steps=1 if shown else 0)

    def _say_where(self) -> None:
        camera, level = self.camera, f"trajectory at the {self.level}"
        place = f"azimuth {camera.azimuth:.0f}° · elevation {camera.elevation:.0f}°"
        more = [f"zoom {significant(camera.zoom, 3)}"] if camera.zoom != 1 else []
        more += ["spinning"] if self.spinning else []
        forms = [[str(self.style), place, level, *more], [str(self.style), level, *more], [level]]
        texts = [" · ".join(words) for words in forms]
        room = self.content_size.width - _CORNERS
        self.say(next((text for text in texts if text_width(text) <= room), texts[0]))

    def _look_from(self, camera: Camera) -> None:
        self._turned = camera
        self.redraw()

    # ------------------------------------------------------------------------------ commands

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        return {
            "turn-left": partial(self.turn, -1, 0),
            "turn-right": partial(self.turn, 1, 0),
            "raise": partial(self.turn, 0, 1),
            "lower": partial(self.turn, 0, -1),
            "solid-style": self.next_style,
            "height": self.next_height,
            "solid-level": self.next_level,
            "spin": self.toggle_spin,
            "closer": partial(self.zoom, 1),
            "farther": partial(self.zoom, -1),
            "reset-camera": self.reset,
        }

    @property
    def settings(self) -> Settings:
        """The camera, and how the surface is drawn."""
        return {
            "camera": None if self._turned is None else self._turned.place,
            "height": self.height.value,
            "level": self.level.value,
            "style": None if self._style is None else self._style.value,
            "small": self._ground.small,
        }

    def adopt(self, settings: Settings) -> None:
        """The same camera and drawing."""
        self._turned = Camera.at(numbers(settings, "camera", 3))
        self.height = member(settings, "height", Height.ROOT)
        self.level = member(settings, "level", Level.BATCH)
        self._style = member(settings, "style", Style.FILLED) if settings.get("style") else None
        self._ground.small = flag(settings, "small")
        self._say_where()

    def turn(self, azimuth: int, elevation: int) -> str:
        """Turn by a number of steps; returns why it did not turn."""
        camera = self.camera.turned(azimuth * STEP, elevation * STEP)
        if camera == self.camera:
            return f"this is as {'high' if elevation > 0 else 'low'} as it goes"
        self._look_from(camera)
        return ""

    def zoom(self, steps: int) -> str:
        """Zoom by a number of steps; returns why it did not."""
        camera = self.camera.zoomed(CLOSER**steps)
        if camera == self.camera:
            return f"this is as {'near' if steps > 0 else 'far'} as it goes"
        self._look_from(camera)
        return ""

    def reset(self) -> str:
        """Move the camera back to its first place and stop it; returns why nothing changed.

        If it is there, toggle between the view that holds the run and that of the problem.
        """
        if self.camera == self._ground.first and not self.spinning:
            ground = self._ground
            if not (ground.grown or ground.small):
                return "the camera is at its first place"
            ground.small = not ground.small
        self.stop_spinning()
        self._turned = None
        self.redraw()
        return ""

    def next_style(self) -> None:
        """The next style."""
        self._style = self.style.next
        self.redraw()

    def next_height(self) -> None:
        """The next height function."""
        self.height = self.height.next
        self.redraw()

    def next_level(self) -> None:
        """The trajectory at the height of the other loss."""
        self.level = self.level.next
        self.redraw()
        self._say_where()

    def toggle_spin(self) -> None:
        """Start or stop spinning."""
        if self.spinning:
            self.stop_spinning()
        else:
            self._spinning = self.set_interval(1 / SPINS_A_SECOND, self.spin)
        self._say_where()

    def spin(self) -> None:
        """One step of spinning; it stops when the view is not visible."""
        if not self.is_on_screen:
            self.stop_spinning()
            return
        if self.screen.is_active:
            self._look_from(self.camera.turned(SPIN))

    def stop_spinning(self) -> None:
        """Stop spinning."""
        if self._spinning is not None:
            self._spinning.stop()
            self._spinning = None
        self._say_where()

    def on_hide(self) -> None:
        """The view is hidden."""
        self.stop_spinning()
        self._let_go()

    # ------------------------------------------------------------------------------ mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Start a drag."""
        self._dragged_from = (event.screen_x, event.screen_y)
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Rotate by the drag: the near side follows the mouse."""
        if self._dragged_from is None:
            return
        column, row = self._dragged_from
        self._dragged_from = (event.screen_x, event.screen_y)
        across, down = event.screen_x - column, event.screen_y - row
        if across or down:
            self._look_from(self.camera.turned(-across * _DRAGGED[0], down * _DRAGGED[1]))

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """End the drag."""
        self._let_go()

    def _let_go(self) -> None:
        if self._dragged_from is not None:
            self._dragged_from = None
            self.release_mouse()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in."""
        event.stop()
        self.zoom(1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out."""
        event.stop()
        self.zoom(-1)
