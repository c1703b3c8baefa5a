"""The entries of the command palette, from the table of commands."""

from __future__ import annotations

from collections.abc import Iterator

from tui.keys.command import Command
from tui.keys.registry import why_not
from tui.keys.table import COMMANDS
from tui.model.situation import Situation


def offered(here: Situation) -> Iterator[tuple[str, str, str]]:
    """Title, help and id of each command that the palette offers in a situation.

    Those of a part of the screen are offered while it has the focus and they apply.
    """
    for command in COMMANDS:
        reason = why_not(command, here)
        if not reason if _is_local(command) else command.palette and not (reason and command.shy):
            keys = f" ({command.shown})" if command.keys else ""
            title = f"{command.label[:1].upper()}{command.label[1:]}{keys}"
            yield title, _unavailable(reason) if reason else command.help, command.id


def _unavailable(reason: str) -> str:
    return f"only {reason}" if reason.startswith("in view") else f"not available: {reason}"


def _is_local(command: Command) -> bool:
    """Whether a command belongs to a part of the screen."""
    return bool(command.context.focus) and not command.palette
