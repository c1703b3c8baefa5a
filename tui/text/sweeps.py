"""A sweep in words: its title, its settings, notes about its results, its cost."""

from __future__ import annotations

from collections.abc import Sequence

from engine.config.run import FULL_BATCH
from engine.optimizers.schedules import CONSTANT
from engine.protocol.sweep_messages import SweepEnded
from engine.sweeps.rows import Cell, Seeds, SweepRow
from engine.sweeps.spec import SEEDS, SweepSpec
from engine.sweeps.summary import SweepSummary
from engine.theory.momentum import descent_of
from tui.text.formulas import limit_formula
from tui.text.numbers import number, significant, whole
from tui.text.sweep_table import ABOVE, DATA_LOSS, EXCESS, UNSTABLE, first_of, spread_text

_SEVERAL = {
    "optimizer": "optimizers",
    "batch_size": "batch sizes",
    "learning_rate": "learning rates",
    "schedule": "schedules",
    "l2": "L2 factors",
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
        "schedule": cell.schedule,
        "l2": f"L2 {number(cell.l2)}",
    }
    usual = {"schedule": CONSTANT, "l2": 0.0} if names == Cell._fields else {}
    left_out = [name for name, value in usual.items() if getattr(cell, name) == value]
    return ", ".join(words[name] for name in Cell._fields if name in names and name not in left_out)


def sweep_title(spec: SweepSpec) -> str:
    """The number of runs and the factors of their product."""
    parts = []
    for name, word in _SEVERAL.items():
        if (count := len(spec.lists[name])) > 1:
            parts.append(f"{whole(count)} {word}")
    runs = "run" if spec.runs == 1 else "runs"
    return f"{whole(spec.runs)} {runs}, {' × '.join(parts) or 'one of each'}"


def comparison_title(spec: SweepSpec) -> str:
    """What the runs of a sweep have in common, and what differs."""
    base = spec.base
    same = {
        "optimizer": base.optimizer.optimizer,
        "batch_size": cell_text(Cell.of(base), ("batch_size",)),
        "learning_rate": f"lr {number(base.optimizer.learning_rate)}",
        **({"schedule": base.optimizer.schedule} if base.optimizer.is_scheduled else {}),
        **({"l2": cell_text(Cell.of(base), ("l2",))} if base.problem.l2 else {}),
    }
    common = [text for name, text in same.items() if name not in spec.varied]
    differs = " and ".join(_SEVERAL[name] for name in spec.varied) or "nothing"
    return f"{', '.join(common)}: same samples, start and stop rule; only {differs} differ"


def sweep_notes(spec: SweepSpec, summaries: Sequence[SweepSummary]) -> list[str]:
    """The meaning of ± and of the comparison, the best cell, and limits of the learning rate."""
    lines = []
    if spec.runs == 1:
        lines.append(
            "nothing is varied: this is one run; give a list several values, as in 1,16,full"
        )
    seeds = seeds_text(spec)
    if seeds:
        lines.append(f"mean ± sample standard deviation over {seeds}")
    lines += [*_repeated(summaries), *_excluded(summaries)]
    if any(one.excess.count for one in summaries):
        lines.append(
            f"{EXCESS}: how far the final loss over all samples is above the least loss, relative "
            "to it"
        )
    if spec.varied and seeds and spec.base.problem.is_quadratic:
        lines.append(
            f"{ABOVE}: how much higher that is than for {cell_text(spec.first_cell, spec.varied)} "
            "with the same seeds"
        )
    if "l2" in spec.varied:
        lines.append(
            "loss and least loss have the penalty in them, each with its own factor: across L2, "
            f"compare w and {DATA_LOSS}"
        )
    return [*lines, *_best(spec, summaries), *_limits(spec, summaries)]


def _repeated(summaries: Sequence[SweepSummary]) -> list[str]:
    """The batch sizes that are all the full batch."""
    found = {
        one.cell.batch_size: one.batch_samples
        for one in summaries
        if one.batch_samples
        and (one.cell.batch_size == FULL_BATCH or one.cell.batch_size >= one.batch_samples)
    }
    samples = max(found.values(), default=0)
    names = [str(size) for size, length in found.items() if length == samples]
    if len(names) < 2:
        return []
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    return [f"M {listed}: all are the full batch of {whole(samples)} samples, run once"]


def _excluded(summaries: Sequence[SweepSummary]) -> list[str]:
    """How many runs have no result, and why."""
    excluded = sum(one.excluded for one in summaries)
    if not excluded:
        return []
    unstable = sum(one.unstable for one in summaries)
    other = excluded - unstable
    kinds = [
        f"{whole(other)} diverged, diverging or out of range" if other else "",
        f"{whole(unstable)} {UNSTABLE}: not diverged yet, but lr is above the limit or the loss "
        "has grown"
        if unstable
        else "",
    ]
    runs = whole(sum(one.runs for one in summaries))
    why = "; ".join(kind for kind in kinds if kind)
    return [f"not in the means: {whole(excluded)} of {runs} runs: {why}"]


def _best(spec: SweepSpec, summaries: Sequence[SweepSummary]) -> list[str]:
    """The cell with the least mean, and with how many seeds it is better than the first."""
    sound = [one for one in summaries if one.excess.count and not one.excluded]
    # Losses with different penalties do not compare.
    if len(summaries) < 2 or not sound or "l2" in spec.varied:
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
    limits = {
        (one.cell.optimizer, one.cell.l2): one.limit for one in summaries if one.limit is not None
    }
    for name in dict.fromkeys(name for name, _ in limits):
        of_l2 = {l2: limit for (one, l2), limit in limits.items() if one == name}
        ends = (min(of_l2), max(of_l2)) if len(of_l2) > 1 else ()
        shown = " to ".join(f"{significant(of_l2[l2], 4)} at L2 {number(l2)}" for l2 in ends)
        limit = shown or significant(next(iter(of_l2.values())), 4)
        descent = descent_of(spec.base.optimizer.model_copy(update={"optimizer": name}))
        assert descent is not None, "an optimizer with a limit"
        lines.append(
            f"{name} with the full batch diverges above lr {limit} ({limit_formula(descent)}{mean})"
        )
    return lines


def sweep_cost(rows: Sequence[SweepRow], end: SweepEnded, width: int = 200) -> str:
    """The number of updates and the times, in about `width` characters."""
    updates = sum(row.updates for row in rows if row.same_as is None)
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
