"""Statistics over the seeds of each cell of a sweep, and differences between cells.

Runs of two cells with the same seeds have the same samples in the same order, so what differs
between their results is due to the settings, not to the samples: differences are taken seed by
seed (paired), and their spread is mostly much smaller than that of the results.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.history.values import RunState
from engine.sweeps.rows import Cell, Seeds, SweepRow
from engine.theory.verdict import Kind


@dataclass(frozen=True)
class Spread:
    """Mean and sample standard deviation (denominator count - 1) of some numbers.

    Both are nan for no numbers; the deviation is nan for one number.
    """

    mean: float
    deviation: float
    count: int

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """The spread of these numbers, which must be finite."""
        array = np.array(list(values), np.float64)
        mean = float(array.mean()) if array.size else math.nan
        deviation = float(array.std(ddof=1)) if array.size > 1 else math.nan
        return cls(mean, deviation, array.size)


@dataclass(frozen=True, eq=False)
class SweepSummary:
    """Statistics over the seeds of one cell.

    Means and deviations are over the runs that are not `excluded`. If some of these ran out of
    epochs (`bounds`), those of epochs, updates, seen and seconds are lower bounds.

    Attributes:
        cell: the settings.
        runs: number of finished runs; converged, diverged, cut_off: how many ended how.
        excluded: how many runs diverged, grew at their end, or left the range of numbers.
        unstable: how many of them ended before they diverged, see `SweepRow.unstable`.
        bounds: whether means of epochs and the like are lower bounds.
        verdicts: how many runs have which verdict, of the others.
        batch_samples: the batch size as a number of samples.
        all_epochs, all_updates: of all runs, also the excluded ones.
        weight: of w at the end; data_loss: of the full loss without the penalty of w.
        excess: of loss / least loss - 1; excesses: each run's, by its seeds.
        limit: mean over the seeds of the full batch's limit of the learning rate; None if unknown.
    """

    cell: Cell
    runs: int
    converged: int
    diverged: int
    cut_off: int
    excluded: int
    unstable: int
    bounds: bool
    verdicts: tuple[tuple[Kind, int], ...]
    epochs: Spread
    updates: Spread
    seen: Spread
    seconds: Spread
    full_loss: Spread
    weight: Spread
    data_loss: Spread
    excess: Spread
    excesses: tuple[tuple[Seeds, float], ...]
    distance: tuple[Spread, Spread]
    limit: float | None
    batch_samples: int
    all_epochs: Spread
    all_updates: Spread

    def above(self, other: SweepSummary) -> tuple[float, ...]:
        """The differences of loss / least loss - 1 to another cell, for the seeds of both."""
        known = dict(other.excesses)
        return tuple(excess - known[seeds] for seeds, excess in self.excesses if seeds in known)


def summarize(rows: Sequence[SweepRow]) -> list[SweepSummary]:
    """One summary per cell, in the order of the product."""
    cells: dict[Cell, list[SweepRow]] = {}
    for row in sorted(rows, key=lambda row: row.index):
        cells.setdefault(row.cell, []).append(row)
    return [_summary(cell, members) for cell, members in cells.items()]


def _summary(cell: Cell, rows: list[SweepRow]) -> SweepSummary:
    sound = [row for row in rows if row.is_sound]
    limits = [row.limit for row in rows if row.limit is not None]
    excesses = [(row.seeds, row.excess) for row in sound if math.isfinite(row.excess)]
    verdicts = Counter(row.verdict for row in rows if not row.unstable)

    def spread(name: str) -> Spread:
        return Spread.of(getattr(row, name) for row in sound)

    return SweepSummary(
        cell,
        runs=len(rows),
        converged=sum(row.state is RunState.CONVERGED for row in rows),
        diverged=sum(row.state is RunState.DIVERGED for row in rows),
        cut_off=sum(row.state is RunState.MAX_EPOCHS for row in rows),
        excluded=len(rows) - len(sound),
        unstable=sum(row.unstable for row in rows),
        bounds=any(row.state is RunState.MAX_EPOCHS for row in sound),
        verdicts=tuple((kind, verdicts[kind]) for kind in Kind if verdicts[kind]),
        epochs=spread("epochs"),
        updates=spread("updates"),
        seen=spread("seen"),
        seconds=spread("seconds"),
        full_loss=spread("full_loss"),
        weight=Spread.of(row.theta[0] for row in sound),
        data_loss=Spread.of(row.full_loss - cell.l2 * row.theta[0] ** 2 for row in sound),
        excess=Spread.of(excess for _, excess in excesses),
        excesses=tuple(excesses),
        distance=(
            Spread.of(row.distance[0] for row in sound if math.isfinite(row.distance[0])),
            Spread.of(row.distance[1] for row in sound if math.isfinite(row.distance[1])),
        ),
        limit=Spread.of(limits).mean if limits else None,
        batch_samples=rows[0].batch_samples,
        all_epochs=Spread.of(row.epochs for row in rows),
        all_updates=Spread.of(row.updates for row in rows),
    )
