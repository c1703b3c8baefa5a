"""The base of all views: they receive a scene and draw what changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar, Self

from textual import events
from textual.geometry import Region

from engine.problems.view import View
from engine.protocol.commands import Watch
from tui.canvas.cells import Cells
from tui.canvas.loss_surface import Surface
from tui.canvas.surface_maker import SurfaceMaker
from tui.canvas.thick import thickened
from tui.keys.command import Context, Handlers
from tui.keys.mentions import mentioned
from tui.keys.table import BY_ID
from tui.model.plot_settings import Settings
from tui.model.scene import Scene
from tui.model.status import Game
from tui.text.width import cut, text_width
from tui.views.cells_widget import CellPlot
from tui.widgets.messages import Pressed

_AROUND = 10
"""Columns of the upper border that hold no title: corners, the key of the view."""
_LEAST_MORE = 8


class PlotView(CellPlot):
    """A view of a run.

    A subclass draws `self.scene` in `draw`. One with its own keys, which apply while it has the
    focus, sets `CONTEXT = Context.ITS_OWN` and `BINDINGS = bindings_for(CONTEXT)`.
    """

    TITLE: ClassVar[str] = ""
    CONTEXT: ClassVar[Context | None] = None
    WATCH: ClassVar[Watch] = Watch()
    """Data of the run that this view needs in addition to what every frame contains."""
    THICK: ClassVar[frozenset[str]] = frozenset()
    """Layers whose lines and points are thick in the lecture layout."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._titled = ""
        self._said = ""
        self._saying = False
        super().__init__(id=id, classes=classes)
        self._scene: Scene | None = None
        self.entitle(self.TITLE)

    @property
    def context(self) -> Context | None:
        """The context whose keys apply while it has the focus; a mode has another one."""
        return self.CONTEXT

    @property
    def over(self) -> bool:
        """Whether a game in it is over."""
        return False

    @property
    def game(self) -> Game | None:
        """The game in it, whose numbers are shown instead of those of the run; None for none."""
        return None

    @property
    def hides(self) -> bool:
        """Whether it hides what follows from the samples, which must then be shown nowhere."""
        return False

    @property
    def handlers(self) -> Handlers:
        """The handlers of the commands of its own context."""
        return {}

    @property
    def settings(self) -> Settings:
        """How keys and mouse have left it, for another widget of its class at any size."""
        return {}

    def adopt(self, settings: Settings) -> None:
        """Be as another widget of its class was left; it is not redrawn yet."""

    def entitle(self, title: str) -> None:
        """Show a title in the upper border, after the key that shows the view."""
        command = BY_ID.get(self.id or "")
        numbered = f"{command.shown} {title}" if command else title
        if numbered != self._titled:
            self._titled = self.border_title = numbered

    def entitle_with(self, title: str, more: Sequence[str]) -> None:
        """Show a title with the first of some texts that fits after it, or part of the last."""
        room = self.size.width - text_width(title) - _AROUND
        if not more or room < _LEAST_MORE:
            self.entitle(title)
            return
        text = next((text for text in more if text_width(text) <= room), more[-1])
        self.entitle(f"{title} · {cut(text, room)}")

    def set_layer(self, name: str, cells: Cells | None) -> None:
        """Replace a layer, thick where the look says so."""
        scene = self._scene
        if cells is not None and scene is not None and scene.look.thick and name in self.THICK:
            lower = self.LAYERS[: self.LAYERS.index(name)]
            below = [self._layers[each] for each in lower if each in self._layers]
            cells = thickened(cells, scene.look.markers, below)
        super().set_layer(name, cells)

    def say(self, text: str) -> None:
        """Show a read-out in the lower border."""
        if text == self._said:
            return
        self._said, self._saying = text, True
        try:
            self.border_subtitle = text
        finally:
            self._saying = False

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """As Textual's method, but a read-out repaints only the lower border."""
        if self._saying and not regions:
            columns, rows = self.content_size
            regions = (Region(-1, rows, columns + 2, 1),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def on_click(self, event: events.Click) -> None:
        """A click on a key in the border acts as the key, one on the title as that of the view.

        On the title of a view that is alone, it leads back.
        """
        if event.y in (0, self.outer_size.height - 1) and (command := self._pressed_at(event)):
            self.post_message(Pressed(command))
            return
        title = Region(1, 0, len(self._titled) + 3, 1)
        if self.id in BY_ID and self.id is not None and title.contains(event.x, event.y):
            alone = self.screen.has_class("-alone")
            self.post_message(Pressed("dashboard" if alone and self.has_focus else self.id))

    def _pressed_at(self, event: events.Click) -> str:
        """The command of a key that the border mentions at the pointer; empty for none."""
        width = self.outer_size.width
        (line,) = self.render_lines(Region(0, event.y, width, 1))
        return mentioned(line.text, event.x, self.context)

    @property
    def scene(self) -> Scene | None:
        """What to show; None before the first."""
        return self._scene

    @property
    def basis(self) -> tuple[Hashable, ...]:
        """The scene except for its frame: configuration, data, look and options."""
        scene = self._scene
        if scene is None:
            return ()
        return id(scene.config), id(scene.problem), scene.look, scene.options

    @property
    def losses_of(self) -> View | None:
        """The part of the plane of which it needs the losses; None for none."""
        return None

    def surface_maker(self) -> SurfaceMaker:
        """Makes surfaces; one that takes long in a thread, after which this view is redrawn."""
        return SurfaceMaker(self._in_background, self.redraw)

    def _in_background(
        self, make: Callable[[], Surface | None], take: Callable[[Surface | None], None]
    ) -> None:
        async def made() -> None:
            surface = None
            try:
                surface = await asyncio.to_thread(make)
            finally:
                take(surface)

        self.run_worker(made(), group="surface", exit_on_error=False)

    def show(self, scene: Scene) -> None:
        """Show a new scene; only what changed is drawn."""
        self._scene = scene
        self.redraw()

    @property
    def wanted(self) -> Watch:
        """The additional data that it needs now."""
        return self.WATCH
