"""The measured trade-off of batch size as text: a table, bars, and what they say."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

from engine.config import FULL_BATCH
from engine.parameters import optimizer_spec
from engine.tradeoff import TradeoffRow, TradeoffSpec, fixed_shares, start_cost, verdict
from tui.formatting import number, short, whole
from tui.sweep_tables import Table, aligned

_BAR = 28
_WIDTH = 100


def tradeoff_record(row: TradeoffRow) -> dict[str, object]:
    """One batch size as plain names and values."""
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
    }


def tradeoff_text(spec: TradeoffSpec, rows: Sequence[TradeoffRow], device: str) -> str:
    """Title, table, bars and verdict."""
    config = spec.base
    title = (
        f"{optimizer_spec(config).title}, learning rate {number(config.optimizer.learning_rate)}, "
        f"from ({number(config.start.w0)}, {number(config.start.b0)}), on {device}"
    )
    if not rows:
        return f"{title}\nnothing was measured\n"
    goal = f"to a full loss of {rows[0].target:.5g}, {spec.loss_factor:g} times the least one"
    parts = [
        f"{title}\n{goal}\n",
        aligned(tradeoff_table(rows), left=()),
        bars("seconds to that loss", rows, [r.seconds if r.reached else math.nan for r in rows]),
        bars("µs an update", rows, [1e6 * row.update_seconds for row in rows]),
        textwrap.fill(f"{verdict(rows, device)} {start_cost(rows)}".rstrip(), _WIDTH) + "\n",
    ]
    return "\n".join(parts)


def tradeoff_table(rows: Sequence[TradeoffRow]) -> Table:
    """A row for each batch size; `fixed` is the part of an update's time that is no arithmetic."""
    head = ["M", "updates", "epochs", "seconds", "updates/s", "samples/s", "µs/update", "fixed"]
    table = [head]
    for row, share in zip(rows, fixed_shares(rows), strict=True):
        bound = "" if row.reached else "not in "
        table.append(
            [
                str(row.batch_size),
                bound + whole(row.updates),
                f"{row.epochs:.4g}",
                f"{row.seconds:.3g}",
                short(row.updates_per_second),
                short(row.samples_per_second),
                f"{1e6 * row.update_seconds:.3g}",
                f"{share:.0%}",
            ]
        )
    return table


def bars(title: str, rows: Sequence[TradeoffRow], values: Sequence[float]) -> str:
    """A bar for each batch size, on a logarithmic scale from the decade below the least value."""
    known = [value for value in values if math.isfinite(value) and value > 0]
    low = math.floor(math.log10(min(known))) if known else 0
    high = max(math.ceil(math.log10(max(known))) if known else 1, low + 1)
    lines = [f"{title}, logarithmic from {10.0**low:g} to {10.0**high:g}"]
    label = max(len(str(row.batch_size)) for row in rows)
    for row, value in zip(rows, values, strict=True):
        name = str(row.batch_size).rjust(label)
        if not (math.isfinite(value) and value > 0):
            lines.append(f"{name} │ {'at once' if value == 0 else 'not reached'}")
            continue
        eighths = round(8 * _BAR * (math.log10(value) - low) / (high - low))
        bar = "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()
        lines.append(f"{name} │{bar} {value:.3g}")
    if rows[-1].batch_size == FULL_BATCH:
        lines[-1] += f"  (M = {whole(rows[-1].samples)})"
    return "\n".join(lines) + "\n"
