"""The tools of every controller: the model, and functions that act on worker and screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from engine.errors import DescentError
from engine.protocol.commands import ClientCommand
from tui.model.app_model import AppModel
from tui.model.status import Tone

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.screens.file_dialog import FileDialog

_Result = TypeVar("_Result")


class Send(Protocol):
    """Sends commands to the worker, in order."""

    def __call__(self, *commands: ClientCommand) -> None: ...


class Say(Protocol):
    """Shows a line in the status line and adds it to the log."""

    def __call__(self, text: str, tone: Tone = Tone.PLAIN) -> None: ...


class PushScreen(Protocol):
    """Opens a screen above the others; the callback gets its result.

    If the command that opened it no longer applies by then, that is said instead.
    """

    def __call__(
        self, screen: Screen[_Result], callback: Callable[[_Result | None], None] | None = None
    ) -> None: ...


@dataclass(frozen=True)
class Desk:
    """The tools of a controller.

    Attributes:
        model: the state of the app.
        send: sends commands to the worker.
        say: shows one line to the user.
        redraw: shows the current state.
        push_screen: opens a dialog or a page.
    """

    model: AppModel
    send: Send
    say: Say
    redraw: Callable[[], None]
    push_screen: PushScreen

    def ask_path(self, dialog: FileDialog, then: Callable[[Path], str]) -> None:
        """Ask for a path and act on it.

        Args:
            dialog: the dialog to show.
            then: acts on the path; returns a message, or "". Its `DescentError` is shown.
        """
        from tui.screens.file_dialog import file_screen

        def take(text: str | None) -> None:
            if text is None:
                return
            try:
                said = then(dialog.reader(text))
            except DescentError as error:
                self.say(str(error), Tone.ERROR)
            else:
                if said:
                    self.say(said, Tone.GOOD)

        self.push_screen(file_screen(dialog), take)
