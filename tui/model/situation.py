"""The situation of the user, which determines whether a command applies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.history.values import RunState
from tui.model.experiment_base import Stage
from tui.model.status import Phase

PlotName = Literal[
    "surface",
    "loss",
    "data",
    "slice",
    "solid",
    "runs",
    "algorithm",
    "sweeps",
    "eigen",
    "descend",
    "golf",
    "phase",
]
ViewName = Literal["dashboard", PlotName]
Focus = Literal["", "panel", "lesson", "editing", PlotName]
"""What has the focus: a plot, the panel, the text of a lesson, or nothing; `editing` is the plot of
data being edited."""


NO_GOLF = "golf needs a quadratic loss: its holes and their par follow from the closed form"
NO_TRADEOFF = "the trade-off needs the least loss, which is known for the linear neuron with mse"
NO_WALK = "only the worker can compute this loss; there is nothing to look at here"


@dataclass(frozen=True)
class LessonAtHand:
    """The open lesson.

    Attributes:
        open: whether one is open.
        locked: why the run must not go on, such as a question to be answered; empty if it may.
        asks: whether a question is open.
        off: whether the run has left the lesson's path.
        halted: whether the lesson's own run was paused on its way.
    """

    open: bool = False
    locked: str = ""
    asks: bool = False
    off: bool = False
    halted: bool = False


@dataclass(frozen=True)
class ExperimentsAtHand:
    """The available sweeps and trade-offs.

    Attributes:
        count: their number.
        running: whether one is running.
        maps: whether that is a phase map.
        phase: the stage of the phase map; None without one.
        complete: whether all of the phase map is known, or it failed.
        rows: number of rows of the one shown.
        is_sweep: whether the one shown is a sweep.
        unfinished: whether the one shown was stopped or interrupted before its end.
        news: whether the message shown reports the end of one.
    """

    count: int = 0
    running: bool = False
    maps: bool = False
    phase: Stage | None = None
    complete: bool = False
    rows: int = 0
    is_sweep: bool = False
    unfinished: bool = False
    news: bool = False


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
class Sharing:
    """How the session is shared with other terminals.

    Attributes:
        refusal: why keys that change the session do not count here; empty if they do.
        shared: whether this app shares its session.
        following: whether the session is that of another app.
        ended: whether that app ended, or shares it no longer.
        said: all of it in a few words, for the status line.
    """

    refusal: str = ""
    shared: bool = False
    following: bool = False
    ended: bool = False
    said: str = ""


@dataclass(frozen=True)
class Situation:
    """Everything that determines whether a command applies.

    Attributes:
        view: the view on the screen.
        focus: the focused part of it.
        state: of the run, or of the worker if it is not ready.
        running: whether the run is running, or will be as soon as the worker is ready.
        moved: whether at least one update was made.
        looking_back: whether an earlier moment is shown; replaying: whether it goes on by itself.
        racing: whether it is, or was last, a race against kept runs.
        diverging: whether the run is diverging or has diverged.
        arrived: whether it ended as near to the optimum as it can come.
        least_batch: whether the batch size is 1.
        preparing: whether a change is waiting for samples that are being loaded.
        over: whether the game that has the focus is over.
        editing: whether the data are being edited.
        edited: whether an edit of them can be undone.
        can_undo, can_redo: whether there is a change to undo or redo.
        resumable: whether there is an earlier session to resume.
        runs: the kept runs.
        experiments: sweeps and trade-offs.
        lesson: the open lesson.
        silent: whether the worker does not answer.
        hangs: whether it will hardly do so again.
        sharing: how the session is shared with other terminals.
        files: whether files may be named, and there is a shell.
        quadratic: whether the loss is quadratic, so that exact results are known.
        computable: whether the app can compute the loss.
        takes_data: whether the loss depends on samples.
        neuron: whether it is that of a neuron.
    """

    view: ViewName = "dashboard"
    focus: Focus = ""
    state: RunState | Phase = Phase.STARTING
    running: bool = False
    moved: bool = False
    looking_back: bool = False
    replaying: bool = False
    racing: bool = False
    diverging: bool = False
    arrived: bool = False
    least_batch: bool = False
    preparing: bool = False
    over: bool = False
    editing: bool = False
    edited: bool = False
    can_undo: bool = False
    can_redo: bool = False
    resumable: bool = False
    runs: RunsAtHand = RunsAtHand()
    experiments: ExperimentsAtHand = ExperimentsAtHand()
    lesson: LessonAtHand = LessonAtHand()
    silent: bool = False
    hangs: bool = False
    sharing: Sharing = Sharing()
    files: bool = True
    quadratic: bool = True
    computable: bool = True
    takes_data: bool = True
    neuron: bool = True

    @property
    def plot(self) -> Focus:
        """The plot or the panel that has the focus, in whatever mode it is."""
        return "data" if self.focus == "editing" else self.focus

    @property
    def lost(self) -> bool:
        """Whether the worker is lost."""
        return self.state is Phase.LOST

    @property
    def ended(self) -> bool:
        """Whether the run ended by its stop rule or its last epoch."""
        return self.state in (RunState.CONVERGED, RunState.MAX_EPOCHS)
