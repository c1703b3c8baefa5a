"""The loss surface with the trajectory on it, as a widget."""

from __future__ import annotations

from textual.geometry import Size

from engine.problems.view import View
from engine.protocol.commands import Watch
from tui.canvas import loss_surface
from tui.canvas.axes import Layout
from tui.canvas.bands import bands
from tui.canvas.cells import NO_COLOUR
from tui.canvas.contours import contours
from tui.canvas.curves import crosshair
from tui.canvas.notice import notice_cells
from tui.canvas.trajectory import marked_updates, points, trajectory
from tui.keys.bindings import bindings_for
from tui.keys.command import Context, Handlers
from tui.model.plot_settings import Settings, flag, member
from tui.model.scene import Scene
from tui.model.uncomputed import batch_loss_of
from tui.text.sentences import what_happened
from tui.text.standardized import trained_names
from tui.views.surface import (
    bowl,
    colour_bar,
    gradient_arrows,
    kept_runs,
    reference_paths,
    replicas,
    state_marks,
)
from tui.views.surface import layers as plot
from tui.views.surface import legend as legends
from tui.views.surface.contour_labels import labelled_contours
from tui.views.surface.eigen_axes import axes_of, axis_names, eigen_axes
from tui.views.surface.equal_scales import EqualScales
from tui.views.surface.plane import PlaneView
from tui.views.surface.settings import point_in, port_in, port_settings


