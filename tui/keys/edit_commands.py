"""Commands that edit the data."""

from __future__ import annotations

from functools import partial

from tui.keys import enabled
from tui.keys.command import Command, Context

EDITS = (
    Command(
        "edit-data",
        "C",
        "C",
        "edit data",
        "edit the data: add, move, remove points",
        Context.VIEW,
        footer=14,
        enabled=enabled.can_edit,
    ),
)

_edit = partial(Command, context=Context.EDIT, enabled=enabled.editing, palette=False)
_done = partial(Command, context=Context.EDIT, shy=True)
EDIT = (
    _edit(
        "edit-left",
        "left",
        "←",
        "left",
        "move the cursor, and the point that it holds",
        footer=2,
        group="edit-move",
    ),
    _edit("edit-right", "right", "→", "right", "the same, right", footer=2, group="edit-move"),
    _edit("edit-up", "up", "↑", "up", "the same, up", footer=2, group="edit-move"),
    _edit("edit-down", "down", "↓", "down", "the same, down", footer=2, group="edit-move"),
    _edit("edit-far-left", "shift+left", "shift+←", "far left", "move five cells left"),
    _edit("edit-far-right", "shift+right", "shift+→", "far right", "move five cells right"),
    _edit("edit-far-up", "shift+up", "shift+↑", "far up", "move five cells up"),
    _edit("edit-far-down", "shift+down", "shift+↓", "far down", "move five cells down"),
    _edit("edit-next", "tab", "tab", "next point", "go to the next point", footer=2),
    _edit("edit-previous", "shift+tab", "shift+tab", "previous", "go to the previous point"),
    _edit(
        "edit-point",
        "enter",
        "enter",
        "hold, add",
        "hold the point here, or release it; add one where none is",
        footer=2,
    ),
    _edit(
        "edit-remove",
        "backspace,delete",
        "backspace",
        "remove",
        "remove the point here (right click)",
        footer=2,
    ),
    _done(
        "edit-outliers",
        "v",
        "v",
        "outliers",
        "put in the next kind of outliers; after the last, none",
        footer=2,
        enabled=enabled.editing,
    ),
    _edit(
        "edit-undo", "u", "u", "undo edit", "undo the last edit", footer=3, enabled=enabled.edited
    ),
    _edit("edit-redo", "ctrl+r", "ctrl+r", "redo edit", "redo the edit that was undone"),
    _done(
        "edit-apply",
        "escape",
        "esc",
        "use data",
        "release the point, or use the data: the run restarts",
        footer=1,
        enabled=enabled.editing,
    ),
    _done(
        "edit-discard",
        "X",
        "X",
        "discard",
        "leave the data as they were",
        footer=3,
        enabled=enabled.editing,
    ),
)
