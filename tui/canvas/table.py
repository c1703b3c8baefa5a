"""A table of text as cells: a header, rows, and a cursor on the selected row."""

from __future__ import annotations

from collections.abc import Sequence

from tui.canvas.cells import Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.text.columns import GAP, total_width, widths_of
from tui.text.width import cut, text_width

MARGIN = 2
"""Cells at the left for the cursor."""
_ASCII = (
    ("±", "+-"), ("≥", ">="), ("−", "-"), ("–", "-"), ("×", "x"), ("µ", "u"), ("…", "~"),
    ("ηλ", "lr lambda"), ("λ", "lambda"), ("·", "*"), ("ŷ", "y^"), ("²", "^2"), ("³", "^3"),
    ("π", "pi"), ("∂", "d"),
)  # fmt: skip


def plain(text: str, look: Look) -> str:
    """The text, in ASCII if the markers are ASCII."""
    if look.markers is Markers.ASCII:
        for sign, ascii_sign in _ASCII:
            text = text.replace(sign, ascii_sign)
        text = "".join(character if character.isascii() else "?" for character in text)
    return text


def width_of(table: Sequence[Sequence[str]]) -> int:
    """The width of the whole table, in cells."""
    return MARGIN + total_width(widths_of(table))


def fitting(widths: Sequence[int], room: int, fixed: int, skipped: int) -> list[int]:
    """The indices of the columns that fit.

    Args:
        widths: of all columns.
        room: cells available.
        fixed: number of first columns that are always shown.
        skipped: number of columns scrolled past after those; fewer if the rest fits.
    """
    others = list(range(fixed, len(widths)))
    needed = total_width(widths)
    while others and needed > room and skipped:
        needed -= widths[others[0]] + GAP
        del others[0]
        skipped -= 1
    shown: list[int] = []
    used = 0
    for place in [*range(min(fixed, len(widths))), *others]:
        used += widths[place] + (GAP if shown else 0)
        if shown and used > room:
            break
        shown.append(place)
    return shown


def first_row(selected: int, count: int, room: int, top: int) -> int:
    """The first of `count` rows to show so that the selected one is visible; `top` if possible."""
    top = max(min(top, selected), selected - room + 1, 0)
    return max(0, min(top, count - room))


def body_row(line: int, selected: int, count: int, rows: int) -> int | None:
    """The row of the table's body in this line of its `rows` lines; None where there is none."""
    room = max(rows - 1, 0)
    place = first_row(selected, count, room, 0) + line - 1
    return place if 1 <= line <= room and place < count else None


def table_cells(
    table: Sequence[Sequence[str]],
    columns: int,
    rows: int,
    look: Look,
    *,
    left: Sequence[str] = (),
    fixed: int = 0,
    skipped: int = 0,
    selected: int | None = None,
    top: int = 0,
) -> Cells:
    """The table in `columns` × `rows` cells, any size; arrows at the right say that there is more.

    Args:
        table: the header, then the rows.
        columns, rows: the size.
        look: colours and markers.
        left: headers of the left-aligned columns; the others are right-aligned.
        fixed: number of first columns that are always shown.
        skipped: number of columns scrolled past after those, if not all fit.
        selected: the row with the cursor; None for none.
        top: the first row shown, if the selected one is then visible.
    """
    cells = Cells.blank(columns, rows)
    table = [[plain(text, look) for text in row] for row in table]
    left = [plain(head, look) for head in left]
    body = table[1:]
    room = max(rows - 1, 0)
    first = first_row(selected or 0, len(body), room, top)
    widths = widths_of(table)
    shown = fitting(widths, columns - MARGIN - 1, fixed, skipped)
    palette, glyphs = look.palette, look.markers.glyphs
    column = MARGIN
    for place in shown:
        width = min(widths[place], max(columns - column, 0))
        for line, row in enumerate([table[0], *body[first : first + room]]):
            head, chosen = line == 0, selected is not None and line == selected - first + 1
            text = plain(cut(row[place], width), look)
            blanks = 0 if table[0][place] in left else width - text_width(text)
            colour = palette.muted if head else palette.text
            cells.put(column + blanks, line, text, colour, bold=chosen)
        column += width + GAP
    if shown and shown[-1] < len(table[0]) - 1:
        cells.put(columns - 1, 0, glyphs.right, palette.muted)
    if len(shown) > fixed and shown[fixed] > fixed:
        cells.put(0, 0, glyphs.left, palette.muted)
    for there, line, sign in (
        (first > 0, 1, glyphs.above), (first + room < len(body), rows - 1, glyphs.below)
    ):  # fmt: skip
        if there and room:
            cells.put(columns - 1, line, sign, palette.muted)
    if selected is not None and body and room:
        cells.put(0, selected - first + 1, glyphs.right, palette.text, bold=True)
    return cells
