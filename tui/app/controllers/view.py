"""What the app shows, and the keys that change just that. No training."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

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
from tui.keys.registry import Registry, why_not
from tui.keys.table import COMMANDS
from tui.model.experiment import SweepExperiment
from tui.model.experiments import Experiments
from tui.model.kept_runs import LETTERS, KeptRun
from tui.model.scene import Options, Picture
from tui.model.situation import ExperimentsAtHand, RunsAtHand, Situation, ViewName
from tui.model.status import Tone
from tui.screens.dashboard import DashboardScreen
from tui.terminal.settings import ScreenSettings
from tui.widgets.key_bar import KeyBar, items_of

if TYPE_CHECKING:
    from engine.sweeps.spec import Cell
    from tui.text.runs import Entry

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
        self.commands = Registry(self.situation, self._refused)
        self.dashboard = DashboardScreen(config, self.commands.register)
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
                    model.kept.runs,
                    model.experiments,
                    model.session.paces,
                )
        except Exception as error:  # noqa: BLE001 - a lecture must go on
            model.note(traceback.format_exc().splitlines())
            model.say(f"this cannot be drawn: {error} (l: log)", Tone.ERROR)
        theory = model.problem.theory if model.problem is not None else None
        dashboard.panel.show(model.config, theory)
        self.redraw_status()
        self.show_keys()
        self._watch()

    def redraw_status(self) -> None:
        status = self.model.status
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
        here = self.situation()
        items = items_of(
            self.dashboard.context,
            why_not=lambda command: why_not(command, here),
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
        self.do(event.command.id)

    # ------------------------------------------------------------------------------ other screens

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.dashboard.view_name, self.dashboard.context))

    def action_log_view(self) -> None:
        from tui.screens.log import LogScreen

        self.push_screen(LogScreen(self.model.messages.log))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """What the command palette offers: the table of commands."""
        here = self.situation()
        for command in COMMANDS:
            reason = why_not(command, here)
            if command.palette and not (reason and command.shy):
                title = f"{command.label.capitalize()} ({command.shown})"
                text = f"not now: {reason}" if reason else command.help
                yield SystemCommand(title, text, partial(self.do, command.id))

    # ------------------------------------------------------------------------------ commands

    def selected_run(self) -> KeptRun:
        return self.model.kept.get(self._letter)

    @property
    def _letter(self) -> str:
        """The letter of the kept run that is selected; empty for none."""
        runs = self.dashboard.runs
        # The table may not have been drawn since the run was removed.
        return runs.selected if runs is not None and runs.selected in self.model.kept else ""

    def entries(self) -> list[Entry]:
        runs = self.dashboard.runs
        return [] if runs is None else runs.entries

    def selected_cell(self) -> Cell:
        sweeps = self.dashboard.sweeps
        cell = None if sweeps is None else sweeps.selected
        assert cell is not None, "the command does not apply without rows"
        return cell

    def do(self, *ids: str) -> None:
        """Carry out the first of these commands that applies, or say why none does."""
        self.commands.do(*ids)

    def action_do(self, *ids: str) -> None:
        """What every key runs."""
        self.do(*ids)

    def _refused(self, reason: str) -> None:
        self.say(reason, Tone.WARNING)

    def situation(self) -> Situation:
        """Where the user is now."""
        model, dashboard = self.model, self.dashboard
        return Situation(
            view=dashboard.view_name,
            focus=dashboard.focus_name,
            state=model.state,
            running=model.running,
            moved=not model.unmoved,
            looking_back=model.looking_back,
            preparing=self.is_preparing,
            can_undo=self.undo.former is not None,
            can_redo=self.undo.later is not None,
            runs=RunsAtHand(
                kept=len(model.kept),
                room=len(model.kept) < len(LETTERS),
                rivals=sum(run.config.data == model.config.data for run in model.kept),
                selected=self._letter,
            ),
            experiments=experiments_at_hand(model.experiments),
        )


def experiments_at_hand(experiments: Experiments) -> ExperimentsAtHand:
    """What there is of sweeps and trade-offs."""
    shown = experiments.shown
    return ExperimentsAtHand(
        count=len(experiments.made),
        running=experiments.under_way is not None,
        rows=0 if shown is None else len(shown.rows),
        is_sweep=isinstance(shown, SweepExperiment),
    )
