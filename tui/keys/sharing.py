"""Which commands of a shared session are for the terminal where they are given, and only for it."""

from __future__ import annotations

from tui.keys.command import Command, Context

_OF_TERMINAL = frozenset(
    (
        "help", "log", "palette", "theme", "themes", "markers", "pictures", "instruments",
        "repaint", "suspend", "quit", "copy", "picture", "picture-screen", "keras",
        "export-runs", "sweep-export", "lecture", "show-panel", "control",
        "state",
    )
)  # fmt: skip
"""They show or write what is known here already."""
_ASKED_HERE = frozenset((
    "panel", "write", "save-run", "events", "rename-run", "sweep", "tradeoff", "lessons",
    "golf-rate",
))  # fmt: skip
"""They ask for something first; what follows is for the session."""
_NOT_SHARED = frozenset(("share", "resume-session"))
"""They are for the terminal of the app itself."""


def of_terminal(command: Command) -> bool:
    """Whether a command concerns the terminal alone: it applies without control of the session."""
    return command.id in _OF_TERMINAL or command.context is Context.PANE


def carried_out_here(command: Command) -> bool:
    """Whether a follower that has control carries out a command itself, or its first part."""
    asked_here = command.id in _ASKED_HERE or command.context is Context.PANEL
    return of_terminal(command) or asked_here


def of_app_alone(command: Command) -> bool:
    """Whether no follower can give a command."""
    return command.id in _NOT_SHARED
