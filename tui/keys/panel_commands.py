"""Commands of the parameter panel."""

from __future__ import annotations

from functools import partial

from tui.keys.command import Command, Context

_panel = partial(Command, context=Context.PANEL, palette=False)
PANEL = (
    _panel("row-up", "up", "↑", "up", "select the row above", footer=2, group="row"),
    _panel("row-down", "down", "↓", "down", "select the row below", footer=2, group="row"),
    _panel("row-next", "tab", "tab", "down", "select the row below"),
    _panel("row-previous", "shift+tab", "shift+tab", "up", "select the row above"),
    _panel(
        "step-down",
        "left",
        "←",
        "less",
        "one step down, or the previous choice (names are typed)",
        footer=2,
        group="step",
    ),
    _panel(
        "step-up",
        "right",
        "→",
        "more",
        "one step up, or the next choice (names are typed)",
        footer=2,
        group="step",
    ),
    _panel(
        "edit",
        "enter",
        "enter",
        "type",
        "type a value; digits, paths and free letters start typing",
        footer=2,
    ),
    _panel(
        "default",
        "backspace,delete",
        "backspace",
        "default",
        "reset to the default value",
        footer=3,
    ),
)
