"""Commands and the contexts in which they apply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tui.model.situation import Focus, Situation


class Context(StrEnum):
    """The context in which a command applies; the text is its heading in the help."""

    RUN = "the run"
    CHANGE = "live changes"
    MOMENTS = "the past, kept runs, sweeps"
    VIEW = "the screen"
    SURFACE = "the surface (focused)"
    LOSS = "the loss curve (focused)"
    DATA = "the data (focused)"
    EDIT = "the data, while they are edited"
    SLICE = "the slice (focused)"
    SOLID = "the 3-D surface (focused)"
    RUNS = "the table of runs (focused)"
    SWEEP = "sweeps and trade-offs (focused)"
    ALGORITHM = "the algorithm (focused)"
    EIGEN = "the eigen-directions (focused)"
    DESCEND = "descend yourself (focused)"
    GOLF = "learning-rate golf (focused)"
    PHASE = "the phase map (focused)"
    PANEL = "the parameter panel"
    LESSON = "a lesson"
    PANE = "the text of a lesson (focused)"
    ANYWHERE = "anywhere"

    @property
    def focus(self) -> Focus:
        """The widget that must have the focus; empty if any may."""
        return _FOCUS.get(self, "")

    @property
    def view(self) -> Focus:
        """The view that must have the focus, in whatever mode; empty if any may."""
        return "data" if self is Context.EDIT else self.focus

    @property
    def aside(self) -> bool:
        """Whether its keys are not named where another place has a use for them."""
        return self in (
            Context.EDIT,
            Context.DESCEND,
            Context.GOLF,
            Context.PHASE,
            Context.PANE,
        )

    @property
    def modal(self) -> bool:
        """Whether its keys mean something else while its view is in no such mode."""
        return self is Context.EDIT


OF_RUN = frozenset((Context.RUN, Context.CHANGE, Context.MOMENTS))
"""Contexts whose commands are about the run, whatever is on the screen."""

_FOCUS: dict[Context, Focus] = {
    Context.SURFACE: "surface",
    Context.LOSS: "loss",
    Context.DATA: "data",
    Context.EDIT: "editing",
    Context.SLICE: "slice",
    Context.SOLID: "solid",
    Context.RUNS: "runs",
    Context.SWEEP: "sweeps",
    Context.ALGORITHM: "algorithm",
    Context.EIGEN: "eigen",
    Context.DESCEND: "descend",
    Context.GOLF: "golf",
    Context.PHASE: "phase",
    Context.PANEL: "panel",
    Context.PANE: "lesson",
}

Enabled = Callable[[Situation], str]
"""Why a command does not apply in a situation, in one line; empty if it applies."""

Handler = Callable[[], str | None]
"""Carries out a command; may return one line that says why nothing happened."""

Handlers = Mapping[str, Handler]
"""Handlers by the ids of their commands."""


def always(_here: Situation) -> str:
    """The command applies whenever its context does."""
    return ""


@dataclass(frozen=True)
class Command:
    """One row of the table of commands.

    Attributes:
        id: its stable name in key maps, lessons and recordings.
        keys: Textual's names of its keys, separated by commas; empty if only the palette has it.
        shown: its keys as shown to the user, or that of the palette.
        label: one or two words, for the footer.
        help: one line of help.
        context: where it applies.
        footer: its position in the footer, from 1; 0 for none. Later ones are dropped first.
        group: adjacent commands of the same group share its text as label in the footer.
        enabled: why it does not apply in its context; empty if it does.
        palette: whether the command palette offers it.
        shy: whether footer and palette hide it if it does not apply, instead of greying it out.
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

    @property
    def described(self) -> str:
        """Its help; of a command that has no key, with the name to type in the palette."""
        if self.keys or not self.palette or self.help.startswith(self.label):
            return self.help
        return f"{self.label} · {self.help}"
