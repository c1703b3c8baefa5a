"""A line of the page, and a product in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tui.views.algorithm.terms import short_number


@dataclass(frozen=True)
class Row:
    """One line of the page.

    Attributes:
        formula: the text on the left.
        w, b: the texts in the columns of w and b.
        short_w, short_b: the same for narrow columns; empty if there is no difference.
        across: a text on the right that replaces the columns.
        terms: the formulas in numbers for w and for b, shown below if they fit, longest first.
        stage: the stage of the update, from 0; -1 for none.
        head: whether it is a heading.
        note: the name of the formula's symbol, shown if it fits.
        table: the entries of a table row, one per column.
    """

    formula: str = ""
    w: str = ""
    b: str = ""
    short_w: str = ""
    short_b: str = ""
    across: str = ""
    terms: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    stage: int = -1
    head: bool = False
    note: str = ""
    table: tuple[str, ...] = ()


def product(factor: str, value: float) -> str:
    """A factor times a number; empty if that is not finite."""
    if not math.isfinite(value):
        return ""
    text = short_number(value)
    return f"{factor} · ({text})" if value < 0 else f"{factor} · {text}"
