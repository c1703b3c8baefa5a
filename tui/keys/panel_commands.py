"""Commands of the parameter panel."""

from __future__ import annotations

from functools import partial

from tui.keys.command import Command, Context

_panel = partial(Command, context=Context.PANEL, palette=False)
PANEL = (
    _panel("row-up", "up", "↑", "up", "the row above", footer=2, group="row"),
    _panel("row-down", "down", "↓", "down", "the row below", footer=2, group="row"),
    _panel("row-next", "tab", "tab", "down", "the row below"),
    _panel("row-previous", "shift+tab", "shift+tab", "up", "the row above"),
    _panel(
        "step-down",
        "left",
        "←",
        "less",
        "a step down, or the choice before (names are typed)",
        footer=2,
        group="step",
    ),
    _panel(
        "step-up",
        "right",
        "→",
        "more",
        "a step up, or the next choice (names are typed)",
        footer=2,
        group="step",
    ),
    _panel("edit", "enter", "enter", "type", "type a value; a digit starts typing too", footer=2),
    _panel(
        "default", "backspace,delete", "backspace", "default", "back to the default value", footer=3
    ),
)
