"""Commands of the screen: views, focus, what the plots show, help and log. No training."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import partial

from engine.optimizers.geometry import geometry_of
from tui.app.controllers.desk import Desk
from tui.canvas.markers import Markers
from tui.keys.command import Handlers
from tui.model.scene import LossX, Options
from tui.model.situation import ViewName
from tui.screens.dashboard import DashboardScreen
from tui.terminal.characters import UNICODE, Repertoire
from tui.views.registry import VIEWS

_PANEL = ("on", "off")


class ViewController:
    """Controls the views.

    Args:
        desk: its tools.
        dashboard: the main screen.
        to_present: returns to the present.
        repertoire: the characters that the terminal has.

    Attributes:
        dashboard: the main screen.
    """

    def __init__(
        self,
        desk: Desk,
        dashboard: DashboardScreen,
        to_present: Callable[[], None],
        repertoire: Repertoire = UNICODE,
    ) -> None:
        self._desk = desk
        self.dashboard = dashboard
        self._to_present = to_present
        self._markers = Markers.BRAILLE if repertoire.whole else Markers.ASCII
        self._options = Options()
        self.followed: Options | None = None
        """Those of the app that is followed, instead of its own."""
        self._kept_linear = 0
        """The divergence during which the user switched back to the linear axis; 0 for none."""

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        names: tuple[ViewName, ...] = ("dashboard", *VIEWS)
        return {
            **{name: partial(self.show, name) for name in names},
            "zoom": self.zoom,
            "panel": self.focus_panel,
            "show-panel": self.toggle_panel,
            "next-plot": self.next_plot,
            "leave": self.leave,
            "lecture": self.toggle_lecture,
            "log-y": self.toggle_log,
            "x-axis": self.next_x_axis,
            "bowl": self.toggle_bowl,
            "gradients": self.toggle_gradients,
            "optimizer-state": self.toggle_state,
            "theory": self.toggle_theory,
            "markers": self.next_markers,
            "help": self.show_help,
            "log": self.show_log,
        }

    @property
    def markers(self) -> Markers:
        """The markers of curves."""
        return self._markers

    @property
    def options(self) -> Options:
        """The options of the plots; the loss axis of a diverging run is logarithmic by itself."""
        if self.followed is not None:
            return self.followed
        session = self._desk.model.session
        by_itself = session.diverging and session.divergences != self._kept_linear
        return replace(self._options, loss_log=self._options.loss_log or by_itself)

    def usual_options(self) -> None:
        """Set the options of the plots to those with which the app begins."""
        self._options = Options()

    # ------------------------------------------------------------------------------ saved

    @property
    def saved(self) -> dict[str, bool | str]:
        """What the screen shows, by name, as a session keeps it."""
        options, dashboard = self._options, self.dashboard
        return {
            "view": dashboard.view_name,
            "lecture": dashboard.lecture,
            # What the user chose, whatever the size of the screen.
            "panel": next((way for way in _PANEL if dashboard.has_class(f"-panel-{way}")), ""),
            "markers": self._markers.value,
            **{field.name: getattr(options, field.name) for field in fields(options)},
        }

    def restore(self, saved: Mapping[str, bool | str]) -> None:
        """Show what an earlier session showed; unknown names and values are left out."""
        dashboard, options = self.dashboard, {}
        for field in fields(self._options):
            value = saved.get(field.name)
            if isinstance(value, type(getattr(self._options, field.name))):
                options[field.name] = value
        with contextlib.suppress(ValueError):
            options["loss_x"] = LossX(str(saved.get("loss_x")))
        with contextlib.suppress(ValueError):
            self._markers = Markers(str(saved.get("markers")))
        self._options = replace(self._options, **options)
        if saved.get("lecture") is True:
            dashboard.set_lecture(on=True)
        panel = saved.get("panel")
        if panel in _PANEL and dashboard.panel_shown is not (panel == "on"):
            dashboard.toggle_panel()
        names: tuple[ViewName, ...] = ("dashboard", *VIEWS)
        for name in names:
            if name == saved.get("view"):
                dashboard.set_view(name)

    # ------------------------------------------------------------------------------ views, focus

    def show(self, name: ViewName) -> None:
        """Show a view."""
        self._change(partial(self.dashboard.set_view, name))

    def _change(self, change: Callable[[], None]) -> None:
        """Change what is shown; messages leave with their view."""
        before = self.dashboard.view_name
        change()
        if self.dashboard.view_name != before:
            self._desk.model.leave_view()
        self._desk.redraw()

    def zoom(self) -> None:
        """Show the focused plot full screen, or return."""
        self._change(self.dashboard.zoom)

    def next_plot(self) -> None:
        """Put the focus on the next plot."""
        self._change(self.dashboard.focus_next_plot)

    def leave(self) -> None:
        """Leave the panel, an earlier moment, or a view."""
        if self._desk.model.looking_back and not self.dashboard.in_panel:
            self._to_present()
            return
        self._change(self.dashboard.leave)

    def focus_panel(self) -> None:
        """Go to the panel."""
        self.dashboard.focus_panel()
        self._desk.redraw()

    def toggle_panel(self) -> None:
        """Show the panel, or hide it."""
        self.dashboard.toggle_panel()
        self._desk.say(f"panel {_on(self.dashboard.panel_shown)}")

    def toggle_lecture(self) -> None:
        """Toggle the layout for a lecture."""
        self.dashboard.set_lecture(on=not self.dashboard.lecture)
        self._desk.model.leave_view()
        self._desk.redraw()

    # ------------------------------------------------------------------------------ the plots

    def toggle_log(self) -> None:
        """Make the loss axis logarithmic, or linear."""
        log, session = not self.options.loss_log, self._desk.model.session
        if session.diverging:
            self._kept_linear = 0 if log else session.divergences
        self._options = replace(self._options, loss_log=log)
        self._desk.say(f"loss axis {'logarithmic' if log else 'linear'}")

    def next_x_axis(self) -> None:
        """Switch the x axis of the loss curve to the next quantity."""
        x = self._options.loss_x.next
        self._options = replace(self._options, loss_x=x)
        self._desk.say(f"x axis: {x}")

    def toggle_bowl(self) -> None:
        """Toggle the contour lines of the last batch's loss."""
        on = not self._options.batch
        self._options = replace(self._options, batch=on)
        self._desk.say(f"batch loss {_on(on)}")

    def toggle_gradients(self) -> None:
        """Toggle the arrows of the batch gradient and the full gradient."""
        on = not self._options.gradients
        self._options = replace(self._options, gradients=on)
        self._desk.say(f"gradients {_on(on)}")

    def toggle_state(self) -> str:
        """Toggle the optimizer's state on the surface; returns why there is none."""
        on = not self._options.state
        optimizer = self._desk.model.session.config.optimizer
        if on and not geometry_of(optimizer.optimizer, optimizer.hyperparameters).exists:
            return "no optimizer state without momentum; o: another optimizer"
        self._options = replace(self._options, state=on)
        self._desk.say(f"optimizer state {_on(on)}")
        return ""

    def toggle_theory(self) -> None:
        """Toggle the theory."""
        on = not self._options.theory
        self._options = replace(self._options, theory=on)
        self._desk.say(f"theory {_on(on)}")

    def next_markers(self) -> None:
        """Switch to the next markers."""
        self._markers = self._markers.next
        self._desk.say(f"markers: {self._markers}")

    # ------------------------------------------------------------------------------ pages

    def show_help(self) -> None:
        """Open the help page."""
        from tui.screens.help import HelpScreen

        page = HelpScreen(self.dashboard.view_name, self.dashboard.context)
        self._desk.push_screen(page)

    def show_log(self) -> None:
        """Open the log."""
        from tui.screens.log import LogScreen

        self._desk.push_screen(LogScreen(self._desk.model.messages.log))


def _on(on: bool) -> str:
    return "on" if on else "off"
