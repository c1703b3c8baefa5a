"""The situation of the user, which determines whether a command applies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.history.values import RunState
from tui.model.status import Phase

PlotName = Literal[
    "surface", "loss", "data", "slice", "solid", "runs", "algorithm", "sweeps", "eigen"
]
ViewName = Literal[
    "dashboard", "surface", "loss", "data", "slice", "solid", "runs", "algorithm", "sweeps", "eigen"
]
Focus = Literal[
    "", "panel", "surface", "loss", "data", "slice", "solid", "runs", "algorithm", "sweeps", "eigen"
]
"""What has the focus: a plot, the parameter panel, or nothing."""


@dataclass(frozen=True)
class ExperimentsAtHand:
    """The available sweeps and trade-offs.

    Attributes:
        count: their number.
        running: whether one is running.
        rows: number of rows of the one shown.
        is_sweep: whether the one shown is a sweep.
    """

    count: int = 0
    running: bool = False
    rows: int = 0
    is_sweep: bool = False


@dataclass(frozen=True)
class RunsAtHand:
    """The available kept runs.

    Attributes:
        kept: their number.
        room: whether one more can be kept.
        rivals: how many of them are on the data of the current run.
        selected: the letter of the kept run selected in the table; empty for none.
    """

    kept: int = 0
    room: bool = True
    rivals: int = 0
    selected: str = ""


@dataclass(frozen=True)
class Situation:
    """Everything that determines whether a command applies.

    Attributes:
        view: the view on the screen.
        focus: the focused part of it.
        state: of the run, or of the worker if it is not ready.
        running: whether the run is running, or will be as soon as the worker is ready.
        moved: whether at least one update was made.
        looking_back: whether an earlier moment is shown.
        preparing: whether a change is waiting for samples that are being loaded.
        can_undo, can_redo: whether there is a change to undo or redo.
        runs: the kept runs.
        experiments: sweeps and trade-offs.
    """

    view: ViewName = "dashboard"
    focus: Focus = ""
    state: RunState | Phase = Phase.STARTING
    running: bool = False
    moved: bool = False
    looking_back: bool = False
    preparing: bool = False
    can_undo: bool = False
    can_redo: bool = False
    runs: RunsAtHand = RunsAtHand()
    experiments: ExperimentsAtHand = ExperimentsAtHand()

    @property
    def lost(self) -> bool:
        """Whether the worker is lost."""
        return self.state is Phase.LOST
