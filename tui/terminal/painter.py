"""Writes to the terminal only the cells that changed.

Textual repaints whole spans, each segment with its full style. This module keeps the screen as last
painted and writes only the cells of a new picture that differ, with the shortest cursor moves and
style changes. A picture that looks the same costs nothing.

This is the only module that uses the internals of Textual's compositor updates; a test fails with a
clear message if Textual changes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rich.cells import cell_len, get_character_cell_size
from rich.color import ColorSystem
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

from engine.errors import without_controls
from tui.terminal.sgr import PLAIN, Pen, blank_pen, change, pen_of

_MOST_LOOKS = 20_000
_MOST_SORTED = 3_000
"""Changes up to which another order is tried: beyond, almost everything is written anyway."""
_UNKNOWN = "\0"
"""A cell with unknown content."""

COLOUR_SYSTEMS = {
    "standard": ColorSystem.STANDARD,
    "256": ColorSystem.EIGHT_BIT,
    "truecolor": ColorSystem.TRUECOLOR,
}
"""Colour systems by their names in rich's `Console`."""


class Painter:
    """Keeps what the terminal shows, and makes the text that changes it."""

    def __init__(self) -> None:
        self._size = Size(0, 0)
        self._chars: list[list[str]] = []
        self._pens: list[list[Pen]] = []
        self._looks: dict[tuple[Style | None, bool], Pen] = {}
        """Pens by style, for blanks and for other characters, in the last colour system."""
        self._colours: ColorSystem | None = None

    def forget(self) -> None:
        """Paint everything at the next update, because something else may have written."""
        self._size = Size(0, 0)

    def paint(
        self, update: CompositorUpdate, size: Size, colours: ColorSystem | None
    ) -> str | None:
        """The text that makes the terminal show this update; empty if it already does.

        None for an update of an unknown kind.
        """
        match update:
            case LayoutUpdate():
                pieces = _of_layout(update)
            case ChopsUpdate():
                pieces = _of_chops(update)
            case _:
                self.forget()
                return None
        if size != self._size:
            self._size = size
            self._chars = [[_UNKNOWN] * size.width for _ in range(size.height)]
            self._pens = [[PLAIN] * size.width for _ in range(size.height)]
        return self._written(pieces, colours)

    def _written(
        self, pieces: Iterable[tuple[int, int, Strip]], colours: ColorSystem | None
    ) -> str:
        width, height = self._size
        out, looks = _Output(self._chars, self._pens), self._looks
        if len(looks) > _MOST_LOOKS or colours != self._colours:
            looks.clear()
            self._colours = colours
        for y, first, strip in pieces:
            if not 0 <= y < height:
                continue
            chars, pens, x = self._chars[y], self._pens[y], first
            for text, style, control in strip:
                if control or not text:
                    continue
                key = style, text.isspace()
                look = looks.get(key)
                if look is None:
                    look = pen_of(style, colours)
                    look = looks[key] = look.on_blanks if key[1] else look
                # Most pieces of a contour line are single cells, and most are unchanged. A wide
                # one is followed by an empty cell.
                single = len(text) == 1 and x + 1 < width and chars[x + 1] != ""
                if single and chars[x] == text and pens[x] is look:
                    x += 1
                    continue
                # Text may come from a file: nothing in it may reach the terminal as a command.
                plain = text if text.isprintable() else without_controls(text)
                cells = list(plain) if plain.isascii() else _cells(plain)
                del cells[max(0, width - x) :]
                end = x + len(cells)
                if cells and chars[x:end].count(_UNKNOWN) == len(cells):
                    chars[x:end], pens[x:end] = cells, [look] * len(cells)
                    out.put_all(y, x, cells, look)
                elif chars[x:end] != cells or pens[x:end] != [look] * len(cells):
                    for place, cell in enumerate(cells, x):
                        pen = pens[place]
                        if chars[place] != cell or (pen is not look and pen != look):
                            chars[place], pens[place] = cell, look
                            out.put(y, place, cell, look)
                x = end
        return out.text


