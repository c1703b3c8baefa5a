"""Results written to a file: CSV, JSON Lines or a Markdown table, by the file's name."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine.errors import PathError, harmless_json, shown
from engine.storage.atomic import atomic_file
from engine.storage.targets import check_file_target
from tui.text.paths import RESULTS_SUFFIXES

Record = Mapping[str, object]
"""One result as plain names and values."""


def check_results_path(path: Path) -> None:
    """Refuse a file that could not be written, before anything is computed.

    Raises:
        PathError: its suffix is unknown, its folder is missing, or it is write-protected.
    """
    check_file_target(path, RESULTS_SUFFIXES)


def write_records(path: Path, records: Sequence[Record], table: str, about: str = "") -> None:
    """Write the records (.csv, .jsonl), or the Markdown table (.md), whole or not at all.

    Args:
        path: the file.
        records: the results.
        table: the same as a Markdown table.
        about: a line above the table.

    Raises:
        PathError: the file cannot be written; one that was there is as it was.
    """
    check_results_path(path)
    try:
        with (
            atomic_file(path) as file,
            io.TextIOWrapper(file, encoding="utf-8", newline="") as text,
        ):
            if path.suffix.lower() == ".md":
                text.write(f"{about}\n\n{table}" if about else table)
            elif path.suffix.lower() == ".jsonl":
                text.writelines(map(json_line, records))
            else:
                writer = csv.writer(text, lineterminator="\n")
                writer.writerow(records[0] if records else ())
                writer.writerows(record.values() for record in records)
    except OSError as error:
        reason = error.strerror or error
        raise PathError(f"{shown(str(path))}: cannot be written: {reason}") from None


def json_line(record: Record) -> str:
    """One line of JSON; numbers that are not finite are null."""
    finite = {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in record.items()
    }
    plain = json.dumps(finite, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
    return harmless_json(plain) + "\n"
