"""Results of a sweep as tables: aligned text, and files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.problems.current import PROBLEM
from engine.protocol.sweep_messages import SweepEnded
from engine.sweeps.spec import Spread, SweepRow, SweepSpec, SweepSummary, summarize
from engine.theory.momentum import descent_of
from tui.text.columns import Table, markdown
from tui.text.files import write_records
from tui.text.formulas import limit_formula
from tui.text.numbers import number, significant, whole

WORDS = ("optimizer", "ended")
"""Headers of the columns that hold words, not numbers."""
_UNKNOWN = "–"


def summary_table(spec: SweepSpec, summaries: Sequence[SweepSummary]) -> Table:
    """A row per cell: varied parameters, outcomes, mean ± sample standard deviation."""
    names = [name for name in ("optimizer", "batch_size", "learning_rate") if _shown(spec, name)]
    heads = [_HEADS[name] for name in names]
    distances = [f"|{name} − {name}*|" for name in PROBLEM.names]
    measured = ["epochs", "updates", "seconds", "full loss", *distances]
    table = [[*heads, "ended", *measured]]
    labels = {name: dict(zip(values, labels_of(values), strict=True)) for name in names
              for values in [list({getattr(one, name): None for one in summaries})]}  # fmt: skip
    for one in summaries:
        bound = "≥ " if one.cut_off else ""
        values = [
            bound + spread_text(one.epochs),
            bound + spread_text(one.updates),
            spread_text(one.seconds, 3),
            spread_text(one.full_loss, 5),
            *(spread_text(distance, 3) for distance in one.distance),
        ]
        table.append(
            [*(labels[name][getattr(one, name)] for name in names), ended_text(one), *values]
        )
    return table


_HEADS = {"optimizer": "optimizer", "batch_size": "M", "learning_rate": "learning rate"}


def _shown(spec: SweepSpec, name: str) -> bool:
    return name in spec.varied or not spec.varied


def labels_of(values: Sequence[object]) -> tuple[str, ...]:
    """A label for each value; numbers have three digits if that distinguishes them."""

    def label(value: object, digits: int) -> str:
        return number(float(f"{value:.{digits}g}")) if isinstance(value, float) else str(value)

    short = tuple(label(value, 3) for value in values)
    return short if len(set(short)) == len(values) else tuple(label(v, 17) for v in values)


def sweep_title(spec: SweepSpec) -> str:
    """The number of runs and the factors of their product."""
    parts = []
    for name, word in (("optimizer", "optimizers"), ("batch_size", "batch sizes"),
                       ("learning_rate", "learning rates"), ("seed", "seeds")):  # fmt: skip
        if (count := len(spec.lists[name])) > 1:
            parts.append(f"{whole(count)} {word}")
    runs = "run" if spec.runs == 1 else "runs"
    return f"{whole(spec.runs)} {runs}, {' × '.join(parts) or 'one of each'}"


def sweep_notes(spec: SweepSpec, summaries: Sequence[SweepSummary]) -> list[str]:
    """The meaning of ±, and the stability limit of the full batch for each optimizer with one."""
    lines = []
    if len(spec.seeds) > 1:
        lines.append(
            f"mean ± sample standard deviation over {len(spec.seeds)} seeds, "
            "excluding diverged runs"
        )
    limits = {one.optimizer: one.limit for one in summaries if one.limit is not None}
    for name, limit in limits.items():
        descent = descent_of(spec.base.optimizer.model_copy(update={"optimizer": name}))
        assert descent is not None, "an optimizer with a limit"
        mean = ", mean over the seeds" if len(spec.seeds) > 1 else ""
        lines.append(
            f"{name} with the full batch diverges above lr {significant(limit, 4)}"
            f" ({limit_formula(descent)}{mean})"
        )
    return lines


def sweep_cost(rows: Sequence[SweepRow], end: SweepEnded, width: int = 200) -> str:
    """The number of updates and the times, in about `width` characters."""
    updates = sum(row.updates for row in rows)
    speed = f"{whole(round(updates / end.seconds))} updates/s" if end.seconds > 0 else "at once"
    text = (
        f"{whole(updates)} updates in {significant(end.seconds, 3)} s of training ({speed}) and "
        f"{significant(end.compile_seconds, 3)} s of compilation"
    )
    if len(text) <= width:
        return text
    return (
        f"{whole(updates)} updates, {significant(end.seconds, 3)} s, "
        f"{significant(end.compile_seconds, 3)} s of compilation"
    )


def ended_text(one: SweepSummary) -> str:
    """The number of runs that converged, diverged or ran out of epochs; for one run just which."""
    counts = (
        (one.converged, "converged"),
        (one.diverged, "diverged"),
        (one.cut_off, "out of epochs"),
    )
    if one.runs == 1:
        return next(word for count, word in counts if count)
    return ", ".join(f"{count} {word}" for count, word in counts if count)


def spread_text(spread: Spread, digits: int = 4) -> str:
    """Mean ± deviation, the latter to two digits; the mean alone for one value; – for none."""
    if not spread.count:
        return _UNKNOWN
    mean = _number(spread.mean, digits)
    if spread.count == 1:
        return mean
    # The deviation of equal numbers is a rounding error.
    apart = spread.deviation > 1e-12 * abs(spread.mean)
    return f"{mean} ± {_number(spread.deviation, 2) if apart else 0}"


def _number(value: float, digits: int) -> str:
    if abs(value) >= 1e9:
        return significant(value, 3)
    if value == int(value) or abs(value) >= 10 ** (digits - 1 if digits > 3 else digits):
        return whole(round(value))
    return significant(value, digits)


def record(row: SweepRow) -> dict[str, object]:
    """One run as plain names and values; `seconds` is its share, see `SweepRow`."""
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
        **dict(zip(PROBLEM.names, row.theta, strict=True)),
        "full_loss": row.full_loss,
        **{f"distance_{name}": d for name, d in zip(PROBLEM.names, row.distance, strict=True)},
        "learning_rate_limit": row.limit,
    }


def write_results(path: Path, spec: SweepSpec, rows: Sequence[SweepRow]) -> None:
    """Write the runs (.csv, .jsonl), in the order of the product, or the summary of cells (.md).

    Raises:
        DescentError: the file cannot be written.
    """
    records = [record(row) for row in sorted(rows, key=lambda row: row.index)]
    write_records(path, records, markdown(summary_table(spec, summarize(rows)), WORDS))
