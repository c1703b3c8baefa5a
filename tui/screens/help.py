"""Help for what is on the screen: what it shows, and every key, the nearest first."""

from __future__ import annotations

from rich.text import Text

from tui.keys import Context, by_context
from tui.screens.dashboard import ViewName
from tui.screens.page import PageScreen

_KEY_WIDTH = 12

ABOUT: dict[ViewName, str] = {
    "dashboard": (
        "One neuron, ŷ = w·x + b, learns a line. The surface shows the loss of every (w, b) and "
        "the way that the optimizer takes across it; the data show the line that it stands for; "
        "the loss curve shows how far it has come."
    ),
    "surface": (
        "The loss over (w, b): each contour line joins points of equal loss, with levels spread "
        "evenly in its logarithm. The trajectory leads from the start to the current point; the "
        "optimum is the least-squares line."
    ),
    "loss": (
        "The batch loss of each update, taken before it, and the mean of each epoch. The least "
        "loss is what the least-squares line leaves: no line can do better on these data."
    ),
    "data": (
        "The samples and the line ŷ = w·x + b. Those of the present batch are lit. Where the data "
        "were drawn from a line, that line is shown too."
    ),
}
PANEL_ABOUT = (
    "Every parameter of the run. Values that are not the default are marked •. Optimizer, batch "
    "and stop rule change while the run goes on; data and starting point restart it."
)


def help_text(view: ViewName, *, in_panel: bool) -> Text:
    """The help page's text: about what is on the screen first, its keys first."""
    text = Text()
    text.append((PANEL_ABOUT if in_panel else ABOUT[view]) + "\n")
    first = Context.PANEL if in_panel else Context.LOSS if view == "loss" else None
    for context, keys in by_context(first):
        text.append(f"\n{context}\n", "bold")
        for key in keys:
            text.append(f"  {key.shown:<{_KEY_WIDTH}}", "bold")
            text.append(f"{key.help}\n")
    return text


class HelpScreen(PageScreen):
    """The help page."""

    def __init__(self, view: ViewName, *, in_panel: bool) -> None:
        title = "parameters" if in_panel else view
        super().__init__(f"help: {title}", help_text(view, in_panel=in_panel))
