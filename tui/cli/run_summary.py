"""The end of a run in numbers, beside the optimum."""

from __future__ import annotations

import math

from engine.history.reached import Reached
from engine.problems.base import NAMES
from engine.problems.linear_neuron.least_squares import Theory
from tui.cli.known import Known
from tui.cli.local_verdict import closest_minimum
from tui.text.best_line import best_line
from tui.text.columns import Table, aligned
from tui.text.numbers import significant, some
from tui.text.standardized import trained_heads

Row = tuple[str, tuple[float, ...], str]
"""A name, the parameters and the loss, and a note."""
Heads = tuple[str, ...]
Part = tuple[Heads, list[Row]]
_IN_DATA = "in the units of the data"


def summary(reached: Reached, known: Known | None) -> str:
    """A table, with a second part in the data's units if the samples are standardized."""
    plain: Heads = (*NAMES, "loss")
    if known is None:
        return _text([(plain, _reached_rows(reached))])
    scaling = known.samples.scaling
    trained = _reached_rows(reached)
    if known.theory is not None:
        count = some(known.samples.samples, "sample")
        trained.append((best_line(known.theory), _best(known.theory), f"of {count}"))
    elif (minimum := closest_minimum(known, reached.theta)) is not None:
        trained.append(("closest minimum", minimum, "of those known"))
    parts: list[Part] = [(trained_heads(scaling), trained)]
    if not scaling.identity:
        numbers = [(name, values) for name, values, _ in trained if name != "last epoch"]
        in_data: list[Row] = [
            (name, (*scaling.to_data((w, b)), scaling.loss_to_data(loss)), "")
            for name, (w, b, loss) in numbers
        ]
        parts.append((plain, in_data))
    return _text(parts)


def _best(theory: Theory) -> tuple[float, ...]:
    return (*theory.best, theory.least_loss)


def _reached_rows(reached: Reached) -> list[Row]:
    """What is known of the run: nothing before its first update."""
    rows: list[Row] = [
        ("last epoch", (*reached.epoch_theta, reached.epoch_loss), "means over its updates"),
        ("last update", (*reached.theta, reached.full_loss), "loss over all samples"),
    ]
    begun = reached.epochs > 0, not (reached.updates == 0 or math.isnan(reached.theta[0]))
    return [row for row, known in zip(rows, begun, strict=True) if known]


def _text(parts: list[Part]) -> str:
    """The parts, their columns aligned; each but the first has a title."""
    table: Table = []
    for heads, rows in parts:
        table.append(["", *heads, ""])
        table += [[name, *(significant(v, 7) for v in values), note] for name, values, note in rows]
    # All headers are rows of one table, so that both parts have the same columns.
    lines = aligned(table, left=("",)).splitlines()
    for heads, _ in parts[1:]:
        place = table.index(["", *heads, ""])
        lines[place:place] = ["", _IN_DATA]
    return "".join(f"{line}\n" for line in lines)
