"""Writes a picture to a file, in the format that its name ends in."""

from __future__ import annotations

from pathlib import Path

from engine.errors import PathError, shown
from engine.storage.atomic import atomic_file
from tui.canvas.cells import Cells
from tui.canvas.picture.glyphs import HEIGHT, WIDTH
from tui.canvas.picture.png import png_of
from tui.canvas.picture.svg import svg_of
from tui.canvas.picture.text import coloured_text, plain_text


def write_picture(path: Path, cells: Cells, title: str) -> str:
    """Write the picture whole or not at all; returns what was written, in one line.

    Args:
        path: its suffix is one of `PICTURE_SUFFIXES`.
        cells: every one has both colours.
        title: of an SVG picture.

    Raises:
        PathError: the file cannot be written; one that was there is as it was.
    """
    size = f"{cells.columns} × {cells.rows} cells"
    match path.suffix.lower():
        case ".svg":
            content = svg_of(cells, title).encode()
        case ".png":
            content = png_of(cells)
            size += f", {cells.columns * WIDTH} × {cells.rows * HEIGHT} pixels"
        case ".ans":
            content = coloured_text(cells).encode()
        case _:
            content = plain_text(cells).encode()
    try:
        with atomic_file(path) as file:
            file.write(content)
    except OSError as error:
        reason = error.strerror or error
        raise PathError(f"{shown(str(path))}: cannot be written: {reason}") from None
    return f"wrote {size} to {path}"
