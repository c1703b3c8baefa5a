"""What a command is, and where commands apply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tui.model.situation import Focus, Situation


class Context(StrEnum):
    """Where a command applies; the text is its heading in the help."""

    RUN = "the run"
    CHANGE = "changes while it runs"
    MOMENTS = "moments of a run, runs kept, many runs"
    VIEW = "what is on the screen"
    SURFACE = "the surface, with the focus"
    LOSS = "the loss curve, with the focus"
    DATA = "the data, with the focus"
    SLICE = "the slice, with the focus"
    SOLID = "the 3-D surface, with the focus"
    RUNS = "the runs compared, with the focus"
    SWEEP = "sweeps and trade-offs, with the focus"
    ALGORITHM = "the algorithm, with the focus"
    PANEL = "the parameter panel"
    ANYWHERE = "anywhere"

    @property
    def focus(self) -> Focus:
        """What must have the focus; empty where it does not matter."""
        return _FOCUS.get(self, "")


_FOCUS: dict[Context, Focus] = {
    Context.SURFACE: "surface",
    Context.LOSS: "loss",
    Context.DATA: "data",
    Context.SLICE: "slice",
    Context.SOLID: "solid",
    Context.RUNS: "runs",
    Context.SWEEP: "sweeps",
    Context.ALGORITHM: "algorithm",
    Context.PANEL: "panel",
}

Enabled = Callable[[Situation], str]
"""Why a command does not apply in a situation, in one line; empty where it applies."""

Handler = Callable[[], str | None]
"""Carries a command out. What it returns is one line that says why nothing happened."""

Handlers = Mapping[str, Handler]
"""Handlers by the ids of their commands."""


def always(_here: Situation) -> str:
    """It applies wherever its context does."""
    return ""


@dataclass(frozen=True)
class Command:
    """One row of the table of commands.

    Attributes:
        id: names it for key maps, lessons and recordings; never changes.
        keys: Textual's names of its keys, separated by commas.
        shown: its keys as people see them.
        label: one or two words, for the footer.
        help: one line that says what it does.
        context: where it applies.
        footer: its place in the footer, from 1; 0 is none. Later ones give way on a narrow screen.
        group: neighbours in the footer that have the same group share its text as their label.
        enabled: why it does not apply in its context; empty where it does.
        palette: whether the command palette offers it.
        shy: whether footer and palette leave it out where it does not apply, instead of greying
            it out.
    """

    id: str
    keys: str
    shown: str
    label: str
    help: str
    context: Context
    footer: int = 0
    group: str = ""
    enabled: Enabled = always
    palette: bool = True
    shy: bool = False
