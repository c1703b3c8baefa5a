"""The eigenvectors of the Hessian, as a widget: errors along them, map of the spectral radius."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from textual.geometry import Size

from engine.problems.linear_neuron.least_squares import Theory
from engine.theory.momentum import is_full_batch
from tui.canvas.area import Scale
from tui.canvas.cells import Cells
from tui.keys.bindings import bindings_for
from tui.keys.command import Context, Handlers
from tui.model.plot_settings import Settings, whole
from tui.model.scene import Scene
from tui.text.standardized import trained_names
from tui.views.base import PlotView
from tui.views.eigen import errors as plot
from tui.views.eigen import plane as planes
from tui.views.eigen import radius_map, rows, sharpness, table
from tui.views.eigen.course import Course
from tui.views.eigen.names import direction_names

_WIDE = 110
"""The least columns for both pages side by side."""
_GAP = 3
"""Columns between the pages."""
_TALL = 13
"""The least rows for the tables."""


class Page(Enum):
    """What is shown; a key cycles through the pages."""

    BOTH = auto()
    ERRORS = auto()
    MAP = auto()


@dataclass(frozen=True)
class Place:
    """A part of the widget."""

    column: int
    columns: int
    rows: int

    def of(self, cells: Cells, size: Size, row: int = 0) -> Cells:
        """The cells of this part as a layer of the whole widget."""
        whole = Cells.blank(size.width, size.height)
        whole.paste(cells, self.column, row)
        return whole


class EigenView(PlotView):
    """The errors along both eigenvectors, and the spectral radius by learning rate and momentum."""

    TITLE = "eigen-directions"
    CONTEXT = Context.EIGEN
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = ("axes", "curves", "factors", "ground", "points", "settings")
    THICK = frozenset({"curves", "points"})

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._page = Page.BOTH
        self._course = Course()
        self._plane: planes.Plane | None = None
        self._sharp: sharpness.Sharpness | None = None
        self._limits: tuple[Scale, Scale] | None = None

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        return {"eigen-page": self.next_page}

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages that this size has room for; the first is shown unless another is chosen.

        A loss that is not quadratic has one page: its eigenvalues along the trajectory.
        """
        if self.scene is not None and self.scene.theory is None:
            return (Page.ERRORS,)
        wide = self.content_size.width >= _WIDE
        return (Page.BOTH, Page.ERRORS, Page.MAP) if wide else (Page.ERRORS, Page.MAP)

    @property
    def page(self) -> Page:
        """The page on the screen."""
        return self._page if self._page in self.pages else self.pages[0]

    @property
    def settings(self) -> Settings:
        """The page."""
        return {"page": self._page.value}

    def adopt(self, settings: Settings) -> None:
        """The same page, if this size has room for it."""
        self._page = Page(whole(settings, "page", Page.BOTH.value, Page.MAP.value, Page.BOTH.value))

    def next_page(self) -> str:
        """Cycle through the pages: both, the errors, the map; returns why there is no other."""
        pages = self.pages
        if len(pages) == 1:
            return "no map: the loss is not quadratic, its curvature changes from point to point"
        self._page = pages[(pages.index(self.page) + 1) % len(pages)]
        self.redraw()
        return ""

    def draw(self, size: Size) -> None:
        """Set the layers whose inputs changed."""
        scene = self.scene
        if scene is None:
            return
        page = (self.page, size, scene.theory is None)
        if self.outdated("page", page):
            self.clear_layers()
            self.outdated("page", page)
        self.entitle_with(self.TITLE, scene.problem.titles)
        if scene.theory is None:
            self._draw_sharpness(scene, size)
            self.say(sharpness.said(scene, size.width))
            return
        left = (size.width - _GAP) // 2 if self.page is Page.BOTH else size.width
        if self.page is not Page.MAP:
            self._draw_errors(scene, scene.theory, size, Place(0, left, size.height))
        if self.page is not Page.ERRORS:
            start = left + _GAP if self.page is Page.BOTH else 0
            place = Place(start, size.width - start, size.height)
            self._draw_map(scene, scene.theory, size, place)
        self.say(rows.said(scene, size.width))

    # ------------------------------------------------------------------------------ errors

    def _draw_errors(self, scene: Scene, theory: Theory, size: Size, place: Place) -> None:
        look, frame, problem = scene.look, scene.frame, scene.problem
        head = table.ROWS if place.rows >= _TALL else 0
        errors, scales = self._course.of(scene)
        full = is_full_batch(scene.config, scene.preview.samples)
        names = direction_names(theory, trained_names(problem.preview.scaling))
        equal = theory.is_round
        entries = plot.legend(
            look, names, equal=equal, predicted=errors.is_predicted, mean=not full
        )
        plan = plot.errors_layout(place.columns, place.rows - head, scales, entries)
        if self.outdated("axes", (plan, look, entries)):
            self.set_layer("axes", place.of(plot.axes(plan, look, entries), size, head))
        if self.outdated("curves", (plan, look), errors):
            self.set_layer("curves", place.of(plot.curves(plan, errors, look), size, head))
        if head and self.outdated("factors", (look, scene.config, scene.point), problem, frame):
            self.set_layer("factors", place.of(rows.factors(scene, place.columns), size))

    # ------------------------------------------------------------------------------ sharpness

    def _draw_sharpness(self, scene: Scene, size: Size) -> None:
        """Draw the eigenvalues along the trajectory, of a loss that is not quadratic."""
        look, place = scene.look, Place(0, size.width, size.height)
        head = table.ROWS if size.height >= _TALL else 0
        outdated = self.outdated("sharpness", (scene.config.optimizer,), scene.problem, scene.frame)
        if outdated or self._sharp is None:
            self._sharp = sharpness.sharpness_of(scene)
        found = self._sharp
        entries = sharpness.legend(look, found)
        given = size.width, size.height - head, found, self._limits, entries
        plan = sharpness.sharpness_layout(*given)
        self._limits = plan.x.scale, plan.y.scale
        if self.outdated("axes", (plan, look, entries)):
            self.set_layer("axes", place.of(sharpness.axes(plan, look, entries), size, head))
        if self.outdated("curves", (plan, look), found):
            self.set_layer("curves", place.of(sharpness.curves(plan, found, look), size, head))
        if head and self.outdated("factors", (look, scene.config, scene.point), scene.problem):
            self.set_layer("factors", place.of(sharpness.rows(scene, size.width), size))

    # ------------------------------------------------------------------------------ map

    def _draw_map(self, scene: Scene, theory: Theory, size: Size, place: Place) -> None:
        look = scene.look
        setting = planes.setting_of(scene.optimizer)
        nesterov = setting is not None and setting.nesterov
        head = table.ROWS if place.rows >= _TALL else 0
        if self.outdated("plane", (setting,), theory) or self._plane is None:
            self._plane = planes.plane_of(theory, setting, nesterov=nesterov)
        plane = self._plane
        entries = radius_map.legend(plane, look, now=setting is not None)
        plan = planes.plane_layout(place.columns, place.rows - head, plane, entries)
        drawn = (plan, look, entries, nesterov)
        if self.outdated("ground", drawn, theory):
            ground = radius_map.ground(plan, plane, look, entries)
            self.set_layer("ground", place.of(ground, size, head))
        if self.outdated("points", (*drawn, setting), theory):
            points = radius_map.points(plan, plane, setting, look)
            self.set_layer("points", place.of(points, size, head))
        if head and self.outdated("settings", (look, scene.optimizer), theory):
            drawn_table = rows.settings(scene, plane, setting, place.columns)
            self.set_layer("settings", place.of(drawn_table, size))
