"""The column of text beside the plane: rows of a name and a value, headings, sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.canvas.table import plain
from tui.text.columns import wrapped
from tui.text.width import cut, text_width

_LEAST_PLANE = 40
"""The least columns of the plane beside the text."""
GAP = 2


class Tone(Enum):
    """What a line is."""

    VALUE = auto()
    HEADING = auto()
    WARNING = auto()
    GOOD = auto()


@dataclass(frozen=True)
class Row:
    """A name at the left and a value at the right; without a name, a line of text."""

    name: str
    value: str = ""
    tone: Tone = Tone.VALUE


BLANK = Row("")


def side_width(columns: int) -> int:
    """The columns of the text; 0 where there is no room beside the plane."""
    wide = 36 if columns >= 110 else 28
    return wide if columns - wide - GAP >= _LEAST_PLANE else 0


def heading(text: str) -> Row:
    """A heading."""
    return Row(text, tone=Tone.HEADING)


def sentence(text: str, width: int, tone: Tone = Tone.VALUE) -> list[Row]:
    """A sentence in lines of this width."""
    return [Row(line.strip(), tone=tone) for line in wrapped([text], width)]


def fitting(rows: Sequence[Row], height: int) -> list[Row]:
    """The rows that are shown: where not all fit, the blank ones are left out first."""
    if len(rows) > height:
        rows = [row for row in rows if row != BLANK]
    return list(rows[:height])


def side_cells(rows: Sequence[Row], columns: int, height: int, look: Look) -> Cells:
    """The rows that fit in `columns` × `height` cells."""
    cells, palette = Cells.blank(columns, height), look.palette
    colours = {
        Tone.VALUE: palette.text,
        Tone.HEADING: palette.muted,
        Tone.WARNING: palette.warning,
        Tone.GOOD: palette.current,
    }
    for line, row in enumerate(fitting(rows, height)):
        value = plain(row.value, look)
        room = columns - (text_width(value) + 1 if value else 0)
        name = plain(cut(row.name, max(room, 0)), look)
        named = palette.muted if value else colours[row.tone]
        cells.put(0, line, name, named, bold=not value and row.tone is not Tone.VALUE)
        cells.put(columns - text_width(value), line, value, colours[row.tone], bold=True)
    return cells
