"""Tables of text with aligned columns: words on the left, numbers on the right."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tui.text.width import BLANK, padded, text_width

GAP = 2
"""Blank cells between two columns."""

Table = list[list[str]]
"""Rows of cells, the header first."""


def widths_of(table: Sequence[Sequence[str]]) -> list[int]:
    """The width of each column, in cells."""
    return [max(map(text_width, column)) for column in zip(*table, strict=True)]


def total_width(widths: Collection[int]) -> int:
    """The total width of columns of these widths, in cells."""
    return sum(widths) + GAP * max(len(widths) - 1, 0)


def line_of(row: Sequence[str], widths: Sequence[int], left: Sequence[bool]) -> str:
    """One row, without trailing blanks.

    Args:
        row: its cells.
        widths: of the columns.
        left: whether each column is left-aligned.
    """
    columns = zip(row, widths, left, strict=True)
    return (BLANK * GAP).join(padded(text, wide, left=at) for text, wide, at in columns).rstrip()


def aligned(table: Sequence[Sequence[str]], left: Collection[str] = ()) -> str:
    """The table with aligned columns: those of the headers in `left` on the left, others right.

    Each line ends with a newline, without trailing blanks.
    """
    widths = widths_of(table)
    sides = [head in left for head in table[0]]
    return "".join(f"{line_of(row, widths, sides)}\n" for row in table)


def markdown(table: Table, left: Collection[str] = ()) -> str:
    """The table in Markdown."""
    rule = ["---" if head in left else "---:" for head in table[0]]
    rows = [table[0], rule, *table[1:]]
    escaped = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    return "".join(f"| {' | '.join(row)} |\n" for row in escaped)
