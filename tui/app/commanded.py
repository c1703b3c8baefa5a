"""An app that does nothing but by commands: keys, clicks and palette all name one of the table."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from functools import partial

from textual import on
from textual.app import SystemCommand
from textual.screen import Screen

from tui.app.controllers.desk import Say
from tui.keys.bindings import IN_MODE
from tui.keys.command import Command
from tui.keys.palette import offered
from tui.keys.registry import Registry
from tui.keys.table import BY_ID
from tui.model.situation import Situation
from tui.model.status import Tone
from tui.terminal.containment import contained
from tui.terminal.display import TerminalApp
from tui.terminal.settings import ScreenSettings
from tui.widgets.messages import Pressed


class CommandedApp(TerminalApp):
    """Carries out commands of the table.

    Args:
        screen_settings: of the terminal.
        show: shows the current state.
        say: shows a line.

    Attributes:
        commands: the registry of commands.
    """

    def __init__(self, screen_settings: ScreenSettings, show: Callable[[], None], say: Say) -> None:
        super().__init__(screen_settings, show)
        refused = partial(say, tone=Tone.WARNING)
        self.commands = Registry(self.situation, refused, partial(contained, self), self.before)

    @abstractmethod
    def situation(self) -> Situation:
        """The current situation of the user."""

    def before(self, command: Command) -> None:
        """What is done before a command is carried out."""

    def do(self, *ids: str) -> None:
        """Carry out the first of these commands that applies, or say why none does."""
        self.commands.do(*ids)

    def action_do(self, ids: str) -> None:
        """What every key runs: the first of these commands, separated by blanks, that applies."""
        self.do(*ids.split())

    def action_do_in_mode(self, id_: str) -> None:
        """What a key of a mode runs."""
        self.do(id_)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action applies: in no mode, its keys are left to what they else mean."""
        if action != IN_MODE:
            return super().check_action(action, parameters)
        command = BY_ID[str(parameters[0])]
        return self.situation().focus == command.context.focus

    @on(Pressed)
    def _clicked(self, event: Pressed) -> None:
        self.do(event.command)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """The entries of the command palette, from the table of commands."""
        for title, text, id_ in offered(self.situation()):
            yield SystemCommand(title, text, partial(self.do, id_))
