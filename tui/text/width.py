"""How many terminal cells a text takes, and texts cut or padded to a number of cells."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import get_character_cell_size

BLANK = " "
_BLOCKS = {*range(0x1CC00, 0x1CEC0), *range(0x1FB00, 0x1FC00)}
"""Legacy computing symbols, octants among them, which Python's tables may not have yet."""


def split_cells(text: str) -> list[str]:
    """Text as one string per cell; an empty one follows a wide character.

    Characters without a width of their own (combining marks, controls) are left out.
    """
    if text.isascii() and text.isprintable():
        return list(text)
    cells: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        width = get_character_cell_size(character)
        if width == 1 and (character.isprintable() or ord(character) in _BLOCKS):
            cells.append(character)
        elif width == 2:
            cells += [character, ""]
    return cells


@lru_cache(maxsize=8192)
def text_width(text: str) -> int:
    """The width of the text in cells."""
    return len(split_cells(text))


def cut(text: str, width: int) -> str:
    """The text, shortened to `width` cells; … marks an omission."""
    cells = split_cells(text)
    if len(cells) <= width:
        return "".join(cells)
    if width <= 0:
        return ""
    kept = cells[: width - 1]
    if kept and cells[width - 1] == "":
        kept[-1] = BLANK
    return "".join(kept) + "…"


def cut_start(text: str, width: int) -> str:
    """The text, shortened to `width` cells at its beginning, as for paths; … marks an omission."""
    cells = split_cells(text)
    if len(cells) <= width:
        return "".join(cells)
    if width <= 0:
        return ""
    kept = cells[len(cells) - width + 1 :]
    if kept and kept[0] == "":
        kept[0] = BLANK
    return "…" + "".join(kept)


def padded(text: str, width: int, *, left: bool) -> str:
    """The text padded to at least `width` cells, at the left or at the right."""
    blanks = BLANK * (width - text_width(text))
    return text + blanks if left else blanks + text
