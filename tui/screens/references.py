"""The table of the classical methods that are drawn on the surface."""

from __future__ import annotations

from rich.text import Text

from tui.screens.page import PageScreen

_ABOUT = (
    "All start where the run starts and use all samples. The two line searches go along the "
    "negative gradient. Newton jumps to the point where the local quadratic has no slope, and is "
    "stopped when it goes in a cycle or gets no further. The trust region jumps no farther than "
    "the quadratic predicts the loss; it and L-BFGS-B are scipy's. A kink is where the slope "
    "jumps, as with mae: a method may be stuck there. Their paths are on the surface; the command "
    "references removes them."
)


class ReferencesScreen(PageScreen):
    """The tables, with what the methods are."""

    def __init__(self, tables: str) -> None:
        super().__init__("references", Text(f"{tables}\n{_ABOUT}"))
