"""Numbers three rows high, of half blocks: strokes a whole cell wide, read from the last row.

A glyph is 3 × 5 squares, each half a cell; a point is narrower.
"""

from __future__ import annotations

ROWS = 3
_GAP = 1
_GLYPHS = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", " ##", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    ".": (" ", " ", " ", " ", "#"),
    "-": ("   ", "   ", "## ", "   ", "   "),
    "–": ("   ", "   ", "###", "   ", "   "),
    "+": ("   ", " # ", "###", " # ", "   "),
    "e": ("   ", " ##", "###", "#  ", " ##"),
    ">": ("#  ", " # ", "  #", " # ", "#  "),
    "<": ("  #", " # ", "#  ", " # ", "  #"),
}
_BLOCKS = {(" ", " "): " ", ("#", " "): "▀", (" ", "#"): "▄", ("#", "#"): "█"}


def large_width(text: str) -> int:
    """The columns of a number three rows high."""
    return sum(len(_GLYPHS[character][0]) + _GAP for character in text) - _GAP if text else 0


def large(text: str) -> tuple[str, ...]:
    """The rows of a number, top first; all of the same width.

    Raises:
        KeyError: a character is not one of a number.
    """
    squares = [(" " * _GAP).join(_GLYPHS[character][row] for character in text) for row in range(5)]
    squares.append(" " * len(squares[0]))
    return tuple(
        "".join(_BLOCKS[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(squares[::2], squares[1::2], strict=True)
    )