@dataclass(frozen=True, slots=True)
class _Change:
    """Adjacent cells of a row to write with one pen: as text, and their number."""

    row: int
    column: int
    text: str
    width: int
    pen: Pen


class _Output:
    """The cells to write, and the text that writes them."""

    def __init__(self, chars: list[list[str]], pens: list[list[Pen]]) -> None:
        self._chars = chars
        self._pens = pens
        self._changes: list[_Change] = []

    def put(self, row: int, column: int, cell: str, look: Pen) -> None:
        """Write a cell; an empty one is the second half of a wide character."""
        last = self._changes[-1] if self._changes else None
        if cell:
            self._changes.append(_Change(row, column, cell, 1, look))
        elif last is not None and (last.row, last.column + 1) == (row, column):
            self._changes[-1] = replace(last, width=2)

    def put_all(self, row: int, column: int, cells: list[str], look: Pen) -> None:
        """Write adjacent cells."""
        self._changes.append(_Change(row, column, "".join(cells), len(cells), look))

    @property
    def text(self) -> str:
        """The shortest text found: row by row, or pen by pen, which costs moves and saves colours.

        It ends with the pen reset.
        """
        text = self._written(self._changes)
        if 1 < len(self._changes) <= _MOST_SORTED:
            text = min(text, self._written(_by_pen(self._changes)), key=len)
        return text

    def _written(self, changes: Iterable[_Change]) -> str:
        parts: list[str] = []
        pen, row, column = PLAIN, -1, -1
        for change_ in changes:
            if change_.row != row:
                parts.append(f"\x1b[{change_.row + 1};{change_.column + 1}H")
            elif change_.column != column:
                parts.append(self._move(row, column, change_.column, pen))
            look = change_.pen
            if change_.text == " ":
                look = blank_pen(pen, look)
            parts += (change(pen, look), change_.text)
            pen, row, column = look, change_.row, change_.column + change_.width
        parts.append(change(pen, PLAIN))
        return "".join(parts)

    def _move(self, row: int, start: int, column: int, pen: Pen) -> str:
        """Move to another column of the row; across few cells by rewriting them."""
        ahead = column - start
        jump = f"\x1b[{column + 1}G"
        if ahead > 0:
            jump = min(jump, "\x1b[C" if ahead == 1 else f"\x1b[{ahead}C", key=len)
        between = slice(start, column)
        if 0 < ahead < len(jump):
            again = "".join(self._chars[row][between])
            alike = all(other == pen for other in self._pens[row][between])
            if alike and len(again.encode()) < len(jump) and _UNKNOWN not in again:
                return again
        return jump


def _by_pen(changes: Iterable[_Change]) -> list[_Change]:
    """The changes pen by pen, each from top left; blanks go with a pen of their background."""
    groups: dict[Pen, list[_Change]] = {}
    blanks: list[_Change] = []
    for one in changes:
        if one.text == " " and one.pen.on_blanks == one.pen and not one.pen.attributes:
            blanks.append(one)
        else:
            groups.setdefault(one.pen, []).append(one)
    backs = {pen.back: pen for pen in groups if not pen.attributes}
    for one in blanks:
        groups.setdefault(backs.get(one.pen.back, one.pen), []).append(one)
    order = sorted(groups, key=lambda pen: (pen.attributes, pen.back, pen.fore))
    return [
        one for pen in order for one in sorted(groups[pen], key=lambda one: (one.row, one.column))
    ]


def _of_layout(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The strips with their row and first column."""
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield y, x, strip
            x += strip.cell_length


def _of_chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The strips with their row and first column: whole chops, as unchanged cells cost nothing."""
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < last and end > first:
                yield y, x, strip


def _cells(text: str) -> list[str]:
    """One string per cell; an empty one follows a wide character, combining marks stay attached."""
    if cell_len(text) == len(text):
        return list(text)
    cells: list[str] = []
    for character in text:
        width = get_character_cell_size(character)
        if width == 0 and cells:
            place = -2 if cells[-1] == "" and len(cells) > 1 else -1
            cells[place] += character
        elif width:
            cells += [character] + [""] * (width - 1)
    return cells
