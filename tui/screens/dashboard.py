"""The main screen: surface, data, loss, parameters and status, or one plot full screen."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from engine.config.run import RunConfig
from engine.protocol.commands import Watch
from tui.keys.bindings import SCREEN_CONTEXTS, bindings_elsewhere, bindings_for
from tui.keys.command import Context, Handlers
from tui.model.scene import Scene
from tui.model.situation import Focus, PlotName, ViewName
from tui.model.status import Game, Status
from tui.screens.lesson_side import LessonSide
from tui.screens.plots import Plots
from tui.screens.sizes import HORIZONTAL, LEAST_SIZE, VERTICAL, size_classes
from tui.terminal.containment import contained, name_of
from tui.views.base import PlotView
from tui.views.registry import NUMBERED, ON_DASHBOARD
from tui.views.theory.widget import TheoryPane
from tui.widgets.key_bar import KeyBar
from tui.widgets.panel.panel import ParameterPanel
from tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from tui.widgets.big_numbers import BigNumbers

BESIDE: tuple[PlotName, ...] = ("loss", "data", "slice", "solid")
"""Views that may be beside the surface in the lecture layout."""


class DashboardScreen(Screen[None], inherit_bindings=False):
    """All views of a run; CSS classes determine which of them are visible."""

    BINDINGS = [*bindings_for(*SCREEN_CONTEXTS), *bindings_elsewhere()]  # noqa: RUF012
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = HORIZONTAL
    VERTICAL_BREAKPOINTS = VERTICAL

    # Not `reactive`, which would repaint the whole screen each time.
    scene: var[Scene | None] = var(None, init=False)

    def __init__(
        self, config: RunConfig, register: Callable[[Handlers], None], *, lecture: bool = False
    ) -> None:
        super().__init__(
            classes=" ".join(
                ("-view-dashboard", "-beside-loss", *size_classes(*shutil.get_terminal_size()))
            )
        )
        self.plots = Plots(register)
        self._theory = TheoryPane(id="theory")
        self.panel = ParameterPanel(config, id="panel")
        register(self.panel.handlers)
        self.status = StatusLine(id="status")
        self._numbers: BigNumbers | None = None
        self.beside: PlotName = "loss"
        """The view beside the surface in the lecture layout: the last other plot shown."""
        self.key_bar = KeyBar(id="keys")
        self.lesson = LessonSide(self, register)
        self.view_name: ViewName = "dashboard"
        if lecture:
            self._begin_lecture()

    def compose(self) -> ComposeResult:
        # Textual sets these after the first layout, so all plots would be drawn twice.
        self.add_class(*size_classes(*self.app.size))
        if self._numbers is not None:
            yield self._numbers
        with Horizontal(id="body"):
            yield self.plots
            with Vertical(id="side"):
                yield self.panel
                yield self._theory
        yield self.status
        yield self.key_bar
        columns, rows = LEAST_SIZE
        yield Static(f"descent needs a screen of {columns} × {rows} characters", id="too-small")

    def watch_scene(self, scene: Scene) -> None:
        """Pass the scene to the visible views; unchanged parts cost nothing."""
        theory = scene.options.theory and not self.hides
        self.set_class(theory, "-theory")
        plots = self.plots.made(*self.seen)
        for plot in (*plots, self._theory) if theory else plots:
            with contained(self.app, f"{name_of(plot)}: drawing", by=plot):
                plot.show(scene)

    def accept(self) -> None:
        """The requested values were accepted."""
        self.panel.accept()

    def refuse(self, name: str, reason: str) -> None:
        """Show why the value of a field is invalid, if the panel is in use."""
        if self.in_panel:
            self.panel.refuse(name, reason)

    def show_status(self, status: Status, *, plain: bool) -> None:
        """Show the status, or the game's; `plain` is without characters made of blocks."""
        if (game := self._game) is not None:
            status = status.of_game(game)
        self.status.show(status, settings=not self.panel_shown)
        if self._numbers is not None:
            self._numbers.show(status, plain=plain)

    # ------------------------------------------------------------------------------ views

    @property
    def lecture(self) -> bool:
        """Whether the layout is that for a lecture."""
        return self.has_class("-lecture")

    def set_lecture(self, *, on: bool) -> None:
        """Change to the layout for a lecture, or back."""
        if on and self._numbers is None:
            self.mount(self._begin_lecture(), before="#body")
        self.set_class(on, "-lecture")
        self.status.brief = on
        self.remove_class("-with-panel", "-panel-on", "-panel-off")
        if self.in_panel:
            self.set_focus(None)
        self.set_view(self.view_name)

    def _begin_lecture(self) -> BigNumbers:
        """Make what only the layout for a lecture has."""
        from tui.widgets.big_numbers import BigNumbers

        self.add_class("-lecture")
        self.status.brief = True
        self._numbers = BigNumbers(id="numbers")
        return self._numbers

    @property
    def seen(self) -> tuple[PlotName, ...]:
        """The plots on the screen, in focus order."""
        match self.view_name:
            case "dashboard":
                return self._on_dashboard
            case "runs" if self.has_class("-tall") and not self.lecture:
                return ("runs", "surface", "loss")
            case name:
                return (name,)

    @property
    def _on_dashboard(self) -> tuple[PlotName, ...]:
        """The plots of the dashboard in this layout."""
        return ("surface", self.beside) if self.lecture or self.lesson.narrow else ON_DASHBOARD

    @property
    def wanted(self) -> Watch:
        """The data of the run that the visible views need."""
        wanted = [plot.wanted for plot in self.plots.made(*self.seen)]
        if self.has_class("-theory"):
            wanted.append(self._theory.wanted)
        return Watch(
            steps=max(watch.steps for watch in wanted),
            optimizer_state=any(watch.optimizer_state for watch in wanted),
            optimizer_before=any(watch.optimizer_before for watch in wanted),
        )

    def plot(self, name: PlotName) -> PlotView:
        """The widget of a view, created and mounted on first use."""
        return self.plots.get(name)

    @property
    def focused_plot(self) -> PlotName | None:
        """The plot that has the focus."""
        return self.plots.name_of(self.focused)

    @property
    def focus_name(self) -> Focus:
        """What has the focus: a plot, the panel, or nothing."""
        context = self.context
        return "" if context is None else context.focus

    @property
    def is_over(self) -> bool:
        """Whether a game in the focused plot is over."""
        plot = self.focused_plot
        return plot is not None and self.plot(plot).over

    @property
    def hides(self) -> bool:
        """Whether a game hides what follows from the samples, which is then shown nowhere."""
        return any(plot.hides for plot in self.plots.made(*self.seen))

    @property
    def _game(self) -> Game | None:
        """The game on the screen; None if the run is shown."""
        games = (plot.game for plot in self.plots.made(*self.seen))
        return next((game for game in games if game is not None), None)

    @property
    def context(self) -> Context | None:
        """The context whose keys apply in addition to those of the screen."""
        if self.in_panel:
            return Context.PANEL
        if self.lesson.holds_focus:
            return Context.PANE
        plot = self.focused_plot
        return None if plot is None else self.plot(plot).context

    @property
    def in_panel(self) -> bool:
        """Whether keys go to the parameter panel."""
        return self.focused is not None and self.panel in self.focused.ancestors_with_self

    def set_view(self, name: ViewName, beside: PlotName | None = None) -> None:
        """Show the dashboard, with this view beside the surface, or one plot, with the focus."""
        self.beside = beside or self.beside
        # First of all, what may fail: the present view stays then.
        plot = None if name == "dashboard" else self.plot(name)
        self._change_classes(name)
        if name in BESIDE:
            self.beside = name
        if plot is not None:
            plot.focus()
        elif self.focus_name not in (*self._on_dashboard, "panel", "lesson"):
            self.set_focus(None)
        if self.scene is not None:
            self.watch_scene(self.scene)

    def _change_classes(self, name: ViewName) -> None:
        """Set the classes of a view at once: each change styles everything on the screen anew."""
        before = self.classes
        self.remove_class(f"-view-{self.view_name}", "-with-panel", "-alone", update=False)
        self.remove_class(*(f"-beside-{plot}" for plot in BESIDE), update=False)
        alone = () if name == "dashboard" else ("-alone",)
        self.add_class(f"-view-{name}", f"-beside-{self.beside}", *alone, update=False)
        self.view_name = name
        if self.classes != before:
            self.update_node_styles()

    def zoom(self) -> None:
        """Toggle full screen of the focused plot."""
        self.set_view(
            (self.focused_plot or "surface") if self.view_name == "dashboard" else "dashboard"
        )

    def focus_panel(self) -> None:
        """Focus the panel, and show it if it was hidden."""
        self.add_class("-with-panel")
        self.panel.focus()

    @property
    def panel_shown(self) -> bool:
        """Whether the panel is on the screen."""
        side = self.panel.parent
        return self.panel.display and isinstance(side, Widget) and side.display

    def toggle_panel(self) -> None:
        """Hide the panel, or show it, whatever the size of the screen."""
        shown = self.panel_shown
        if self.in_panel:
            self._leave_panel()
        self.set_class(shown, "-panel-off")
        self.set_class(not shown, "-panel-on")

    def focus_next_plot(self) -> None:
        """Focus the next plot; in full screen, show the next view."""
        names = list(self._on_dashboard if self.view_name == "dashboard" else NUMBERED)
        now = self.focused_plot
        following = names[(names.index(now) + 1) % len(names)] if now in names else names[0]
        if self.view_name == "dashboard":
            self.plot(following).focus()
        else:
            self.set_view(following)

    def leave(self) -> None:
        """Return from the panel to the plots, or from full screen to the dashboard."""
        if self.in_panel:
            self._leave_panel()
        elif self.lesson.holds_focus:
            self.set_focus(None if self.view_name == "dashboard" else self.plot(self.view_name))
        elif self.view_name != "dashboard":
            self.set_view("dashboard")
        else:
            self.set_focus(None)

    def _leave_panel(self) -> None:
        self.remove_class("-with-panel")
        self.set_focus(None if self.view_name == "dashboard" else self.plot(self.view_name))
