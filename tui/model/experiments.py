"""The requested sweeps, trade-offs and phase maps, and which one is shown. No screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from tui.model.experiment import (
    AnyExperiment,
    PhaseExperiment,
    SweepExperiment,
    TableExperiment,
    TradeoffExperiment,
)

if TYPE_CHECKING:
    from engine.protocol.events import Event

MOST_KEPT = 8
"""The most experiments stored; the oldest is dropped."""


@dataclass(frozen=True, eq=False)
class Experiments:
    """The last experiments, and which of them is shown.

    A worker runs one at a time and reports the end of each, even of one stopped for another. So
    events belong to the oldest unfinished experiment.

    Attributes:
        made: the last experiments, in the order in which they were started.
        unfinished: numbers of those whose end was not reported, oldest first.
        typed: the last texts typed into each form, by the names of form and field.
        begun: the number of experiments started in total.
    """

    made: tuple[AnyExperiment, ...] = ()
    unfinished: tuple[int, ...] = ()
    typed: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    begun: int = 0
    _shown: int = 0

    @classmethod
    def restored(cls, made: tuple[AnyExperiment, ...], begun: int, shown: int) -> Experiments:
        """Those of an earlier session, none of which is running; `shown` is a number."""
        return cls(made=made, begun=begun, _shown=shown)

    @classmethod
    def mirrored(
        cls, made: tuple[AnyExperiment, ...], unfinished: tuple[int, ...], begun: int, shown: int
    ) -> Experiments:
        """Those of another app; `shown` is a number."""
        return cls(made=made, unfinished=unfinished, begun=begun, _shown=shown)

    @property
    def shown(self) -> TableExperiment | None:
        """The sweep or trade-off shown."""
        found = self.numbered(self._shown)
        return None if isinstance(found, PhaseExperiment) else found

    @property
    def phase(self) -> PhaseExperiment | None:
        """The phase map; there is one at most."""
        maps = (one for one in self.made if isinstance(one, PhaseExperiment))
        return next(maps, None)

    @property
    def tables(self) -> tuple[TableExperiment, ...]:
        """The sweeps and trade-offs."""
        return tuple(one for one in self.made if not isinstance(one, PhaseExperiment))

    @property
    def all(self) -> tuple[AnyExperiment, ...]:
        """All of them, a phase map after those that it shows runs of; each has another number."""
        return tuple(
            each
            for one in self.made
            for each in (*(one.earlier if isinstance(one, PhaseExperiment) else ()), one)
        )

    @property
    def under_way(self) -> AnyExperiment | None:
        """The running experiment."""
        return self.numbered(self.unfinished[-1]) if self.unfinished else None

    @property
    def activity(self) -> str:
        """What the running one is doing that may slow down the run; empty for nothing."""
        running = self.under_way
        return "" if running is None else running.activity

    @property
    def place(self) -> str:
        """The position of the one shown, such as "2 of 3"; empty if it is the only one."""
        tables = self.tables
        if self.shown is None or len(tables) < 2:
            return ""
        return f"{tables.index(self.shown) + 1} of {len(tables)}"

    def begin(self, experiment: AnyExperiment) -> Experiments:
        """Add a requested experiment; a running one is stopped. A phase map replaces the last."""
        number = self.begun + 1
        is_map = isinstance(experiment, PhaseExperiment)
        before = self.tables if is_map else self.made
        made = (*before, replace(experiment, number=number))[-MOST_KEPT:]
        unfinished = (*self.unfinished, number)
        shown = self._shown if is_map else number
        return replace(self, made=made, unfinished=unfinished, begun=number, _shown=shown)

    def again(self, earlier: PhaseExperiment) -> Experiments:
        """Show an earlier phase map, which has ended, instead of the present one."""
        number = self.begun + 1
        made = (*self.tables, replace(earlier, number=number))
        return replace(self, made=made, begun=number)

    def go_on(self, experiment: AnyExperiment) -> Experiments:
        """The rest of one of them was requested; a running one is stopped."""
        going_on = self._with(experiment.continued())
        return replace(going_on, unfinished=(*self.unfinished, experiment.number))

    def next_shown(self) -> Experiments:
        """Show the next one in order of start, or the first after the last."""
        tables = self.tables
        if not tables:
            return self
        now = -1 if self.shown is None else tables.index(self.shown)
        following = tables[(now + 1) % len(tables)]
        return replace(self, _shown=following.number)

    def with_typed(self, form: str, texts: Mapping[str, str]) -> Experiments:
        """Remember the texts typed into a form."""
        typed = {**self.typed, form: MappingProxyType(dict(texts))}
        return replace(self, typed=MappingProxyType(typed))

    def after(self, event: Event, device: str, refusal: str = "") -> tuple[Experiments, str]:
        """Apply an event of an experiment; also returns the message to show, or "".

        Args:
            event: the event of the worker.
            device: its device.
            refusal: its previous message, if that was a refusal.
        """
        if not self.unfinished:
            return self, ""
        from engine.protocol.sweep_messages import PhaseRows, SweepEnded, SweepRows, TradeoffRows

        now = self.numbered(self.unfinished[0])
        match event, now:
            case SweepEnded(), None:
                return replace(self, unfinished=self.unfinished[1:]), ""
            case SweepEnded(), SweepExperiment() | TradeoffExperiment() | PhaseExperiment():
                over = now.ended(event, refusal)
                return replace(self._with(over), unfinished=self.unfinished[1:]), over.news
            case SweepRows(), SweepExperiment():
                return self._with(now.after(event, device)), ""
            case TradeoffRows(), TradeoffExperiment():
                return self._with(now.after(event, device)), ""
            case PhaseRows(), PhaseExperiment():
                return self._with(now.after(event, device)), ""
            case _:
                return self, ""

    def lost(self) -> tuple[Experiments, str]:
        """Apply the loss of the worker; also returns the message to show, or ""."""
        made = tuple(one.lost() if one.number in self.unfinished else one for one in self.made)
        news = [one.news for one in made if one.number in self.unfinished]
        return replace(self, made=made, unfinished=()), news[-1] if news else ""

    def outdated(self, problem: str, reason: str) -> Experiments:
        """Once the problem of this name has another loss."""
        made = (
            one.outdated(reason) if one.spec.base.problem.problem == problem else one
            for one in self.made
        )
        return replace(self, made=tuple(made))

    def numbered(self, number: int) -> AnyExperiment | None:
        """The experiment of this number, if it is still stored."""
        return next((one for one in self.made if one.number == number), None)

    def _with(self, experiment: AnyExperiment) -> Experiments:
        """Replace the experiment of the same number."""
        made = (experiment if one.number == experiment.number else one for one in self.made)
        return replace(self, made=tuple(made))
