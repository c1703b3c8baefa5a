"""The app: keys to orders, events to pictures. Wiring and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from textual import on
from textual.app import SystemCommand
from textual.screen import Screen

from engine.commands import Watch
from engine.config import RunConfig
from engine.events import Event, Frame, RaceFrame
from engine.opened_run import OpenedRun
from engine.parameters import PARAMETERS
from tui.engine_like import EngineLike, MakeEngine
from tui.flow import FlowControl
from tui.key_table import KEYS, Key
from tui.picture import Options, Picture
from tui.plots.markers import Markers
from tui.plots.palette import Look, palette_for
from tui.saving_app import SavingApp
from tui.screens.dashboard import DashboardScreen
from tui.signals import heeded_signals
from tui.theme import DARK, LIGHT
from tui.views import ViewName
from tui.widgets.compare_view import CompareView
from tui.widgets.key_bar import KeyBar, items_of
from tui.widgets.parameter_panel import ParameterPanel
from tui.widgets.plane_view import PlaneView
from tui.widgets.status_line import Phase, Tone

FRAME_SECONDS = 1 / 30
"""Pictures come no faster than this."""

START_PACE = 30.0
"""Updates a second at first: a default run takes seconds, so that there is something to see."""

_SWITCHES = {"batch": "the batch's bowl", "gradients": "gradients", "theory": "theory"}


class DescentApp(SavingApp):
    """Shows a run and takes keys.

    Args:
        config: the first configuration.
        make_engine: makes the engine, once the first picture is on the screen.
        pace: updates a second at first; None is unlimited.
        clock: seconds of a steady clock; tells a worker that stands still.
        ended_by: signals that end it in good order.
        runs_dir: where runs are saved; None is the usual place.
        opened: a run to show until the engine tells of it.
    """

    CSS_PATH = "app.tcss"
    TITLE = "descent"
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        config: RunConfig,
        make_engine: MakeEngine,
        *,
        pace: float | None = START_PACE,
        clock: Callable[[], float] = time.monotonic,
        ended_by: tuple[signal.Signals, ...] = (),
        runs_dir: Path | None = None,
        opened: Frame | None = None,
    ) -> None:
        super().__init__(config, make_engine, pace, clock, ended_by)
        self.runs_dir = runs_dir
        self.model.opened = opened
        self.dashboard = DashboardScreen(config)
        self._markers = Markers.BRAILLE
        self._options = Options()
        self._watched = Watch()
        self._painted = 0.0
        self._flow = FlowControl(self._write_to_terminal)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name

    # ------------------------------------------------------------------------------ life

    def get_default_screen(self) -> Screen[None]:
        return self.dashboard

    def on_mount(self) -> None:
        self.set_interval(1.0, self.look_at_clock)
        self.prepare({})
        self.call_after_refresh(self._start_engine)

    def _start_engine(self) -> None:
        # What lives by now lives to the end; the collector need not look at it again.
        gc.freeze()
        self._flow.probe()
        self.run_worker(self.link.run(self.model.config), group="engine")
        pace = self.model.pace
        self.link.order(lambda engine: engine.set_pace(pace))

    def _write_to_terminal(self, text: str) -> None:
        if self._driver is not None and not self.is_headless:
            self._driver.write(text)

    def on_cursor_position(self) -> None:
        self._flow.answered()

    async def on_unmount(self) -> None:
        await self.link.close()
        await self._flow.settled()

    async def deal(self, event: Event) -> None:
        """Show an event; a frame is dealt with when it has been painted."""
        self.redraw()
        if isinstance(event, Frame | RaceFrame):
            painted = asyncio.Event()
            self.call_after_refresh(painted.set)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(painted.wait(), 1.0)
            await self._flow.caught_up()
            await asyncio.sleep(max(0.0, self._painted + FRAME_SECONDS - time.monotonic()))
            self._painted = time.monotonic()

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
        self.dashboard.status.show(self.model.status())

    def _watch(self) -> None:
        """Have the engine tell as much as what is seen needs, and no more."""
        wanted = self.dashboard.wanted
        if wanted != self._watched:
            self._watched = wanted
            self.link.order(lambda engine: engine.watch(wanted))

    def show_keys(self) -> None:
        """Show in the footer what keys do now."""
        items = items_of(
            self.dashboard.context,
            enabled=self._enabled,
            labels={"run": "pause" if self.model.running else "run"},
        )
        self.dashboard.key_bar.show(items)

    # ------------------------------------------------------------------------------ the panel

    def accepted(self) -> None:
        self.dashboard.panel.accept()

    def refuse(self, name: str | None, reason: str) -> None:
        """Say why a value cannot be: beside its field if the panel is in use, and below."""
        if name is not None and self.dashboard.in_panel:
            self.dashboard.panel.refuse(name, reason)
        label = f"{PARAMETERS[name].notes.label}: " if name is not None else ""
        self.say(label + reason, Tone.WARNING)

    @on(ParameterPanel.Nudged)
    def _nudged(self, event: ParameterPanel.Nudged) -> None:
        self.action_nudge(event.name, event.direction)

    @on(PlaneView.Picked)
    def _picked(self, event: PlaneView.Picked) -> None:
        frame = self.model.frame
        if frame is None or frame.update == 0:
            self.apply({"w0": event.w, "b0": event.b})
        else:
            self.say("the run has begun: r restarts it, and then its start can be set")

    @on(ParameterPanel.Submitted)
    def _submitted(self, event: ParameterPanel.Submitted) -> None:
        self.apply(event.values)

    # ------------------------------------------------------------------------------ runs compared

    @on(CompareView.Hidden)
    def _hidden(self, event: CompareView.Hidden) -> None:
        self.model.kept.toggle(event.letter)
        self.redraw()

    @on(CompareView.Removed)
    def _removed(self, event: CompareView.Removed) -> None:
        self.model.kept.remove(event.letter)
        self.say(f"run {event.letter} is kept no longer")

    # ------------------------------------------------------------------------------ the screen

    def action_view(self, name: ViewName) -> None:
        self.dashboard.set_view(name)
        self.redraw()

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


def run_app(
    config: RunConfig, runs_dir: Path | None = None, opened: OpenedRun | None = None
) -> int:
    """Open the app on this terminal; gives the exit status.

    Args:
        config: what to train.
        runs_dir: where runs are saved; None is the usual place.
        opened: a saved run to go on with; None starts one.
    """

    def make_engine(config: RunConfig) -> EngineLike:
        from engine.client import Engine

        return Engine(config, resume=None if opened is None else opened.resume)

    app = DescentApp(
        config,
        make_engine,
        ended_by=heeded_signals(),
        runs_dir=runs_dir,
        opened=None if opened is None else opened.frame,
    )
    app.run()
    return app.return_code or 0
