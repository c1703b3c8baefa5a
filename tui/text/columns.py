"""Tables of text with aligned columns: words on the left, numbers on the right."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tui.text.ties import words_of
from tui.text.width import BLANK, padded, text_width

GAP = 2
"""Blank cells between two columns."""

_INDENT = "  "

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


def folded(
    table: Sequence[Sequence[str]], width: int | None, fixed: int, left: Collection[str] = ()
) -> str:
    """The table, in blocks of at most `width` cells where that is possible.

    Args:
        table: the header, then the rows.
        width: of a line; None for one block.
        fixed: number of first columns that are repeated in each block.
        left: headers of left-aligned columns.
    """
    widths = widths_of(table)
    blocks: list[list[int]] = [list(range(fixed))]
    for place in range(fixed, len(widths)):
        used = total_width([widths[column] for column in [*blocks[-1], place]])
        if width is not None and used > width and len(blocks[-1]) > fixed:
            blocks.append(list(range(fixed)))
        blocks[-1].append(place)
    return "\n".join(
        aligned([[row[column] for column in block] for row in table], left) for block in blocks
    )


def wrapped(lines: Sequence[str], width: int | None) -> list[str]:
    """Sentences as lines of at most `width` cells, continued with an indent."""
    if width is None:
        return list(lines)
    return [part for line in lines for part in _wrapped(line, width)]


def _wrapped(line: str, width: int) -> list[str]:
    """One sentence; only words wider than a line are broken."""
    parts, words = [""], words_of(line)
    while words:
        word = words.pop(0)
        lead = BLANK if parts[-1].strip() else ""
        room = width - text_width(parts[-1] + lead)
        if text_width(word) > room and lead:
            parts.append(_INDENT)
            lead, room = "", width - len(_INDENT)
        head = _head(word, room)
        parts[-1] += lead + head
        if head != word:
            parts.append(_INDENT)
            words.insert(0, word[len(head) :])
    return parts


def _head(word: str, room: int) -> str:
    """As much of a word as fits, at least one character."""
    end = len(word) if text_width(word) <= room else 1
    while end < len(word) and text_width(word[: end + 1]) <= room:
        end += 1
    return word[:end]


def markdown(table: Table, left: Collection[str] = ()) -> str:
    """The table in Markdown."""
    rule = ["---" if head in left else "---:" for head in table[0]]
    rows = [table[0], rule, *table[1:]]
    escaped = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    return "".join(f"| {' | '.join(row)} |\n" for row in escaped)
