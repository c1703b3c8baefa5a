"""The measured trade-off of batch size as text: a table, bars, and a conclusion."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from pathlib import Path

from engine.config.parameters import optimizer_spec
from engine.config.run import FULL_BATCH, DataConfig
from engine.data.preview import Preview
from engine.sweeps.tradeoff import TradeoffRow, TradeoffSpec, start_cost, verdict, waiting_shares
from tui.text.columns import Table, aligned, markdown
from tui.text.data_names import origin_line, origin_record
from tui.text.files import write_records
from tui.text.numbers import number, short, significant, whole
from tui.text.sweep_table import EXCESS
from tui.text.ties import loose, tied

_BAR = 28
_WIDTH = 100


def tradeoff_records(
    rows: Sequence[TradeoffRow], data: DataConfig, samples: Preview | None
) -> list[dict[str, object]]:
    """The results as plain names and values, each with the file and the columns of the samples."""
    origin = origin_record(data, samples)
    return [_record(row) | origin for row in rows]


def _record(row: TradeoffRow) -> dict[str, object]:
    """The results of one batch size as plain names and values."""
    return {
        "batch_size": row.batch_size,
        "samples": row.samples,
        "target_loss": row.target,
        "reached": row.reached,
        "updates": row.updates,
        "epochs": row.epochs,
        "seconds": row.seconds,
        "update_seconds": row.update_seconds,
        "updates_per_second": row.updates_per_second,
        "samples_per_second": row.samples_per_second,
        "full_loss": row.full_loss,
        "loss_over_least": 1 + row.excess,
        "excess": row.excess,
    }


def write_tradeoff(
    path: Path, rows: Sequence[TradeoffRow], data: DataConfig, samples: Preview | None
) -> None:
    """Write a line per batch size (.csv, .jsonl), or the table (.md).

    Args:
        path: the file.
        rows: the results.
        data, samples: as of `origin_record`.

    Raises:
        DescentError: the file cannot be written.
    """
    records, table = tradeoff_records(rows, data, samples), markdown(tradeoff_table(rows))
    write_records(path, records, table, origin_line(data, samples))


def tradeoff_title(spec: TradeoffSpec, device: str) -> str:
    """What is measured, and on which device."""
    config = spec.base
    where = f", on {device}" if device else ""
    return (
        f"{optimizer_spec(config).title}, learning rate {number(config.optimizer.learning_rate)}, "
        f"from ({number(config.start.w0)}, {number(config.start.b0)}){where}"
    )


def tradeoff_goal(spec: TradeoffSpec, rows: Sequence[TradeoffRow]) -> str:
    """The loss to reach."""
    if not rows:
        return ""
    target = significant(rows[0].target, 5)
    return f"to a full loss of {target}, {number(spec.loss_factor)} times the least loss"


def tradeoff_verdict(rows: Sequence[TradeoffRow], device: str) -> str:
    """What the figures say about this device: from which batch size it computes, not launches."""
    return f"{verdict(rows, device)} {start_cost(rows)}".rstrip()


def tradeoff_text(spec: TradeoffSpec, rows: Sequence[TradeoffRow], device: str) -> str:
    """Title, table, bars and verdict."""
    title = tradeoff_title(spec, device)
    if not rows:
        return f"{title}\nnothing was measured\n"
    parts = [
        f"{title}\n{tradeoff_goal(spec, rows)}\n",
        aligned(tradeoff_table(rows)),
        bars("seconds to that loss", rows, [r.seconds if r.reached else math.nan for r in rows]),
        bars("µs per update", rows, [1e6 * row.update_seconds for row in rows]),
        loose(textwrap.fill(tied(tradeoff_verdict(rows, device)), _WIDTH)) + "\n",
    ]
    return "\n".join(parts)


def tradeoff_table(rows: Sequence[TradeoffRow]) -> Table:
    """A row per batch size; `waiting` is the share of an update's time that is launch overhead.

    It is a lower bound: see `engine.sweeps.tradeoff.waiting_shares`.
    """
    head = [
        "M",
        "updates",
        "epochs",
        "seconds",
        "updates/s",
        "samples/s",
        "µs/update",
        "waiting",
        EXCESS,
    ]
    table = [head]
    for row, share in zip(rows, waiting_shares(rows), strict=True):
        bound = "" if row.reached else "not in "
        table.append(
            [
                str(row.batch_size),
                bound + whole(row.updates),
                significant(row.epochs, 4),
                significant(row.seconds, 3),
                short(row.updates_per_second),
                short(row.samples_per_second),
                significant(1e6 * row.update_seconds, 3),
                f"≥ {share:.0%}",
                significant(row.excess, 3),
            ]
        )
    return table


def bars(title: str, rows: Sequence[TradeoffRow], values: Sequence[float]) -> str:
    """A bar per batch size, on a logarithmic scale from the decade below the least value."""
    known = [value for value in values if math.isfinite(value) and value > 0]
    low = math.floor(math.log10(min(known))) if known else 0
    high = max(math.ceil(math.log10(max(known))) if known else 1, low + 1)
    lines = [f"{title}, logarithmic from {number(10.0**low)} to {number(10.0**high)}"]
    label = max(len(str(row.batch_size)) for row in rows)
    for row, value in zip(rows, values, strict=True):
        name = str(row.batch_size).rjust(label)
        if not (math.isfinite(value) and value > 0):
            lines.append(f"{name} │ {'at once' if value == 0 else 'not reached'}")
            continue
        eighths = round(8 * _BAR * (math.log10(value) - low) / (high - low))
        bar = "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()
        lines.append(f"{name} │{bar} {significant(value, 3)}")
    if rows[-1].batch_size == FULL_BATCH:
        lines[-1] += f"  (M = {whole(rows[-1].samples)})"
    return "\n".join(lines) + "\n"
