"""Results written to a file: CSV, JSON Lines or a Markdown table, by the file's name."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine.errors import DescentError
from engine.storage.targets import check_file_target
from tui.text.paths import RESULTS_SUFFIXES, fault_of, results_path

Table = list[list[str]]
"""Rows of cells, the head first."""

Record = Mapping[str, object]
"""One result as plain names and values."""


def check_results_path(path: Path) -> None:
    """Refuse a file that could not be written, before anything is computed.

    Raises:
        PathError: its suffix is unknown, its folder is missing, or it is write-protected.
    """
    check_file_target(path, RESULTS_SUFFIXES)


def results_fault(text: str) -> str:
    """Why results cannot go to the file of this name; empty where they can."""
    return fault_of(results_path, text)


def write_records(path: Path, records: Sequence[Record], table: str) -> None:
    """Write the records (.csv, .jsonl), or the Markdown table (.md).

    Raises:
        DescentError: the file cannot be written.
    """
    check_results_path(path)
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            if path.suffix.lower() == ".md":
                file.write(table)
            elif path.suffix.lower() == ".jsonl":
                file.writelines(map(json_line, records))
            else:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(records[0] if records else ())
                writer.writerows(record.values() for record in records)
    except OSError as error:
        raise DescentError(f"{path}: {error.strerror or error}") from None


def json_line(record: Record) -> str:
    """One line of JSON; numbers that are not finite are null."""
    finite = {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in record.items()
    }
    plain = json.dumps(finite, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
    return plain + "\n"


def aligned(table: Table, left: Sequence[str] = ()) -> str:
    """The table with its columns aligned: those of the heads in `left` to the left, numbers right.

    Each line ends with a newline, and no line with blanks.
    """
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    heads = table[0]
    lines = [
        "  ".join(
            cell.ljust(width) if head in left else cell.rjust(width)
            for cell, width, head in zip(row, widths, heads, strict=True)
        ).rstrip()
        for row in table
    ]
    return "\n".join(lines) + "\n"


def markdown(table: Table, left: Sequence[str] = ()) -> str:
    """The table as Markdown has it."""
    rule = ["---" if head in left else "---:" for head in table[0]]
    rows = [table[0], rule, *table[1:]]
    escaped = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    return "".join(f"| {' | '.join(row)} |\n" for row in escaped)
