"""What a session holds, as values: what the app gives to be saved, and gets back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.protocol.commands import RaceBy

if TYPE_CHECKING:
    # Imported for types only: sweeps would slow down the start by some milliseconds.
    from engine.protocol.sweep_messages import SweepEnded
    from engine.sweeps.phase_rows import PhaseRow
    from engine.sweeps.phase_spec import PhaseSpec
    from engine.sweeps.rows import SweepRow
    from engine.sweeps.spec import SweepSpec
    from engine.sweeps.tradeoff import TradeoffRow, TradeoffSpec


@dataclass(frozen=True, eq=False)
class KeptContent:
    """A kept run; see `tui.model.kept_runs`."""

    letter: str
    name: str
    frame: Frame
    hidden: bool = False
    compared: bool = False


@dataclass(frozen=True, eq=False)
class SweepContent:
    """A sweep, a trade-off or a phase map, by its spec.

    Attributes:
        number: unique among those of the session.
        spec: what was asked for.
        rows: the results so far, in the order in which they arrived.
        end: its last event; None before it.
        reason: why it failed, if it did.
        device: the device that it runs on.
        comparison: whether it compares batch sizes.
        frames: the last frame of each recorded run, by its index.
        outer, aside: of a phase map, the numbers of those that it was made from and left.
    """

    number: int
    spec: SweepSpec | TradeoffSpec | PhaseSpec
    rows: tuple[SweepRow, ...] | tuple[TradeoffRow, ...] | tuple[PhaseRow, ...] = ()
    end: SweepEnded | None = None
    reason: str = ""
    device: str = ""
    comparison: bool = False
    frames: Mapping[int, Frame] = field(default_factory=lambda: MappingProxyType({}))
    outer: tuple[int, ...] = ()
    aside: tuple[int, ...] = ()


@dataclass(frozen=True)
class LessonContent:
    """The open lesson.

    Attributes:
        name: its name, or the path of its file.
        step: the step that is played, from 0.
        play: its state, as the app writes it; empty if it is not known.
        off: whether the run had left the path of the lesson.
        goal: where the lesson's own run was going, as a lesson names it; empty if nowhere.
        updates: of the run where the lesson left it; None while it was on its way.
        config: a digest of the configuration there.
        pins: the letters of the runs that the lesson kept, in order.
        pinned: how many of them it has come by since its run was last reproduced.
    """

    name: str
    step: int
    play: str = ""
    off: bool = True
    goal: str = ""
    updates: int | None = None
    config: str = ""
    pins: tuple[str, ...] = ()
    pinned: int = 0


@dataclass(frozen=True, eq=False)
class DraftContent:
    """Data that are being edited: the points so far, in the data's units, and the cursor."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    cursor: tuple[float, float]


@dataclass(frozen=True)
class RaceContent:
    """The race of the current run against kept runs: their letters, in order, and its unit."""

    letters: tuple[str, ...]
    by: RaceBy


@dataclass(frozen=True, eq=False)
class SessionContent:
    """Everything of a session but its run.

    Attributes:
        config: the configuration.
        pace: updates per second; None is unlimited.
        looking_back: the update of the earlier moment shown; None in the present.
        view: what the screen shows, by name.
        kept: the kept runs.
        sweeps: sweeps, trade-offs and phase maps, in order; a map after those it was made from.
        shown_sweep: the number of the one shown; 0 for none.
        ended: how the app ended; None while it is open.
        lesson: the open lesson; None for none.
        draft: the data being edited; None if they are not.
        race: the race that was under way; None for none.
    """

    config: RunConfig
    pace: float | None = None
    looking_back: int | None = None
    view: Mapping[str, bool | str] = field(default_factory=lambda: MappingProxyType({}))
    kept: tuple[KeptContent, ...] = ()
    sweeps: tuple[SweepContent, ...] = ()
    shown_sweep: int = 0
    ended: str | None = None
    lesson: LessonContent | None = None
    draft: DraftContent | None = None
    race: RaceContent | None = None
