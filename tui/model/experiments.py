"""The sweeps and measurements that the app has had made: what is known of each. No screen."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from tui.text.numbers import whole

if TYPE_CHECKING:
    # Sweeps cost the start of the app some milliseconds, and it may never see one.
    from engine.protocol.events import Event
    from engine.protocol.sweep_messages import SweepEnded, SweepRows, TradeoffRows
    from engine.sweeps.spec import Cell, SweepRow, SweepSpec, SweepSummary
    from engine.sweeps.tradeoff import TradeoffRow, TradeoffSpec


class Stage(Enum):
    """How far an experiment is."""

    WAITING = "waiting for the worker"
    RUNNING = "running"
    ENDED = "ended"
    STOPPED = "stopped"
    LOST = "the worker is gone"

    @property
    def over(self) -> bool:
        """Whether nothing more comes."""
        return self in (Stage.ENDED, Stage.STOPPED, Stage.LOST)


@dataclass(eq=False)
class Experiment:
    """What all of them have.

    Attributes:
        stage: how far it is.
        done, total: rows that were told, rows that were asked for.
        device: what it is made on.
        end: its last event; None before it.
        reason: why it could not be made, if it could not.
    """

    stage: Stage = Stage.WAITING
    done: int = 0
    total: int = 0
    device: str = ""
    end: SweepEnded | None = None
    reason: str = ""

    @property
    def name(self) -> str:
        """What people call it."""
        raise NotImplementedError

    @property
    def unit(self) -> str:
        """What it consists of, in the plural."""
        raise NotImplementedError

    @property
    def has(self) -> str:
        """How much of it is there, in words."""
        return f"{whole(self.done)} {self.unit if self.done != 1 else self.unit[:-1]}"

    @property
    def progress(self) -> str:
        """How far it is, in words."""
        return f"{whole(self.done)} of {whole(self.total)} {self.unit}"

    @property
    def news(self) -> str:
        """What is told when it is over."""
        if self.reason:
            return f"{self.name}: {self.reason}"
        match self.stage:
            case Stage.ENDED:
                return f"the {self.name} has ended: {self.has} · 9 shows it"
            case Stage.STOPPED:
                return f"the {self.name} was stopped and keeps {self.progress}"
            case _:
                return f"the {self.name} has lost its worker and keeps {self.progress}"


@dataclass(eq=False)
class SweepExperiment(Experiment):
    """A sweep.

    Attributes:
        spec: what is varied.
        rows: the runs that have ended, as they did.
    """

    spec: SweepSpec = field(kw_only=True)
    rows: list[SweepRow] = field(default_factory=list)
    _cells: dict[Cell, list[SweepRow]] = field(default_factory=dict)
    _summaries: dict[Cell, SweepSummary] = field(default_factory=dict)
    _ordered: list[SweepSummary] | None = None

    def __post_init__(self) -> None:
        self.total = self.spec.runs

    @property
    def name(self) -> str:
        return "sweep"

    @property
    def unit(self) -> str:
        return "runs"

    def take(self, event: SweepRows) -> None:
        """More runs have ended."""
        from engine.sweeps.spec import summarize

        self.rows.extend(event.rows)
        self.done = event.done
        for row in event.rows:
            self._cells.setdefault(row.cell, []).append(row)
        # Just these cells are summed up anew: a sweep may have a hundred thousand runs.
        for cell in {row.cell for row in event.rows}:
            (self._summaries[cell],) = summarize(self._cells[cell])
        self._ordered = None if event.rows else self._ordered

    @property
    def summaries(self) -> list[SweepSummary]:
        """One for each cell of which a run has ended, in the order of the product."""
        if self._ordered is None:
            self._ordered = self._in_order()
        return self._ordered

    def _in_order(self) -> list[SweepSummary]:
        each = max(1, len(self.spec.seeds))
        places = {cell: rows[0].index // each for cell, rows in self._cells.items()}
        return [self._summaries[cell] for cell in sorted(places, key=places.__getitem__)]


@dataclass(eq=False)
class TradeoffExperiment(Experiment):
    """A measured trade-off of batch size.

    Attributes:
        spec: which batch sizes, and what is to be reached.
        rows: those that were measured.
    """

    spec: TradeoffSpec = field(kw_only=True)
    rows: list[TradeoffRow] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.total = len(self.spec.batch_sizes)

    @property
    def name(self) -> str:
        return "measurement"

    @property
    def unit(self) -> str:
        return "batch sizes"

    def take(self, event: TradeoffRows) -> None:
        """More batch sizes were measured."""
        self.rows.extend(event.rows)
        self.done = event.done


AnyExperiment = SweepExperiment | TradeoffExperiment

MOST_KEPT = 8
"""So many can be looked at and written; the oldest gives way."""


@dataclass
class Experiments:
    """The last ones, and which is looked at.

    A worker makes one at a time, and tells the end of each, also of one that was left for another.
    So events belong to the one begun first whose end was not told.

    Attributes:
        made: the last ones, in the order in which they were begun.
        shown: the one that is looked at.
        typed: what was typed into each form last, by the names of form and field.
    """

    made: list[AnyExperiment] = field(default_factory=list)
    shown: AnyExperiment | None = None
    typed: dict[str, dict[str, str]] = field(default_factory=dict)
    _under_way: deque[AnyExperiment] = field(default_factory=deque)

    @property
    def under_way(self) -> AnyExperiment | None:
        """The one that is being made."""
        return self._under_way[-1] if self._under_way else None

    def begin(self, experiment: AnyExperiment) -> None:
        """One was ordered; whatever was under way is left for it."""
        self.made = [*self.made, experiment][-MOST_KEPT:]
        self.shown = experiment
        self._under_way.append(experiment)

    def show_next(self) -> bool:
        """Look at the one that was begun after the one shown, or at the first; if there is one."""
        if self.shown is None or len(self.made) < 2:
            return False
        place = self.made.index(self.shown) if self.shown in self.made else -1
        self.shown = self.made[(place + 1) % len(self.made)]
        return True

    @property
    def place(self) -> str:
        """Which of several the one shown is; empty for the only one."""
        if self.shown not in self.made or len(self.made) < 2:
            return ""
        return f"{self.made.index(self.shown) + 1} of {len(self.made)}"

    def receive(self, event: Event, device: str, refusal: str = "") -> str:
        """Take an event in, if it is of an experiment; gives what is to be told, if anything.

        Args:
            event: what the worker told.
            device: what it works on.
            refusal: what it told just before, if that was a refusal.
        """
        if not self._under_way:
            return ""
        from engine.protocol.sweep_messages import SweepEnded, SweepRows, TradeoffRows

        now = self._under_way[0]
        if isinstance(event, SweepEnded):
            self._under_way.popleft()
            now.end = event
            now.reason = refusal if event.stopped else ""
            now.stage = Stage.STOPPED if event.stopped else Stage.ENDED
            return now.news
        if isinstance(now, SweepExperiment):
            if isinstance(event, SweepRows):
                now.stage, now.device = Stage.RUNNING, device
                now.take(event)
        elif isinstance(event, TradeoffRows):
            now.stage, now.device = Stage.RUNNING, device
            now.take(event)
        return ""

    def lost(self) -> str:
        """The worker is gone; gives what is to be told, if anything."""
        news = ""
        for experiment in self._under_way:
            experiment.stage = Stage.LOST
            news = experiment.news
        self._under_way.clear()
        return news
