"""The table of runs as records and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from engine.history.summary import RunSummary
from engine.problems.base import NAMES
from tui.text.columns import Table, markdown
from tui.text.files import write_records
from tui.text.runs import Entry


def records(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """One record per run: letter, name, all fields of its summary, and the verdict."""
    return [
        {"letter": entry.letter, "name": entry.name}
        | _figures(entry.summary)
        | {
            "loss_over_least": entry.over_least,
            "verdict": "" if entry.verdict is None else str(entry.verdict.kind),
        }
        for entry in entries
    ]


def _figures(summary: RunSummary) -> dict[str, object]:
    """Every figure, the distances by the problem's names."""
    figures: dict[str, object] = {}
    for name, value in asdict(summary).items():
        if name == "off":
            figures |= {f"off_{each}": off for each, off in zip(NAMES, value, strict=True)}
        else:
            figures[name] = value
    return figures


def write_table(path: Path, entries: Sequence[Entry]) -> None:
    """Write the runs in the given order.

    Raises:
        DescentError: the file cannot be written.
    """
    rows = records(entries)
    words = [name for name, value in (rows[0] if rows else {}).items() if isinstance(value, str)]
    table: Table = [list(rows[0]) if rows else [], *([_cell(v) for v in r.values()] for r in rows)]
    write_records(path, rows, markdown(table, words))


def _cell(value: object) -> str:
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 - nan
