"""The runs of a phase map as records, and as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.problems.base import NAMES
from engine.sweeps.phase_outcome import Outcomes, Status
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec
from tui.text.columns import markdown
from tui.text.files import write_records
from tui.text.numbers import number, whole


def phase_records(
    spec: PhaseSpec, rows: Sequence[PhaseRow], outcomes: Outcomes
) -> Iterator[dict[str, object]]:
    """Each run as plain names and values, in the order of the cells; its status as on the map."""
    for row in sorted(rows):
        place, column = divmod(row.cell, spec.x.cells)
        yield {
            "column": column,
            "row": place,
            **spec.settings(row.cell),
            "status": Status(int(outcomes.status[place, column])).key,
            "epochs": row.epochs,
            "updates": row.updates,
            **dict(zip(NAMES, (row.w, row.b), strict=True)),
        }


def write_phase(path: Path, spec: PhaseSpec, rows: Sequence[PhaseRow], outcomes: Outcomes) -> None:
    """Write the runs to a file: .csv, .jsonl or .md.

    Raises:
        PathError: it cannot be written.
    """
    records = list(phase_records(spec, rows, outcomes))
    table = markdown([[*records[0]], *map(_texts, records)]) if records else ""
    write_records(path, records, table, about=summary(spec, outcomes))


def _texts(record: dict[str, object]) -> list[str]:
    return [number(v) if isinstance(v, float) else str(v) for v in record.values()]


def summary(spec: PhaseSpec, outcomes: Outcomes) -> str:
    """How many runs ended how, in one line."""
    counts = outcomes.counts
    parts = [f"{whole(count)} {status.words}" for status, count in counts.items() if count]
    ended = sum(counts.values())
    some = "" if ended == spec.runs else f" of {whole(spec.runs)}"
    return f"{whole(ended)}{some} runs: {', '.join(parts) or 'none ended'}"
