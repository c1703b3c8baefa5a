"""Help for the current screen: its contents, and all keys, the most relevant first."""

from __future__ import annotations

import textwrap

from rich.text import Text

from tui.keys.bindings import by_context
from tui.keys.command import Context
from tui.model.situation import ViewName
from tui.screens.page import PageScreen
from tui.views.registry import about

_KEY_WIDTH = 12
_WIDEST = 58
"""Columns beside the keys at 80 × 24."""
_BELOW = "\n" + " " * (2 + _KEY_WIDTH)

PANEL_ABOUT = (
    "All parameters of the run; • marks values that differ from the default. Changes of optimizer, "
    "batch and stop rule take effect during the run; changes of data and starting point restart "
    "it; a change of device restarts the worker. Arrows step numbers and choices; type names and "
    "files. The stop rule 'expression' ends the run by your own check, such as loss[-1] > loss[-2]."
)


def help_text(view: ViewName, context: Context | None) -> Text:
    """The text of the help page: the current view, then the keys, those of the focus first."""
    text = Text()
    text.append((PANEL_ABOUT if context is Context.PANEL else about(view)) + "\n")
    for heading, commands in by_context(context):
        text.append(f"\n{heading}\n", "bold")
        for command in commands:
            text.append(f"  {command.shown:<{_KEY_WIDTH}}", "bold")
            lines = textwrap.wrap(command.described, _WIDEST)
            text.append(f"{_BELOW.join(lines)}\n")
    return text


class HelpScreen(PageScreen):
    """The help page."""

    def __init__(self, view: ViewName, context: Context | None) -> None:
        title = "parameters" if context is Context.PANEL else view
        super().__init__(f"help: {title}", help_text(view, context))
