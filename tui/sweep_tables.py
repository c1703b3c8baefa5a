"""A sweep's results as tables: columns of text for people, and files for programs."""

from __future__ import annotations

import csv
import json
import math
import os
from collections.abc import Sequence
from pathlib import Path

from engine.errors import DescentError
from engine.sweep import Spread, SweepRow, SweepSpec, SweepSummary, summarize
from tui.formatting import number, whole

SUFFIXES = (".csv", ".jsonl", ".md")
_UNKNOWN = "–"

Table = list[list[str]]
"""Rows of cells, the head first."""


def summary_table(spec: SweepSpec, summaries: Sequence[SweepSummary]) -> Table:
    """A row for each cell: what was varied, how its runs ended, mean ± sample deviation."""
    names = [name for name in ("optimizer", "batch_size", "learning_rate") if _shown(spec, name)]
    heads = [_HEADS[name] for name in names]
    measured = ["epochs", "updates", "seconds", "full loss", "|w − w*|", "|b − b*|"]
    table = [[*heads, "ended", *measured]]
    for one in summaries:
        bound = "≥ " if one.cut_off else ""
        values = [
            bound + spread_text(one.epochs),
            bound + spread_text(one.updates),
            spread_text(one.seconds, 3),
            spread_text(one.full_loss, 5),
            spread_text(one.distance_w, 3),
            spread_text(one.distance_b, 3),
        ]
        table.append([*(_plain(getattr(one, name)) for name in names), ended_text(one), *values])
    return table


_HEADS = {"optimizer": "optimizer", "batch_size": "M", "learning_rate": "learning rate"}


def _shown(spec: SweepSpec, name: str) -> bool:
    return name in spec.varied or not spec.varied


def _plain(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)


def ended_text(one: SweepSummary) -> str:
    """How many converged, diverged, ran out of epochs; just how, if there is one run."""
    counts = (
        (one.converged, "converged"),
        (one.diverged, "diverged"),
        (one.cut_off, "out of epochs"),
    )
    if one.runs == 1:
        return next(word for count, word in counts if count)
    return ", ".join(f"{count} {word}" for count, word in counts if count)


def spread_text(spread: Spread, digits: int = 4) -> str:
    """Mean ± deviation, the latter to two digits; the mean alone of one number; – of none."""
    if not spread.count:
        return _UNKNOWN
    mean = _number(spread.mean, digits)
    if spread.count == 1:
        return mean
    # What rounding leaves of equal numbers is none of theirs.
    apart = spread.deviation > 1e-12 * abs(spread.mean)
    return f"{mean} ± {_number(spread.deviation, 2) if apart else 0}"


def _number(value: float, digits: int) -> str:
    if abs(value) >= 1e9:
        return f"{value:.3g}"
    if value == int(value) or abs(value) >= 10 ** (digits - 1 if digits > 3 else digits):
        return whole(round(value))
    return f"{value:.{digits}g}"


def aligned(table: Table, left: Sequence[str] = ("optimizer", "ended")) -> str:
    """The table with its columns aligned: words to the left, numbers to the right."""
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


def markdown(table: Table, left: Sequence[str] = ("optimizer", "ended")) -> str:
    """The table as Markdown has it."""
    rule = ["---" if head in left else "---:" for head in table[0]]
    rows = [table[0], rule, *table[1:]]
    escaped = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    return "".join(f"| {' | '.join(row)} |\n" for row in escaped)


def record(row: SweepRow) -> dict[str, object]:
    """One run as plain names and values; the seconds are its share, as `SweepRow` says."""
    return {
        "run": row.index + 1,
        "optimizer": row.optimizer,
        "batch_size": row.batch_size,
        "learning_rate": row.learning_rate,
        "seed": row.seed,
        "status": row.state.value,
        "epochs": row.epochs,
        "updates": row.updates,
        "samples_seen": row.seen,
        "seconds": row.seconds,
        "runs_together": row.together,
        "w": row.w,
        "b": row.b,
        "full_loss": row.full_loss,
        "distance_w": row.distance_w,
        "distance_b": row.distance_b,
        "learning_rate_limit": row.limit,
    }


def json_line(record: dict[str, object]) -> str:
    """One line of JSON; numbers that are not finite are null."""
    finite = {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in record.items()
    }
    return json.dumps(finite, separators=(",", ":"), allow_nan=False) + "\n"


def check_results_path(path: Path) -> None:
    """Refuse a file that could not be written, before anything is computed.

    Raises:
        DescentError: its suffix is not known, its folder is not there, or it is write-protected.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise DescentError(f"{path}: the name must end in .csv, .jsonl or .md")
    if path.is_dir():
        raise DescentError(f"{path}: is a folder, a file is needed")
    if not path.parent.is_dir():
        raise DescentError(f"{path}: there is no folder {path.parent}")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise DescentError(f"{path}: cannot be written")


def write_results(path: Path, spec: SweepSpec, rows: Sequence[SweepRow]) -> None:
    """Write the runs (.csv, .jsonl), in the product's order, or the summary of the cells (.md).

    Raises:
        DescentError: the file cannot be written.
    """
    check_results_path(path)
    records = [record(row) for row in sorted(rows, key=lambda row: row.index)]
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            if path.suffix.lower() == ".md":
                file.write(markdown(summary_table(spec, summarize(rows))))
            elif path.suffix.lower() == ".jsonl":
                file.writelines(map(json_line, records))
            else:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(records[0] if records else ())
                writer.writerows(record.values() for record in records)
    except OSError as error:
        raise DescentError(f"{path}: {error.strerror or error}") from None
