"""A picture as an SVG file (SVG 1.1): dots, blocks and lines as shapes, words as text.

Every renderer draws the shapes alike. Words stay text, which can be searched and edited; each has a
place of its own, so that a font of another width does not move the next one.
"""

from __future__ import annotations

import html
import itertools
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from tui.canvas.cells import Cells
from tui.canvas.picture.glyphs import BASELINE, HEIGHT, WIDTH
from tui.canvas.picture.shapes import Box, shapes_of
from tui.text.width import BLANK

FONTS = "'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
_POINTS = 26.6
"""At this size a character of most monospaced fonts is as wide as a cell."""
_SHOWN_WIDTH, _SHOWN_HEIGHT = 10, 20
"""The size of a cell where nothing says how large the picture is to be shown."""


def svg_of(cells: Cells, title: str) -> str:
    """The picture as a file; every cell has both colours."""
    width, height = cells.columns * WIDTH, cells.rows * HEIGHT
    shown = f'width="{cells.columns * _SHOWN_WIDTH}" height="{cells.rows * _SHOWN_HEIGHT}"'
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<svg xmlns="http://www.w3.org/2000/svg" {shown} viewBox="0 0 {width} {height}">',
            f"<title>{html.escape(title)}</title>",
            '<g shape-rendering="crispEdges">',
            *_grounds(cells),
            *_shapes(cells, boxes=True),
            "</g>",
            *_shapes(cells, boxes=False),
            f'<g font-family="{FONTS}" font-size="{_POINTS}" xml:space="preserve">',
            *_words(cells),
            "</g>",
            "</svg>\n",
        )
    )


def _grounds(cells: Cells) -> Iterator[str]:
    """The backgrounds: one path a colour, of rectangles as tall as rows are alike."""
    paths: defaultdict[int, list[str]] = defaultdict(list)
    since: dict[tuple[int, int, int], int] = {}
    for row in range(cells.rows + 1):
        runs = set(_runs(cells.back[row])) if row < cells.rows else set()
        for run in sorted(since.keys() - runs):
            start, stop, colour = run
            top = since.pop(run)
            box = Box(0, 0, (stop - start) * WIDTH, (row - top) * HEIGHT)
            paths[colour].append(box.path(start * WIDTH, top * HEIGHT))
        since.update(dict.fromkeys(runs - since.keys(), row))
    for colour, parts in paths.items():
        yield f'<path fill="#{colour:06x}" d="{"".join(parts)}"/>'


def _runs(colours: np.ndarray[tuple[int], np.dtype[np.int32]]) -> Iterator[tuple[int, int, int]]:
    """Start, end and colour of each sequence of cells with the same colour."""
    turns = [0, *(np.flatnonzero(colours[1:] != colours[:-1]) + 1).tolist(), colours.size]
    for start, stop in itertools.pairwise(turns):
        if stop > start:
            yield start, stop, int(colours[start])


def _shapes(cells: Cells, *, boxes: bool) -> Iterator[str]:
    """The characters that are drawn: one path for each colour and share."""
    paths: defaultdict[tuple[int, float], list[str]] = defaultdict(list)
    for row, characters in enumerate(cells.chars.tolist()):
        for column, character in enumerate(characters):
            if character in ("", BLANK):
                continue
            for shape in shapes_of(character):
                if isinstance(shape, Box) == boxes:
                    share = shape.share if isinstance(shape, Box) else 1.0
                    path = shape.path(column * WIDTH, row * HEIGHT)
                    paths[int(cells.fore[row, column]), share].append(path)
    for (colour, share), parts in paths.items():
        opacity = "" if share == 1 else f' fill-opacity="{share:g}"'
        yield f'<path fill="#{colour:06x}"{opacity} d="{"".join(parts)}"/>'


def _words(cells: Cells) -> Iterator[str]:
    """The letters, word by word: those of one look without a blank or a shape between."""
    for row in range(cells.rows):
        looks = list(zip(cells.fore[row].tolist(), cells.bold[row].tolist(), strict=True))
        start, word = 0, ""
        for column, character in enumerate([*cells.chars[row].tolist(), BLANK]):
            drawn = character == BLANK or (character != "" and shapes_of(character) != ())
            if word and (drawn or looks[column] != looks[start]):
                yield _word(word, start, column, row, looks[start])
                word = ""
            if not drawn:
                start = start if word else column
                word += character


def _word(word: str, start: int, stop: int, row: int, look: tuple[int, bool]) -> str:
    colour, bold = look
    place = f'x="{start * WIDTH}" y="{row * HEIGHT + BASELINE}"'
    length = f'textLength="{(stop - start) * WIDTH}" lengthAdjust="spacingAndGlyphs"'
    weight = ' font-weight="bold"' if bold else ""
    fill = f'fill="#{colour:06x}"'
    return f"<text {place} {length} {fill}{weight}>{html.escape(word)}</text>"
