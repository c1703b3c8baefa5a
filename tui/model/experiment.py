"""A sweep or a measurement that the app has asked for: what is known of it. No screen."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Self

from tui.text.numbers import whole

if TYPE_CHECKING:
    # Sweeps cost the start of the app some milliseconds, and it may never see one.
    from engine.protocol.sweep_messages import SweepEnded, SweepRows, TradeoffRows
    from engine.sweeps.spec import SweepRow, SweepSpec, SweepSummary
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


@dataclass(frozen=True, eq=False)
class Experiment:
    """What all of them have.

    Attributes:
        number: tells it from others; given by `tui.model.experiments`.
        stage: how far it is.
        done: rows that were received.
        device: what it is made on.
        end: its last event; None before it.
        reason: why it could not be made, if it could not.
    """

    number: int = 0
    stage: Stage = Stage.WAITING
    done: int = 0
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
    def total(self) -> int:
        """Rows that were asked for."""
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

    def ended(self, event: SweepEnded, refusal: str) -> Self:
        """Its end; `refusal` is why it could not be made, if that was just said."""
        stage = Stage.STOPPED if event.stopped else Stage.ENDED
        return replace(self, end=event, stage=stage, reason=refusal if event.stopped else "")

    def lost(self) -> Self:
        """Its worker is gone."""
        return replace(self, stage=Stage.LOST)


@dataclass(frozen=True, eq=False)
class CellResult:
    """The runs of one cell that have ended.

    Attributes:
        place: of the cell in the order of the product.
        rows: its runs, as they ended.
        summary: what they say together.
    """

    place: int
    rows: tuple[SweepRow, ...]
    summary: SweepSummary


@dataclass(frozen=True, eq=False)
class SweepExperiment(Experiment):
    """A sweep.

    Attributes:
        spec: what is varied.
        rows: the runs that have ended, as they did.
        cells: the cells of which a run has ended, in the order of the product.
    """

    spec: SweepSpec = field(kw_only=True)
    rows: tuple[SweepRow, ...] = ()
    cells: tuple[CellResult, ...] = ()

    @property
    def name(self) -> str:
        return "sweep"

    @property
    def unit(self) -> str:
        return "runs"

    @property
    def total(self) -> int:
        return self.spec.runs

    @property
    def summaries(self) -> tuple[SweepSummary, ...]:
        """One for each cell of which a run has ended, in the order of the product."""
        return tuple(cell.summary for cell in self.cells)

    def after(self, event: SweepRows, device: str) -> SweepExperiment:
        """More runs have ended, on this device."""
        return replace(
            self,
            stage=Stage.RUNNING,
            device=device,
            done=event.done,
            rows=self.rows + event.rows,
            cells=self._cells_with(event.rows),
        )

    def _cells_with(self, rows: tuple[SweepRow, ...]) -> tuple[CellResult, ...]:
        """The cells with more runs; the others are not summarized again: there may be 100,000."""
        from engine.sweeps.spec import summarize

        each = max(1, len(self.spec.seeds))
        added: dict[int, tuple[SweepRow, ...]] = {}
        for row in rows:
            place = row.index // each
            added[place] = (*added.get(place, ()), row)
        cells = list(self.cells)
        for place, more in added.items():
            at = bisect_left(cells, place, key=lambda cell: cell.place)
            known = at < len(cells) and cells[at].place == place
            members = (*cells[at].rows, *more) if known else more
            (summary,) = summarize(members)
            cells[at : at + known] = [CellResult(place, members, summary)]
        return tuple(cells)


@dataclass(frozen=True, eq=False)
class TradeoffExperiment(Experiment):
    """A measured trade-off of batch size.

    Attributes:
        spec: which batch sizes, and what is to be reached.
        rows: those that were measured.
    """

    spec: TradeoffSpec = field(kw_only=True)
    rows: tuple[TradeoffRow, ...] = ()

    @property
    def name(self) -> str:
        return "measurement"

    @property
    def unit(self) -> str:
        return "batch sizes"

    @property
    def total(self) -> int:
        return len(self.spec.batch_sizes)

    def after(self, event: TradeoffRows, device: str) -> TradeoffExperiment:
        """More batch sizes were measured, on this device."""
        rows = self.rows + event.rows
        return replace(self, stage=Stage.RUNNING, device=device, done=event.done, rows=rows)


AnyExperiment = SweepExperiment | TradeoffExperiment
