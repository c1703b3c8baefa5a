"""Results of a sweep as records, and as files."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from engine.config.numbers import trained
from engine.data.preview import Preview
from engine.problems.base import NAMES
from engine.sweeps.rows import Seeds, SweepRow
from engine.sweeps.spec import SweepSpec
from engine.sweeps.summary import Spread, SweepSummary, summarize
from tui.text.columns import markdown
from tui.text.data_names import origin_line, origin_record
from tui.text.files import write_records
from tui.text.sweep_table import WORDS, first_of, summary_table


def record(row: SweepRow) -> dict[str, object]:
    """One run as plain names and values; `seconds` is its share, see `SweepRow`."""
    return {
        "run": row.index + 1,
        **row.cell._asdict(),
        "seed": row.seeds.seed,
        "data_seed": row.seeds.data,
        "order_seed": row.seeds.order,
        "status": row.state.value,
        "verdict": None if row.verdict is None else row.verdict.value,
        "unstable": row.unstable,
        "epochs": row.epochs,
        "updates": row.updates,
        "samples_seen": row.seen,
        "seconds": row.seconds,
        "runs_together": row.together,
        "same_as": None if row.same_as is None else row.same_as + 1,
        **dict(zip(NAMES, row.theta, strict=True)),
        "full_loss": trained(row.full_loss),
        "loss_over_least": trained(1 + row.excess),
        "excess": trained(row.excess),
        **{f"distance_{name}": d for name, d in zip(NAMES, row.distance, strict=True)},
        "learning_rate_limit": row.limit,
    }


def cell_records(spec: SweepSpec, summaries: Sequence[SweepSummary]) -> Iterator[dict[str, object]]:
    """The statistics of each cell over its seeds.

    `excess` is loss / least loss - 1; `above_first` is its difference to the first cell, taken
    seed by seed.
    """
    first = first_of(spec, summaries)
    for one in summaries:
        above = Spread.of(() if first is None else one.above(first))
        yield {
            **one.cell._asdict(),
            "runs": one.runs,
            "converged": one.converged,
            "diverged": one.diverged,
            "max_epochs": one.cut_off,
            "unstable": one.unstable,
            "excluded": one.excluded,
            "verdicts": {kind.value: count for kind, count in one.verdicts},
            **_spread("epochs", one.epochs),
            **_spread("updates", one.updates),
            **_spread("seconds", one.seconds),
            **_spread("full_loss", one.full_loss),
            **_spread(NAMES[0], one.weight),
            **_spread("data_loss", one.data_loss),
            **_spread("excess", one.excess),
            **_spread("above_first", above),
            "pairs": above.count,
        }


def _spread(name: str, spread: Spread) -> dict[str, object]:
    return {f"{name}_mean": spread.mean, f"{name}_deviation": spread.deviation}


def _above(row: SweepRow, first: Mapping[Seeds, float]) -> float | None:
    """Its excess over that of the first cell; None where one of them is not known."""
    if row.seeds not in first or not math.isfinite(row.excess - first[row.seeds]):
        return None
    return row.excess - first[row.seeds]


def write_results(
    path: Path, spec: SweepSpec, rows: Sequence[SweepRow], samples: Preview | None
) -> None:
    """Write the runs (.csv, .jsonl), in the order of the product, or the summary of cells (.md).

    Args:
        path: the file.
        spec: the sweep.
        rows: its runs.
        samples: as of `origin_record`.

    Raises:
        DescentError: the file cannot be written.
    """
    known = {row.seeds: row.excess for row in rows if row.cell == spec.first_cell}
    data = spec.base.data
    origin = origin_record(data, samples)
    records = [
        record(row) | {"above_first": _above(row, known)} | origin
        for row in sorted(rows, key=lambda row: row.index)
    ]
    table = markdown(summary_table(spec, summarize(rows)), WORDS)
    write_records(path, records, table, origin_line(data, samples))
