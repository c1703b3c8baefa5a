"""The table that compares runs, as cells."""

from __future__ import annotations

from collections.abc import Sequence

from engine.data.scaling import Scaling
from tui.canvas.cells import Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.model.kept_runs import LETTERS
from tui.text.columns import GAP
from tui.text.runs import COLUMNS, Entry, titles, widths
from tui.text.width import cut, padded
from tui.views.kept_marks import mark_of

_ASCII = str.maketrans("–…→", "-~>")
_MARGIN = 5
"""Columns for the cursor, the letter and the marker."""


def table(
    columns: int,
    rows: int,
    entries: Sequence[Entry],
    look: Look,
    *,
    selected: int,
    sorted_by: int,
    descending: bool,
    scaling: Scaling = Scaling(),  # noqa: B008 - it is frozen
) -> Cells:
    """The runs as rows, with as many columns as fit.

    Args:
        columns, rows: the size.
        entries: the runs, in order; the one without a letter is the current run.
        look: colours and markers.
        selected: index of the selected run.
        sorted_by: index of the column that they are sorted by.
        descending: whether the greatest comes first.
        scaling: of the samples, in whose units the distances and losses are.
    """
    cells = Cells.blank(columns, rows)
    first = _first_shown(selected, len(entries), rows - 1)
    seen = entries[first : first + rows - 1]
    heads, column = titles(scaling), _MARGIN
    for place, width in widths(entries, columns - _MARGIN, sorted_by, scaling).items():
        arrow = ""
        if place == sorted_by:
            arrow = look.markers.glyphs.below if descending else look.markers.glyphs.above
        _put_head(cells, column, padded(heads[place], width, left=COLUMNS[place].left), arrow, look)
        for row, entry in enumerate(seen, 1):
            text = cut(COLUMNS[place].text(entry), width)
            text = text.translate(_ASCII) if look.markers is Markers.ASCII else text
            text = padded(text, width, left=COLUMNS[place].left)
            colour = look.palette.muted if entry.hidden else look.palette.text
            cells.put(column, row, text, colour, bold=first + row - 1 == selected)
        column += width + GAP
    for there, row, sign in (
        (first > 0, 1, look.markers.glyphs.above),
        (first + rows - 1 < len(entries), rows - 1, look.markers.glyphs.below),
    ):
        if there and rows > 1:
            cells.put(columns - 1, row, sign, look.palette.muted)
    for row, entry in enumerate(seen, 1):
        _put_marks(cells, row, entry, look, selected=first + row - 1 == selected)
    return cells


def _put_head(cells: Cells, column: int, title: str, arrow: str, look: Look) -> None:
    """The head of a column, with an arrow if the runs are sorted by it."""
    palette = look.palette
    cells.put(column, 0, title, palette.text if arrow else palette.muted, bold=bool(arrow))
    if arrow:
        cells.put(column - 1, 0, arrow, palette.text, bold=True)


def _put_marks(cells: Cells, row: int, entry: Entry, look: Look, *, selected: bool) -> None:
    """The cursor, and the letter and marker of a kept run, or the mark of the current one."""
    palette, glyphs = look.palette, look.markers.glyphs
    cells.put(0, row, glyphs.right if selected else " ", palette.text, bold=True)
    if not entry.letter:
        cells.put(2, row, glyphs.current, palette.current, bold=True)
        return
    colour = palette.runs[LETTERS.index(entry.letter) % len(palette.runs)]
    cells.put(2, row, entry.letter, colour, bold=not entry.hidden)
    if not entry.hidden:
        cells.put(3, row, mark_of(entry.letter, look), colour, bold=True)


def column_at(
    x: int, columns: int, entries: Sequence[Entry], *, sorted_by: int, scaling: Scaling
) -> int | None:
    """The index of the column of the table whose head is in this cell; None beside the heads."""
    start = _MARGIN
    for place, width in widths(entries, columns - _MARGIN, sorted_by, scaling).items():
        if start - 1 <= x < start + width:
            return place
        start += width + GAP
    return None


def entry_at(y: int, rows: int, count: int, selected: int) -> int | None:
    """The index of the run in this row of the table; None where there is none."""
    place = _first_shown(selected, count, rows - 1) + y - 1
    return place if 1 <= y < rows and place < count else None


def _first_shown(selected: int, count: int, room: int) -> int:
    return max(0, min(selected - room + 1, count - 1)) if selected >= room > 0 else 0
