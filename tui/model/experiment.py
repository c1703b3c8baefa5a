"""A requested sweep, trade-off or phase map and its results so far. No screen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from tui.model.experiment_base import Experiment, Stage
from tui.model.known_problem import Problem
from tui.text.numbers import whole

if TYPE_CHECKING:
    # Imported late: sweeps would slow down the start by some milliseconds.
    from engine.history.frame import Frame
    from engine.protocol.sweep_messages import PhaseRows, SweepRows, TradeoffRows
    from engine.sweeps.phase_rows import PhaseRow
    from engine.sweeps.phase_spec import PhaseSpec
    from engine.sweeps.rows import SweepRow
    from engine.sweeps.spec import SweepSpec
    from engine.sweeps.summary import SweepSummary
    from engine.sweeps.tradeoff import TradeoffRow, TradeoffSpec


@dataclass(frozen=True, eq=False)
class CellResult:
    """The finished runs of one cell.

    Attributes:
        place: index of the cell in the order of the product.
        rows: its runs, in the order in which they ended.
        summary: their statistics.
    """

    place: int
    rows: tuple[SweepRow, ...]
    summary: SweepSummary


@dataclass(frozen=True, eq=False)
class SweepExperiment(Experiment):
    """A sweep.

    Attributes:
        spec: the varied parameters.
        rows: the finished runs, in the order in which they ended.
        cells: the cells with finished runs, in the order of the product.
        problem: the samples and the starting point of all runs, if these are recorded one by one;
            None if not.
        frames: the last frame of each recorded run, by its index in the order of the product.
        comparison: whether it compares batch sizes, so that its runs are kept.
        epoch: epochs completed of the run that is trained alone; 0 for none.
    """

    spec: SweepSpec = field(kw_only=True)
    rows: tuple[SweepRow, ...] = ()
    cells: tuple[CellResult, ...] = ()
    problem: Problem | None = None
    frames: Mapping[int, Frame] = field(default_factory=lambda: MappingProxyType({}))
    comparison: bool = False
    epoch: int = 0

    @property
    def step(self) -> str:
        if self.epoch and not self.compiling:
            return f"epoch {whole(self.epoch)} of at most {whole(self.spec.base.stop.epochs)}"
        return super().step

    @property
    def name(self) -> str:
        return "comparison" if self.comparison else "sweep"

    @property
    def unit(self) -> str:
        return "runs"

    @property
    def total(self) -> int:
        return self.spec.runs

    @property
    def summaries(self) -> tuple[SweepSummary, ...]:
        """One summary per cell with finished runs, in the order of the product."""
        return tuple(cell.summary for cell in self.cells)

    def after(self, event: SweepRows, device: str) -> SweepExperiment:
        """The sweep after more runs ended, on this device."""
        added = {row.index: frame for row, frame in zip(event.rows, event.frames, strict=False)}
        return replace(
            self,
            stage=Stage.RUNNING,
            device=device,
            compiling=event.compiling,
            done=event.done,
            epoch=event.epoch,
            frames=MappingProxyType({**self.frames, **added}) if added else self.frames,
            rows=self.rows + event.rows,
            cells=self._cells_with(event.rows),
        )

    def _cells_with(self, rows: tuple[SweepRow, ...]) -> tuple[CellResult, ...]:
        """The cells after more runs; unchanged ones are not recomputed, as there may be 100,000."""
        from engine.sweeps.summary import summarize

        each = self.spec.runs_per_cell
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
        spec: the batch sizes, and the loss to reach.
        rows: the batch sizes measured so far.
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
        """The trade-off after more batch sizes were measured, on this device."""
        rows = self.rows + event.rows
        return replace(
            self,
            stage=Stage.RUNNING,
            device=device,
            compiling=event.compiling,
            done=event.done,
            rows=rows,
        )


@dataclass(frozen=True, eq=False)
class PhaseExperiment(Experiment):
    """A phase map.

    Attributes:
        spec: its axes, and the configuration of all runs.
        rows: the runs that have ended, in this order.
        problem: their samples; None if these cannot be read any more.
        outer: the maps that it was made from, the first one first.
        aside: maps that were made from this one and left, the last one last.
    """

    spec: PhaseSpec = field(kw_only=True)
    rows: tuple[PhaseRow, ...] = ()
    problem: Problem | None = None
    outer: tuple[PhaseExperiment, ...] = ()
    aside: tuple[PhaseExperiment, ...] = ()

    @property
    def numbers(self) -> dict[str, tuple[int, ...]]:
        """The numbers of the maps in `outer` and `aside`."""
        return {
            "outer": tuple(one.number for one in self.outer),
            "aside": tuple(one.number for one in self.aside),
        }

    def among(
        self, known: Mapping[int, AnyExperiment], outer: Iterable[int], aside: Iterable[int]
    ) -> PhaseExperiment:
        """The map with the maps of these numbers.

        Raises:
            KeyError, ValueError: one of them is not known, or no map.
        """
        found = [[known[number] for number in numbers] for numbers in (outer, aside)]
        maps = [tuple(o for o in each if isinstance(o, PhaseExperiment)) for each in found]
        if [len(each) for each in maps] != [len(each) for each in found]:
            raise ValueError("a phase map was made from something else")
        return replace(self, outer=maps[0], aside=maps[1])

    @property
    def earlier(self) -> tuple[PhaseExperiment, ...]:
        """The other maps whose runs are known."""
        return self.aside + self.outer

    @property
    def name(self) -> str:
        return "phase map"

    @property
    def unit(self) -> str:
        return "runs"

    @property
    def total(self) -> int:
        return self.spec.runs

    def outdated(self, reason: str) -> PhaseExperiment:
        """The map without those that it could be made from."""
        return replace(self, reason=reason, outer=(), aside=())

    def after(self, event: PhaseRows, device: str) -> PhaseExperiment:
        """The map after more runs ended, on this device."""
        return replace(
            self,
            stage=Stage.RUNNING,
            device=device,
            compiling=event.compiling,
            done=event.done,
            rows=self.rows + event.rows if event.rows else self.rows,
        )


TableExperiment = SweepExperiment | TradeoffExperiment
"""Those that the view of sweeps shows."""
AnyExperiment = TableExperiment | PhaseExperiment
