"""Tables of text with their columns aligned: words at the left, numbers at the right."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tui.text.width import BLANK, padded, text_width

GAP = 2
"""Blank cells between two columns."""

Table = list[list[str]]
"""Rows of cells, the head first."""


def widths_of(table: Sequence[Sequence[str]]) -> list[int]:
    """How many cells wide each column must be."""
    return [max(map(text_width, column)) for column in zip(*table, strict=True)]


def total_width(widths: Collection[int]) -> int:
    """How many cells wide columns of these widths are together."""
    return sum(widths) + GAP * max(len(widths) - 1, 0)


def line_of(row: Sequence[str], widths: Sequence[int], left: Sequence[bool]) -> str:
    """One row, without blanks at its end.

    Args:
        row: its cells.
        widths: of the columns.
        left: of each column, whether its text stands at the left.
    """
    columns = zip(row, widths, left, strict=True)
    return (BLANK * GAP).join(padded(text, wide, left=at) for text, wide, at in columns).rstrip()


def aligned(table: Sequence[Sequence[str]], left: Collection[str] = ()) -> str:
    """The table with its columns aligned: those of the heads in `left` to the left, numbers right.

    Each line ends with a newline, and no line with blanks.
    """
    widths = widths_of(table)
    sides = [head in left for head in table[0]]
    return "".join(f"{line_of(row, widths, sides)}\n" for row in table)


def markdown(table: Table, left: Collection[str] = ()) -> str:
    """The table as Markdown has it."""
    rule = ["---" if head in left else "---:" for head in table[0]]
    rows = [table[0], rule, *table[1:]]
    escaped = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    return "".join(f"| {' | '.join(row)} |\n" for row in escaped)
