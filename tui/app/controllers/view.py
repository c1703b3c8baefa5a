"""What the app shows, and the keys that change just that. No training."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from textual import on
from textual.app import SystemCommand
from textual.screen import Screen

from engine.config.run import RunConfig
from engine.protocol.commands import Watch
from tui.app.controllers.sweeps import SweepApp
from tui.app.ports import MakeEngine
from tui.app.theme import DARK, LIGHT
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.keys.table import KEYS, Key
from tui.model.scene import Options, Picture
from tui.model.status import Phase, Tone
from tui.screens.dashboard import DashboardScreen
from tui.terminal.settings import ScreenSettings
from tui.views.registry import ViewName
from tui.widgets.key_bar import KeyBar, items_of

_SWITCHES = {"batch": "the batch's bowl", "gradients": "gradients", "theory": "theory"}


class ViewApp(SweepApp):
    """The part of the app that shows a run; `tui.app.app.DescentApp` connects it to the worker."""

    def __init__(
        self,
        config: RunConfig,
        make_engine: MakeEngine,
        pace: float | None,
        clock: Callable[[], float],
        ended_by: tuple[signal.Signals, ...],
        screen_settings: ScreenSettings,
    ) -> None:
        super().__init__(config, make_engine, pace, clock, ended_by, screen_settings)
        self.dashboard = DashboardScreen(config)
        self._markers = Markers.BRAILLE
        self._options = Options()
        self._watched = Watch()
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name

    def get_default_screen(self) -> Screen[None]:
        return self.dashboard

    # ------------------------------------------------------------------------------ drawing

    @property
    def look(self) -> Look:
        """Colours and markers of the plots."""
        colours = None if self.no_color else self.console.color_system
        dark = self.current_theme.dark
        return Look(palette_for(dark=dark, colours=colours), self._markers)

    def redraw(self) -> None:
        """Show what is known now. The one place where an error of drawing is caught."""
        model, dashboard = self.model, self.dashboard
        try:
            if model.problem is not None:
                dashboard.picture = Picture(
                    model.config,
                    model.problem,
                    model.frame,
                    self.look,
                    self._options,
                    tuple(model.kept),
                    model.experiments,
                    model.paces,
                )
        except Exception as error:  # noqa: BLE001 - a lecture must go on
            model.log.extend(traceback.format_exc().splitlines())
            model.say(f"this cannot be drawn: {error} (l: log)", Tone.ERROR)
        theory = model.problem.theory if model.problem is not None else None
        dashboard.panel.show(model.config, theory)
        self.redraw_status()
        self.show_keys()
        self._watch()

    def redraw_status(self) -> None:
        status = self.model.status()
        if self.instruments.on:
            status = replace(status, instruments=self.instruments.readings())
        self.dashboard.status.show(status)

    def _watch(self) -> None:
        """Have the engine tell as much as what is seen needs, and no more."""
        wanted = self.dashboard.wanted
        if wanted != self._watched:
            self._watched = wanted
            self.link.send(wanted)

    def show_keys(self) -> None:
        """Show in the footer what keys do now."""
        items = items_of(
            self.dashboard.context,
            enabled=self._enabled,
            labels={"run": "pause" if self.model.running else "run"},
        )
        self.dashboard.key_bar.show(items)

    # ------------------------------------------------------------------------------ the screen

    def action_view(self, name: ViewName) -> None:
        self.dashboard.set_view(name)
        self.redraw()

    def show_experiments(self) -> None:
        self.dashboard.set_view("sweeps")

    def action_zoom(self) -> None:
        self.dashboard.zoom()
        self.redraw()

    def action_panel(self) -> None:
        self.dashboard.focus_panel()

    def action_next_plot(self) -> None:
        self.dashboard.focus_next_plot()
        self.redraw()

    def action_leave(self) -> None:
        if self.model.looking_back and not self.dashboard.in_panel:
            self.action_present()
            return
        self.dashboard.leave()
        self.redraw()

    def action_log_loss(self) -> None:
        log = not self._options.loss_log
        self._options = replace(self._options, loss_log=log)
        self.say(f"loss axis {'logarithmic' if log else 'linear'}")

    def action_loss_axis(self) -> None:
        x = self._options.loss_x.next
        self._options = replace(self._options, loss_x=x)
        self.say(f"x axis: {x}")

    def action_switch(self, name: str) -> None:
        options = self._options
        match name:
            case "batch":
                self._options = replace(options, batch=not options.batch)
            case "gradients":
                self._options = replace(options, gradients=not options.gradients)
            case _:
                self._options = replace(options, theory=not options.theory)
        on = getattr(self._options, name)
        self.say(f"{_SWITCHES[name]} {'on' if on else 'off'}")

    def action_pictures(self) -> None:
        """Fewer pictures a second, and after the fewest the most again."""
        self.say(f"at most {self.step_pictures():g} pictures a second")

    def action_instruments(self) -> None:
        """What the screen costs, in the status line."""
        self.instruments.switch(not self.instruments.on)
        self.redraw_status()

    def action_help_quit(self) -> None:
        """Ctrl-C, which Textual would answer with a box over the status line."""
        self.say("q ends the run and leaves")

    def action_markers(self) -> None:
        self._markers = self._markers.next
        self.say(f"markers: {self._markers}")

    def action_toggle_dark(self) -> None:
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name
        self.redraw()

    def on_descendant_focus(self) -> None:
        self.show_keys()

    def on_descendant_blur(self) -> None:
        self.show_keys()

    @on(KeyBar.Pressed)
    async def _key_pressed(self, event: KeyBar.Pressed) -> None:
        self.simulate_key(event.key.keys.split(",")[0])

    # ------------------------------------------------------------------------------ other screens

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.dashboard.view_name, self.dashboard.context))

    def action_log_view(self) -> None:
        from tui.screens.log import LogScreen

        self.push_screen(LogScreen(self.model.log))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """What the command palette offers: the table of keys."""
        for key in KEYS:
            if key.palette and self._enabled(key):
                title = f"{key.label.capitalize()} ({key.shown})"
                yield SystemCommand(title, key.help, partial(self.run_action, key.action))

    # ------------------------------------------------------------------------------ what applies

    def _enabled(self, key: Key) -> bool | None:
        if key.id == "run" and self.model.looking_back:
            return None  # it says why not
        return self.check_action(key.action.removeprefix("app.").partition("(")[0], ())

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002
    ) -> bool | None:
        """Whether a key does something now; None greys it out, False hides it."""
        dashboard = self.dashboard
        view = dashboard.view_name
        match action:
            case "revive":
                return self.model.state is Phase.LOST
            case "log_loss" | "loss_axis":
                return view in ("dashboard", "loss")
            case "leave":
                focused = dashboard.focused is not None
                return view != "dashboard" or focused or self.model.looking_back
            case "step" | "step_epoch" | "restart" if self.model.state is Phase.LOST:
                return None
            case _:
                return self.applies(action)
