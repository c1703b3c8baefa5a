"""What a shared session is made of, as messages: everything that its picture is drawn from.

An update has only what changed since the one before. Frames and problems are large: each is sent
once, and named by a number for as long as it is needed.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from engine.config.problem import ProblemConfig
from engine.config.run import DataConfig, RunConfig
from engine.data.preview import Preview
from engine.history.frame import Frame
from engine.history.values import Change, RunState
from engine.problems.base import Theta
from engine.protocol.sweep_messages import SweepEnded
from engine.sharing.codec import Codec
from engine.sharing.messages import Hello
from engine.storage.sessions.sweep_text import Kind
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.rows import SweepRow
from engine.sweeps.tradeoff import TradeoffRow
from engine.theory.verdict import Verdict
from tui.canvas.patches import Patches
from tui.model.plot_settings import Setting
from tui.model.race import RacePlan
from tui.model.scene import Options
from tui.model.situation import LessonAtHand
from tui.model.status import Message
from tui.model.worker_health import WorkerHealth


class ProblemPart(msgspec.Struct, frozen=True):
    """A `tui.model.known_problem.Problem`, whose loss and theory follow from it.

    Attributes:
        kind, data, start, preview: as there.
        losses: what the worker has computed of a loss that only it can; None for any other.
    """

    kind: ProblemConfig
    data: DataConfig
    start: Theta
    preview: Preview
    losses: Patches | None = None


class RunPart(msgspec.Struct, frozen=True):
    """A `tui.model.session.Session`; frames and problem by their numbers."""

    config: RunConfig
    pace: float | None
    problem: int | None
    frame: int | None
    present: int | None
    looking_back: bool
    state: RunState
    wants_run: bool | None
    paces: tuple[Change, ...]
    verdict: Verdict | None
    diverging: bool
    divergences: int


class MessagesPart(msgspec.Struct, frozen=True):
    """A `tui.model.messages.Messages`: of the log, the lines after the first `keep`."""

    shown: Message
    run_end: Message | None
    news: Message | None
    keep: int
    log: tuple[str, ...]


class KeptPart(msgspec.Struct, frozen=True):
    """A `tui.model.kept_runs.KeptRun`; its frame by number."""

    letter: str
    name: str
    frame: int
    hidden: bool
    compared: bool


class ExperimentPart(msgspec.Struct, frozen=True):
    """A `tui.model.experiment.AnyExperiment`: of its rows, those after the first `keep`.

    Attributes:
        spec: as `engine.storage.sessions.sweep_text` has it.
        stage: the name of its `Stage`.
        problem, frames: by number.
        outer, aside: of a phase map, those that it was made from and left, by number.
    """

    number: int
    spec: str
    stage: str
    done: int
    device: str
    compiling: bool
    end: SweepEnded | None
    reason: str
    keep: int
    rows: tuple[SweepRow, ...] = ()
    measured: tuple[TradeoffRow, ...] = ()
    mapped: tuple[PhaseRow, ...] = ()
    kind: Kind = "sweep"
    comparison: bool = False
    problem: int | None = None
    frames: dict[int, int] = {}
    epoch: int = 0
    outer: tuple[int, ...] = ()
    aside: tuple[int, ...] = ()


class ExperimentsPart(msgspec.Struct, frozen=True):
    """A `tui.model.experiments.Experiments`; of `made`, those that changed."""

    numbers: tuple[int, ...]
    made: tuple[ExperimentPart, ...]
    unfinished: tuple[int, ...]
    begun: int
    shown: int


class DraftPart(msgspec.Struct, frozen=True):
    """A `tui.model.draft.Draft`, whose points are the samples of its problem.

    Attributes:
        base, problem: by number.
        edited: whether there is something to undo.
    """

    base: int
    problem: int
    cursor: tuple[float, float]
    held: int | None
    edited: bool


class ScreenPart(msgspec.Struct, frozen=True):
    """How the screen is set, as far as that does not depend on the terminal.

    Attributes:
        view, focus, beside: names of views; see `tui.screens.dashboard`.
        options: of all plots.
        plots: how each plot is left by keys and mouse.
        theme: its name.
        can_undo, can_redo, preparing, replaying: see `tui.model.situation`.
    """

    view: str
    focus: str
    beside: str
    options: Options
    plots: dict[str, dict[str, Setting]]
    theme: str
    can_undo: bool
    can_redo: bool
    preparing: bool
    replaying: bool


class LessonPart(msgspec.Struct, frozen=True):
    """What the learner reads of a lesson: a `tui.widgets.lesson.page.Page`, without notes.

    Attributes:
        parts: kind, text and name of each.
        spot: the part of the screen to look at; empty for none.
        scrolled: how far the text is scrolled, 0 to 1.
        at_hand: what determines whether its commands apply.
    """

    title: str
    step: int
    parts: tuple[tuple[str, str, str], ...]
    prompt: str
    keys: str
    spot: str
    scrolled: float
    at_hand: LessonAtHand


class ControlPart(msgspec.Struct, frozen=True):
    """Whose keys count.

    Attributes:
        yours: whether it is the follower that gets this.
        who: the one whose keys count, in words.
        following: the number of followers.
    """

    yours: bool
    who: str
    following: int


class Update(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """What changed.

    Attributes:
        number: to be answered by `Drawn`.
        keep: the numbers of the frames and problems that are still needed, with the new ones.
    """

    number: int
    keep: tuple[int, ...] = ()
    frames: dict[int, Frame] = {}
    problems: dict[int, ProblemPart] = {}
    run: RunPart | UnsetType = UNSET
    worker: WorkerHealth | UnsetType = UNSET
    messages: MessagesPart | UnsetType = UNSET
    kept: tuple[KeptPart, ...] | UnsetType = UNSET
    experiments: ExperimentsPart | UnsetType = UNSET
    race: RacePlan | UnsetType = UNSET
    draft: DraftPart | UnsetType | None = UNSET
    screen: ScreenPart | UnsetType = UNSET
    lesson: LessonPart | UnsetType | None = UNSET
    control: ControlPart | UnsetType = UNSET


class Bye(msgspec.Struct, frozen=True, tag=True):
    """The session is shared no longer."""

    reason: str


FromApp: TypeAlias = Hello | Update | Bye

FROM_APP: Codec[FromApp] = Codec(FromApp)
