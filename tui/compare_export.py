"""The runs compared, written to a file: CSV, JSON Lines or a Markdown table, by its name."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tui.compare import Entry

SUFFIXES = (".csv", ".jsonl", ".md")


def records(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """One record a run: its letter, its name and every figure of its summary."""
    return [
        {"letter": entry.letter, "name": entry.name}
        | {key: _plain(value) for key, value in asdict(entry.summary).items()}
        for entry in entries
    ]


def _plain(value: object) -> object:
    """Numbers as they are; what JSON has no number for is nothing."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def write_table(path: Path, entries: Sequence[Entry]) -> None:
    """Write the runs in this order.

    Raises:
        OSError: the file cannot be written.
    """
    rows = records(entries)
    with path.open("w", encoding="utf-8", newline="") as file:
        match path.suffix:
            case ".jsonl":
                file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            case ".md":
                names = list(rows[0]) if rows else []
                file.write(f"| {' | '.join(names)} |\n|{'---|' * len(names)}\n")
                file.writelines(f"| {' | '.join(map(_cell, row.values()))} |\n" for row in rows)
            case _:
                table = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
                table.writeheader()
                table.writerows(rows)


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|")
