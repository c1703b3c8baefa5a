"""The methods to compare with, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from engine.config.numbers import finite
from engine.theory.reference_end import End
from engine.theory.references import Reference
from tui.text.columns import aligned
from tui.text.numbers import significant, whole

_COUNTS = ("method", "iterations", "losses", "gradients", "Hessians")
_ENDS = ("w", "b", "loss", "end")
_WORDS = ("method", "end")
_DIGITS = 7


def references_table(found: Sequence[Reference]) -> str:
    """One line for each method: iterations, evaluations, and where it ended."""
    rows = [[one.method, *_counts(one), *_ends(one)] for one in found]
    return aligned([[*_COUNTS, *_ENDS], *rows], _WORDS)


def references_tables(found: Sequence[Reference]) -> str:
    """The same in two tables, for 76 columns: what each method took, and where it ended."""
    took = [[one.method, *_counts(one)] for one in found]
    ended = [[one.method, *_ends(one)] for one in found]
    tables = [list(_COUNTS), *took], [["method", *_ENDS], *ended]
    return "\n".join(aligned(table, _WORDS) for table in tables)


def _counts(one: Reference) -> list[str]:
    counts = one.iterations, one.losses, one.gradients, one.hessians
    return [whole(count) for count in counts]


def _ends(one: Reference) -> list[str]:
    ends = (*one.path[-1].tolist(), one.loss)
    return [*(significant(value, _DIGITS) for value in ends), one.end]


def references_records(found: Sequence[Reference]) -> list[dict[str, object]]:
    """The same for JSON."""
    return [
        {
            "method": one.method.value,
            "iterations": one.iterations,
            "loss_evaluations": one.losses,
            "gradient_evaluations": one.gradients,
            "hessian_evaluations": one.hessians,
            "w": finite(float(one.path[-1, 0])),
            "b": finite(float(one.path[-1, 1])),
            "loss": finite(one.loss),
            "end": one.end.value,
        }
        for one in found
    ]


def ends_text(found: Sequence[Reference]) -> str:
    """The iterations of each, in one line."""
    parts = []
    for one in found:
        ended = "" if one.end is End.MINIMUM else f" ({one.end})"
        parts.append(f"{one.method} {whole(one.iterations)}{ended}")
    return "iterations: " + ", ".join(parts)
