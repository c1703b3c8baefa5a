"""The methods to compare with, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from engine.config.numbers import finite
from engine.theory.references import End, Reference
from tui.text.columns import aligned
from tui.text.numbers import significant, whole

_HEADS = ("method", "iterations", "losses", "gradients", "Hessians", "w", "b", "loss", "end")
_WORDS = ("method", "end")
_DIGITS = 7


def references_table(found: Sequence[Reference]) -> str:
    """One line for each method: iterations, evaluations, and where it ended."""
    return aligned([list(_HEADS), *map(_row, found)], _WORDS)


def _row(one: Reference) -> list[str]:
    counts = one.iterations, one.losses, one.gradients, one.hessians
    ends = (*one.path[-1].tolist(), one.loss)
    return [
        one.method,
        *(whole(count) for count in counts),
        *(significant(value, _DIGITS) for value in ends),
        one.end,
    ]


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
