"""The answer to a question for a key: the command of the key that was pressed."""

from __future__ import annotations

from tui.keys.command import Context
from tui.keys.table import BY_ID
from tui.lessons.ask import Ask, Kind

_BESIDE = (Context.LESSON, Context.PANE, Context.PANEL)
_NEVER = ("leave", "help", "log", "quit", "palette", "repaint", "suspend", "resume-session")
"""Commands that are no answer unless they are the right one."""


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
