"""Reads a workbook in a process of its own, which a damaged one may end.

Run as `python -m engine.data.reading.sheet_process NOTATION [SHEET]`, it reads the workbook from
standard input, and prints what it found as JSON in the first line, and then the sheet as text.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engine.data.reading.sheet_text import Cells, has_commas, holds_numbers, text_of
from engine.nearest import nearest

GUESS, COMMAS = "guess", "commas"
"""Whether numbers in cells of text have a decimal comma: to be found out, or yes."""


@dataclass(frozen=True)
class Found:
    """What was found in a workbook.

    Attributes:
        names: of all sheets.
        name: of the sheet that was read; None if it does not exist or there are no cells.
        near: the sheet that was probably meant.
        rows: of the sheet.
        points: whether numbers are written with a decimal point.
        locked: whether the workbook is protected by a password.
    """

    names: tuple[str, ...] = ()
    name: str | None = None
    near: str | None = None
    rows: int = 0
    points: bool = True
    locked: bool = False


def main(words: Sequence[str]) -> int:
    """Print the sheet; gives the exit status."""
    import python_calamine as calamine

    notation, *wanted = words
    text = ""
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as book:
            names = [one.name for one in book.sheets_metadata if str(one.typ).endswith("WorkSheet")]
            found = Found(tuple(names))
            name, cells = _asked(book, names, wanted[0]) if wanted else _first(book)
            if name is not None:
                points = notation == GUESS and not has_commas(cells)
                found = Found(tuple(names), name, None, len(cells), points)
                text = text_of(cells, points=points)
            elif wanted:
                found = Found(tuple(names), near=nearest(wanted[0], names))
    except calamine.PasswordError:
        found = Found(locked=True)
    out = sys.stdout.buffer
    out.write(json.dumps(asdict(found)).encode() + b"\n" + text.encode())
    out.flush()
    return 0


def _cells(book: Any, name: str) -> Cells:
    cells: Cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return cells


def _asked(book: Any, names: Sequence[str], wanted: str) -> tuple[str | None, Cells]:
    """The sheet with this name or, if no name matches, with this number from 1."""
    text = wanted.strip()
    same = [name for name in names if name.strip() == text]
    same = same or [name for name in names if name.strip().casefold() == text.casefold()]
    if len(same) != 1 and text.isdecimal() and 1 <= int(text) <= len(names):
        same = [names[int(text) - 1]]
    return (same[0], _cells(book, same[0])) if len(same) == 1 else (None, [])


def _first(book: Any) -> tuple[str | None, Cells]:
    """The first sheet with numbers, or else with any cells; a hidden one if there is no other."""
    sheets = [one for one in book.sheets_metadata if str(one.typ).endswith("WorkSheet")]
    seen = [one.name for one in sheets if str(one.visible).endswith(".Visible")]
    filled: tuple[str | None, Cells] = None, []
    for name in seen or [one.name for one in sheets]:
        cells = _cells(book, name)
        if holds_numbers(cells):
            return name, cells
        if filled[0] is None and any(map(any, cells)):
            filled = name, cells
    return filled


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
