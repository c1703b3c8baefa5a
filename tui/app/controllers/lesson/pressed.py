"""Commands of a lesson itself, and the one that answers a question for a key."""

from __future__ import annotations

from collections.abc import Callable

from tui.keys.command import Context
from tui.keys.table import BY_ID
from tui.lessons.ask import Ask, Kind

_BESIDE = (Context.LESSON, Context.PANE, Context.PANEL)
_NEVER = ("leave", "help", "log", "quit", "palette", "repaint", "suspend", "resume-session")
"""Commands that are no answer unless they are the right one."""


class OwnPress:
    """Carries out commands for the lesson, which its own locks and questions let pass.

    Args:
        press: carries a command out by its id; False if it does not apply, which was said.

    Attributes:
        going_on: whether one is being carried out.
    """

    def __init__(self, press: Callable[[str], bool]) -> None:
        self._press = press
        self.going_on = False

    def __call__(self, command: str) -> bool:
        """Carry out a command."""
        self.going_on = True
        try:
            return self._press(command)
        finally:
            self.going_on = False


def meant_by(ask: Ask, ids: tuple[str, ...]) -> str:
    """The command that answers the question; empty if it is another question, or none does.

    Args:
        ask: the question.
        ids: the commands of the key.
    """
    if ask.kind is not Kind.KEY:
        return ""
    if ask.answer in ids:
        return ask.answer
    beside = all(BY_ID[id_].context in _BESIDE for id_ in ids)
    return "" if beside or ids[0] in _NEVER else ids[0]
