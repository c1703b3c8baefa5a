"""The runs of a phase map as records, and as files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.history.values import RunState
from engine.problems.base import NAMES
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec
from tui.text.columns import markdown
from tui.text.files import write_records
from tui.text.numbers import number, whole


def phase_records(spec: PhaseSpec, rows: Sequence[PhaseRow]) -> Iterator[dict[str, object]]:
    """Each run as plain names and values, in the order of the cells."""
    for row in sorted(rows):
        place, column = divmod(row.cell, spec.x.cells)
        yield {
            "column": column,
            "row": place,
            **spec.settings(row.cell),
            "status": row.state.value,
            "epochs": row.epochs,
            "updates": row.updates,
            **dict(zip(NAMES, (row.w, row.b), strict=True)),
        }


def write_phase(path: Path, spec: PhaseSpec, rows: Sequence[PhaseRow]) -> None:
    """Write the runs to a file: .csv, .jsonl or .md.

    Raises:
        PathError: it cannot be written.
    """
    records = list(phase_records(spec, rows))
    table = markdown([[*records[0]], *map(_texts, records)]) if records else ""
    write_records(path, records, table, about=summary(spec, rows))


def _texts(record: dict[str, object]) -> list[str]:
    return [number(v) if isinstance(v, float) else str(v) for v in record.values()]


def summary(spec: PhaseSpec, rows: Sequence[PhaseRow], early: int = 0) -> str:
    """How many runs ended how, in one line.

    Args:
        spec: the map.
        rows: its runs so far.
        early: those of them that met the stop rule away from a minimum, if they are told apart.
    """
    counts = Counter(row.state for row in rows)
    words = {
        "converged": counts[RunState.CONVERGED] - early,
        "stopped early": early,
        "not yet": counts[RunState.MAX_EPOCHS],
        "diverged": counts[RunState.DIVERGED],
    }
    parts = [f"{whole(count)} {word}" for word, count in words.items() if count]
    some = "" if len(rows) == spec.runs else f" of {whole(spec.runs)}"
    return f"{whole(len(rows))}{some} runs: {', '.join(parts) or 'none ended'}"
