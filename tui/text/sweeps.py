"""Results of a sweep as text: a table, and notes about it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.config.run import FULL_BATCH
from engine.problems.current import PROBLEM
from engine.protocol.sweep_messages import SweepEnded
from engine.sweeps.rows import Cell, Seeds, SweepRow
from engine.sweeps.spec import SEEDS, SweepSpec
from engine.sweeps.summary import Spread, SweepSummary
from engine.theory.momentum import descent_of
from tui.text.columns import Table
from tui.text.formulas import limit_formula
from tui.text.numbers import UNKNOWN, number, significant, whole

WORDS = ("optimizer", "ended", "verdict")
"""Headers of the columns that hold words, not numbers."""
EXCESS = "loss/least − 1"
ABOVE = "above first"


def first_of(spec: SweepSpec, summaries: Sequence[SweepSummary]) -> SweepSummary | None:
    """The summary of the first cell, to which the others are compared; None without its runs."""
    return next((one for one in summaries if one.cell == spec.first_cell), None)


def summary_table(spec: SweepSpec, summaries: Sequence[SweepSummary]) -> Table:
    """A row per cell: varied parameters, outcomes, mean ± sample standard deviation."""
    names = [name for name in Cell._fields if _shown(spec, name)]
    judged, compared = any(one.verdicts for one in summaries), bool(spec.varied)
    first = first_of(spec, summaries)
    labels = {name: _labels(name, summaries) for name in names}
    heads = [
        *(_HEADS[name] for name in names),
        "ended",
        "epochs",
        "updates",
        EXCESS,
        *([ABOVE] if compared else []),
        *(["verdict"] if judged else []),
        "seconds",
        "full loss",
        *(f"|{name} − {name}*|" for name in PROBLEM.names),
    ]
    table = [heads]
    for one in summaries:
        bound = "≥ " if one.cut_off else ""
        table.append(
            [
                *(labels[name][getattr(one.cell, name)] for name in names),
                ended_text(one),
                bound + spread_text(one.epochs),
                bound + spread_text(one.updates),
                spread_text(one.excess, 3),
                *([_above_text(one, first)] if compared else []),
                *([verdicts_text(one)] if judged else []),
                spread_text(one.seconds, 3),
                spread_text(one.full_loss, 5),
                *(spread_text(distance, 3) for distance in one.distance),
            ]
        )
    return table


def _labels(name: str, summaries: Sequence[SweepSummary]) -> dict[object, str]:
    """The labels of the values of a parameter."""
    values = list({getattr(one.cell, name): None for one in summaries})
    return dict(zip(values, labels_of(values), strict=True))


def _above_text(one: SweepSummary, first: SweepSummary | None) -> str:
    """The paired difference to the first cell, with its sign; the number of pairs if some lack."""
    if one is first:
        return "first"
    found = Spread.of(() if first is None else one.above(first))
    sign = "+" if found.mean > 0 else ""
    some = f" ({found.count} of {one.runs})" if 0 < found.count < one.runs else ""
    return f"{sign}{spread_text(found, 3)}{some}"


_HEADS = {"optimizer": "optimizer", "batch_size": "M", "learning_rate": "learning rate"}


def _shown(spec: SweepSpec, name: str) -> bool:
    return name in spec.varied or not spec.varied


def labels_of(values: Sequence[object]) -> tuple[str, ...]:
    """A label for each value; numbers have three digits if that distinguishes them."""

    def label(value: object, digits: int) -> str:
        return number(float(f"{value:.{digits}g}")) if isinstance(value, float) else str(value)

    short = tuple(label(value, 3) for value in values)
    return short if len(set(short)) == len(values) else tuple(label(v, 17) for v in values)


_SEVERAL = {
    "optimizer": "optimizers",
    "batch_size": "batch sizes",
    "learning_rate": "learning rates",
    "seed": "seeds",
    "data_seed": "data seeds",
    "order_seed": "order seeds",
}


def seeds_text(spec: SweepSpec) -> str:
    """The seeds that each cell is trained with, such as "3 data seeds × 2 order seeds"."""
    counts = {name: len(spec.lists[name]) for name in SEEDS}
    return " × ".join(f"{count} {_SEVERAL[name]}" for name, count in counts.items() if count > 1)


def row_seeds_text(seeds: Seeds) -> str:
    """The seeds of a run: one if all are the same."""
    if seeds.data == seeds.order == seeds.seed:
        return f"seed {seeds.seed}"
    return f"data seed {seeds.data}, order seed {seeds.order}"


def cell_text(cell: Cell, names: Sequence[str] = Cell._fields) -> str:
    """The settings of a cell in words, such as "sgd, M 16, lr 0.001"; only those of `names`."""
    words = {
        "optimizer": cell.optimizer,
        "batch_size": "full batch" if cell.batch_size == FULL_BATCH else f"M {cell.batch_size}",
        "learning_rate": f"lr {number(cell.learning_rate)}",
    }
    return ", ".join(words[name] for name in Cell._fields if name in names)


def sweep_title(spec: SweepSpec) -> str:
    """The number of runs and the factors of their product."""
    parts = []
    for name, word in _SEVERAL.items():
        if (count := len(spec.lists[name])) > 1:
            parts.append(f"{whole(count)} {word}")
    runs = "run" if spec.runs == 1 else "runs"
    return f"{whole(spec.runs)} {runs}, {' × '.join(parts) or 'one of each'}"


def sweep_notes(spec: SweepSpec, summaries: Sequence[SweepSummary]) -> list[str]:
    """The meaning of ± and of the comparison, the best cell, and limits of the learning rate."""
    lines = []
    seeds = seeds_text(spec)
    if seeds:
        lines.append(f"mean ± sample standard deviation over {seeds}")
    if excluded := sum(one.excluded for one in summaries):
        runs = whole(sum(one.runs for one in summaries))
        lines.append(
            f"excluding {whole(excluded)} of {runs} runs: diverged, diverging or out of range"
        )
    if any(one.excess.count for one in summaries):
        lines.append(
            f"{EXCESS}: how far the final loss over all samples is above the least loss, relative "
            "to it"
        )
    if spec.varied and seeds:
        lines.append(
            f"{ABOVE}: how much higher that is than for {cell_text(spec.first_cell, spec.varied)} "
            "with the same seeds"
        )
    return [*lines, *_best(spec, summaries), *_limits(spec, summaries)]


def _best(spec: SweepSpec, summaries: Sequence[SweepSummary]) -> list[str]:
    """The cell with the least mean, and with how many seeds it is better than the first."""
    sound = [one for one in summaries if one.excess.count and not one.excluded]
    if len(summaries) < 2 or not sound:
        return []
    best, first = min(sound, key=lambda one: one.excess.mean), first_of(spec, summaries)
    text = f"lowest {EXCESS}: {cell_text(best.cell, spec.varied)}, {spread_text(best.excess, 3)}"
    above = () if first is None else best.above(first)
    if best is not first and len(above) > 1:
        lower = sum(difference < 0 for difference in above)
        text += f"; lower than the first with {lower} of {len(above)} seeds"
    return [text]


def _limits(spec: SweepSpec, summaries: Sequence[SweepSummary]) -> list[str]:
    """The stability limit of the full batch for each optimizer with one."""
    lines = []
    mean = ", mean over the seeds" if spec.runs_per_cell > 1 else ""
    limits = {one.cell.optimizer: one.limit for one in summaries if one.limit is not None}
    for name, limit in limits.items():
        descent = descent_of(spec.base.optimizer.model_copy(update={"optimizer": name}))
        assert descent is not None, "an optimizer with a limit"
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
    return _counted(counts, one.runs)


def verdicts_text(one: SweepSummary) -> str:
    """How many runs are how near to the optimum; for one run just that."""
    counts = [(count, str(kind).replace("_", " ")) for kind, count in one.verdicts]
    return _counted(counts, one.runs) or UNKNOWN


def _counted(counts: Sequence[tuple[int, str]], runs: int) -> str:
    if runs == 1:
        return next((word for count, word in counts if count), "")
    return ", ".join(f"{count} {word}" for count, word in counts if count)


def spread_text(spread: Spread, digits: int = 4) -> str:
    """Mean ± deviation, the latter to two digits; the mean alone for one value; – for none."""
    if not spread.count:
        return UNKNOWN
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
