"""What the user does by panel, mouse and clicks: commands and changes like any other."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual import on
from textual.app import SystemCommand
from textual.screen import Screen

from tui.app.controllers.changes import ChangesController
from tui.keys.palette import offered
from tui.model.situation import Sharing, Situation
from tui.model.status import Tone
from tui.terminal.display import TerminalApp
from tui.views.surface.plane import PlaneView
from tui.widgets.panel.panel import ParameterPanel
from tui.widgets.pressed import Pressed


class GesturesApp(TerminalApp):
    """Passes on the messages of the widgets.

    Attributes:
        changes: changes parameters.
    """

    changes: ChangesController

    def do(self, *ids: str) -> None:
        """Carry out the first of these commands that applies, or say why none does."""

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Show a line in the status line."""

    def situation(self) -> Situation:
        """Everything that determines whether a command applies."""
        return Situation()

    @property
    def how_shared(self) -> Sharing:
        """How the session is shared with other terminals."""
        return Sharing()

    def _may_change(self) -> bool:
        refusal = self.how_shared.refusal
        if refusal:
            self.say(refusal, Tone.WARNING)
        return not refusal

    @on(ParameterPanel.Nudged)
    def _nudged(self, event: ParameterPanel.Nudged) -> None:
        if self._may_change():
            self.changes.nudge(event.name, event.direction)

    @on(ParameterPanel.Submitted)
    def _submitted(self, event: ParameterPanel.Submitted) -> None:
        if self._may_change():
            self.changes.apply(event.values)

    @on(PlaneView.Picked)
    def _picked(self, event: PlaneView.Picked) -> None:
        if self._may_change():
            self.changes.start_at(event.w, event.b)

    @on(Pressed)
    def _clicked(self, event: Pressed) -> None:
        self.do(event.command)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """The entries of the command palette, from the table of commands."""
        for title, text, id_ in offered(self.situation()):
            yield SystemCommand(title, text, partial(self.do, id_))

    def action_help_quit(self) -> None:
        """Handle Ctrl-C, for which Textual would show a box over the status line."""
        self.say("q: quit")

    def action_do(self, ids: str) -> None:
        """What every key runs: the first of these commands, separated by blanks, that applies."""
        self.do(*ids.split())