class SurfacePlot(PlaneView):
    """Bands, contour lines, trajectory, and start, current point and optimum."""

    TITLE = "surface"
    CONTEXT = Context.SURFACE
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = (
        "bands", "contours", "pending", "optima", "eigenaxes", "parts", "bowl", "numbers",
        "names", "axes", "bar", "rivals", "references", "trajectory", "step", "changes", "pulls",
        "gradients", "digits", "state", "letters", "points", "mark", "cursor",
    )  # fmt: skip

    THICK = frozenset({"rivals", "trajectory", "step", "pulls", "gradients", "state"})

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._maker = self.surface_maker()
        self._style = plot.Style.BOTH
        self._scales = EqualScales()

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene = self.scene
        if scene is None:
            return
        view, plan = self._laid_out(scene, size)
        if self._scales.reshaped(plan.area):
            view, plan = self._laid_out(scene, size)
        surface = self._maker.of(scene.objective, view)
        whole = surface.whole and not scene.problem.awaits_losses(view)
        self.entitle_with(self.TITLE, loss_surface.titled(scene.problem.titles, whole=whole))
        self._draw_ground(plan, scene, surface)
        pending = not surface.known and scene.problem.kind.is_own
        if self.outdated("pending", (plan, scene.look, pending)):
            text = "the loss is being computed by the worker"
            drawn = notice_cells(plan.columns, plan.rows, text, scene.look) if pending else None
            self.set_layer("pending", drawn)
        self._draw_run(plan, scene, surface)
        self._draw_rivals(plan, scene)
        self._draw_why(plan, scene, surface)
        self._draw_state(plan, scene)
        self.set_area(plan.area)
        self._draw_cursor(plan, scene)

    @property
    def losses_of(self) -> View | None:
        return None if self._port is None else self._port.view

    def home_view(self, scene: Scene) -> View:
        """The view of the whole problem, with equal scales if these were chosen."""
        return self._scales.view(scene.problem.view)

    def _laid_out(self, scene: Scene, size: Size) -> tuple[View, Layout]:
        """The view and its layout, with space for the legend."""
        view = self.viewport_of(scene).view
        most = legends.most_entries(scene, view)
        names = trained_names(scene.preview.scaling)
        return view, colour_bar.layout_with_bar(size.width, size.height, view, most, names)

    def _draw_ground(self, plan: Layout, scene: Scene, surface: loss_surface.Surface) -> None:
        """Draw the static layers."""
        look, style = scene.look, self._style
        if self.outdated("ground", (plan, look, style), surface):
            coloured = style.bands and look.palette.bands != (NO_COLOUR,)
            self.set_layer("bands", bands(plan, surface, look) if coloured else None)
            if coloured:
                self.set_layer("contours", contours(plan, surface, look) if style.lines else None)
                self.set_layer("numbers", None)
            else:
                lines, numbers = labelled_contours(plan, surface, look)
                self.set_layer("contours", lines)
                self.set_layer("numbers", numbers)
            self.set_layer("optima", plot.optima(plan, surface.moments, look))
            bar = colour_bar.colour_bar(plan, surface, look, style) if surface.known else None
            self.set_layer("bar", bar)

    def _draw_run(self, plan: Layout, scene: Scene, surface: loss_surface.Surface) -> None:
        """Draw the trajectory, the three points, the legend, and the loss on the colour bar."""
        frame, look, start = scene.frame, scene.look, scene.start
        current = scene.point
        w, b = scene.way.T
        marked = marked_updates(plan, w, b).size > 0
        legend = legends.entries(scene, surface.view, updates=marked)
        if self.outdated("axes", (plan, look, legend)):
            self.set_layer("axes", plot.axes(plan, look, legend))
        if not self.outdated(
            "run", (plan, look, start, scene.paces), surface, scene.problem.least, frame
        ):
            return
        path = trajectory(plan, w, b, look, fading=self.has_grown)
        self.set_layer("trajectory", path)
        changes = None if frame is None else plot.change_marks(plan, frame, look, scene.paces)
        self.set_layer("changes", changes)
        drawn = points(plan, look, start=start, optima=scene.optima, current=current)
        self.set_layer("points", drawn)
        mark = colour_bar.mark(plan, surface, look, scene.loss) if surface.known else None
        self.set_layer("mark", mark)

    def _draw_rivals(self, plan: Layout, scene: Scene) -> None:
        """Draw the trajectories of the kept runs, and their letters beside the three points."""
        rivals, look = scene.rivals, scene.look
        if self.outdated("rivals", (plan, look), *rivals):
            drawn = kept_runs.trajectories(plan, rivals, look) if rivals else None
            self.set_layer("rivals", drawn)
        points = (scene.point, *scene.optima, scene.start) if rivals else ()
        taken = tuple(plan.area.cell(*point) for point in points)
        if self.outdated("letters", (plan, look, taken), *rivals):
            cells = [cell for cell in taken if cell is not None]
            drawn = kept_runs.letters(plan, rivals, look, cells) if rivals else None
            self.set_layer("letters", drawn)
        found = scene.references
        if self.outdated("references", (plan, look), *found):
            drawn = reference_paths.paths(plan, found, look) if found else None
            self.set_layer("references", drawn)

    @property
    def wanted(self) -> Watch:
        """The batch of the last update and the optimizer's state, while they are drawn."""
        scene = self.scene
        if scene is None:
            return Watch()
        options = scene.options
        state = options.state and not state_marks.missing(scene.config.optimizer)
        return Watch(steps=1 if options.batch or options.gradients else 0, optimizer_state=state)

    def _draw_why(self, plan: Layout, scene: Scene, surface: loss_surface.Surface) -> None:
        """Draw what explains the last step: the batch loss, the gradients, the eigenvectors."""
        options, step, look, full = scene.options, scene.step, scene.look, scene.objective
        self._draw_axes(plan, scene)
        self._draw_replicas(plan, scene)
        whole = step is not None and step.objective is not None and scene.is_whole(step)
        same = surface if whole else None
        if self.outdated("bowl", (plan, look, options.batch), step, same):
            bowls = options.batch and scene.problem.kind.takes_data
            drawn = bowl.bowl(plan, step, look, same) if bowls and step is not None else None
            self.set_layer("bowl", drawn)
        clips, shown = scene.config.optimizer.clips, options.gradients
        if self.outdated("gradients", (plan, look, shown, scene.point, clips), step, full):
            arrows = moved = None
            if options.gradients:
                part = step is not None and not scene.is_whole(step)
                batch = batch_loss_of(step) if step is not None and part else None
                arrows = gradient_arrows.gradients(plan, scene.point, full, batch, look, clips)
                moved = None if step is None else gradient_arrows.last_step(plan, step, look)
            self.set_layer("gradients", arrows)
            self.set_layer("step", moved)

    def _draw_replicas(self, plan: Layout, scene: Scene) -> None:
        """Draw the gradient and the loss of each replica, with those of the batch."""
        options, step, look, full = scene.options, scene.step, scene.look, scene.objective
        if self.outdated("parts", (plan, look, options.batch), step):
            drawn = None
            if options.batch and step is not None and step.parts:
                drawn = replicas.bowls(plan, step, look)
            self.set_layer("parts", drawn)
        if self.outdated("pulls", (plan, look, options.gradients, scene.point), step, full):
            pulls = digits = None
            if options.gradients and step is not None and step.parts:
                batch = None if scene.is_whole(step) else batch_loss_of(step)
                arrows = plan, scene.point, step.parts, full
                pulls = replicas.arrows(*arrows, look)
                digits = replicas.arrow_digits(*arrows, batch, look)
            self.set_layer("pulls", pulls)
            self.set_layer("digits", digits)

    def _draw_axes(self, plan: Layout, scene: Scene) -> None:
        """Draw the eigenvectors of the Hessian: through the optimum, or the present point."""
        shown, look, theory = scene.options.theory, scene.look, scene.theory
        place = None if theory is not None else scene.point
        if self.outdated("eigenaxes", (plan, look, shown, place), scene.problem.least):
            found = axes_of(scene) if shown else None
            self.set_layer("eigenaxes", None if found is None else eigen_axes(plan, found, look))
            self.set_layer("names", None if found is None else axis_names(plan, found, look))

    def _draw_state(self, plan: Layout, scene: Scene) -> None:
        """Draw the optimizer's state of the current run and of the kept ones."""
        shown, full = scene.options.state, scene.objective
        if self.outdated("state", (plan, scene.look, shown), full, scene.frame, *scene.rivals):
            states = state_marks.states_of(scene, self.viewport_of(scene).view) if shown else []
            drawn = state_marks.state_marks(plan, states, scene.look) if states else None
            self.set_layer("state", drawn)

    def told(self, width: int) -> str:
        """The optimizer's state and the effect of the last batch, while they are drawn."""
        scene = self.scene
        if scene is None:
            return ""
        options, texts = scene.options, []
        if options.state:
            texts.append(state_marks.told(scene, width))
        if scene.step is not None and (options.batch or options.gradients):
            room = width - sum(len(text) + 3 for text in texts if text)
            texts.append(what_happened(scene.step, scene.objective, room, scene.preview.samples))
        return " · ".join(text for text in texts if text)

    def _draw_cursor(self, plan: Layout, scene: Scene) -> None:
        cell = self.cursor_cell
        if self.outdated("cursor", (plan, scene.look, cell)):
            drawn = crosshair(plan, scene.look, *cell) if cell is not None else None
            self.set_layer("cursor", drawn)

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        return {
            **super().handlers,
            "surface-style": self.next_style,
            "equal-scales": self.toggle_equal_scales,
        }

    @property
    def settings(self) -> Settings:
        """Where it was panned and zoomed to, and how it is drawn."""
        port = {} if self._port is None else port_settings(self._port)
        return {
            **port,
            "follow": self._follow,
            "small": self._small,
            "cursor": self._cursor,
            "style": self._style.value,
            "equal": self._scales.on,
        }

    def adopt(self, settings: Settings) -> None:
        """The same part of the plane in the same style."""
        self._follow, self._small = flag(settings, "follow"), flag(settings, "small")
        self._cursor = point_in(settings, "cursor")
        self._style = member(settings, "style", plot.Style.BOTH)
        self._scales.on = flag(settings, "equal")
        scene, self._port = self.scene, None
        if scene is not None:
            # With equal scales, the part of the plane depends on the shape of the plot.
            self._port = port_in(settings, self._scales.view)
            self._known = (self.home_view(scene), scene.objective)

    def toggle_equal_scales(self) -> None:
        """Toggle equal scales of w and b, in the view of the whole problem."""
        self._scales.on = not self._scales.on
        self.home()

    def next_style(self) -> str:
        """Cycle through bands and lines, bands, lines; returns why nothing changed."""
        if self.scene is not None and self.scene.look.palette.bands == (NO_COLOUR,):
            return "bands of colour need a terminal with 256 colours"
        self._style = self._style.next
        self.redraw()
        return ""
