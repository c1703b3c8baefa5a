"""Help for what is on the screen: what it shows, and every key, the nearest first."""

from __future__ import annotations

from rich.text import Text

from tui.keys.bindings import by_context
from tui.keys.command import Context
from tui.model.situation import ViewName
from tui.screens.page import PageScreen
from tui.views.registry import about

_KEY_WIDTH = 12

PANEL_ABOUT = (
    "Every parameter of the run. Values that are not the default are marked •. Optimizer, batch "
    "and stop rule change while the run goes on; data and starting point restart it; on another "
    "device a new worker carries on. Arrows step numbers and choices; names and files are typed. "
    "The stop rule 'expression' takes a convergence check of your own: try loss[-1] > loss[-2]."
)


def help_text(view: ViewName, context: Context | None) -> Text:
    """The help page's text: about what is on the screen first, the keys of the focus first."""
    text = Text()
    text.append((PANEL_ABOUT if context is Context.PANEL else about(view)) + "\n")
    for heading, commands in by_context(context):
        text.append(f"\n{heading}\n", "bold")
        for command in commands:
            text.append(f"  {command.shown:<{_KEY_WIDTH}}", "bold")
            text.append(f"{command.help}\n")
    return text


class HelpScreen(PageScreen):
    """The help page."""

    def __init__(self, view: ViewName, context: Context | None) -> None:
        title = "parameters" if context is Context.PANEL else view
        super().__init__(f"help: {title}", help_text(view, context))
