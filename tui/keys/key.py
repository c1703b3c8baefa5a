"""What a row of the table of keys is, and where keys may apply."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Context(StrEnum):
    """Where a key applies; the text says it in the help's headings."""

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


@dataclass(frozen=True)
class Key:
    """One row of the table.

    Attributes:
        id: names it, for a person's own key map too.
        keys: as Textual calls them, separated by commas.
        shown: as people see them.
        label: one or two words, for the footer.
        help: one line that says what it does.
        context: where it applies.
        action: what Textual runs.
        footer: its place in the footer, from 1; 0 is none. Later ones give way on a narrow screen.
        group: neighbours in the footer that have the same group share its text as their label.
        palette: whether the command palette offers it.
    """

    id: str
    keys: str
    shown: str
    label: str
    help: str
    context: Context
    action: str
    footer: int = 0
    group: str = ""
    palette: bool = True
