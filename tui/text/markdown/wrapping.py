"""Text in several styles, wrapped at words to a number of terminal cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tui.text.ties import loose, tied_closely
from tui.text.width import split_cells, text_width


class Style(StrEnum):
    """The style of a piece of text; the value is the name of a component class."""

    PLAIN = "text--plain"
    STRONG = "text--strong"
    EMPHASIS = "text--emphasis"
    CODE = "text--code"
    HEADING = "text--heading"
    FAINT = "text--faint"
    KEY = "text--key"
    GOOD = "text--good"
    WRONG = "text--wrong"


@dataclass(frozen=True)
class Piece:
    """A stretch of text in one style."""

    text: str
    style: Style = Style.PLAIN


Line = tuple[Piece, ...]
"""One line, from left to right."""


def plain(line: Iterable[Piece]) -> str:
    """The text of a line without styles, and without trailing blanks."""
    return "".join(piece.text for piece in line).rstrip()


def width_of(line: Iterable[Piece]) -> int:
    """The width of a line in cells."""
    return sum(text_width(piece.text) for piece in line)


def wrapped(pieces: Sequence[Piece], width: int) -> list[Line]:
    """The pieces as lines of at most `width` cells; a newline in them begins a line.

    Only a word that is wider than a line is divided.
    """
    lines: list[Line] = []
    line: list[Piece] = []
    used = 0
    gap = False
    for word in _words(pieces, width):
        if word is None:
            lines.append(_joined(line))
            line, used, gap = [], 0, False
            continue
        if not word:
            gap = bool(line)
            continue
        needs = width_of(word)
        if line and used + gap + needs > width:
            lines.append(_joined(line))
            line, used, gap = [], 0, False
        if gap:
            line.append(Piece(" ", word[0].style if line[-1].style is word[0].style else _BLANK))
            used += 1
            gap = False
        *whole, rest = _divided(word, width) if needs > width else [word]
        lines += [_joined(part) for part in whole]
        line += rest
        used += width_of(rest)
    return [*lines, _joined(line)]


_BLANK = Style.PLAIN


def indented(lines: Iterable[Line], lead: Line, *, repeated: bool = False) -> Iterator[Line]:
    """The lines after a lead, and where it is not repeated, after blanks as wide."""
    blanks = (Piece(" " * width_of(lead)),)
    for place, line in enumerate(lines):
        yield (*(lead if repeated or not place else blanks), *line)


def _words(pieces: Sequence[Piece], width: int) -> Iterator[list[Piece] | None]:
    """The words, an empty list for blanks between two of them, None for a newline.

    What belongs together, as a number and its unit, is one word if it fits a line of this width.
    """
    closely = [Piece(tied_closely(piece.text), piece.style) for piece in pieces]
    for word in _split(closely):
        loosened = [Piece(loose(piece.text), piece.style) for piece in word or ()]
        if width_of(loosened) > width and word != loosened:
            yield from _split(loosened)
        else:
            yield loosened if word else word


def _split(pieces: Sequence[Piece]) -> Iterator[list[Piece] | None]:
    word: list[Piece] = []
    for piece in pieces:
        part = ""
        for character in piece.text:
            if character not in " \n":
                part += character
                continue
            if part:
                word.append(Piece(part, piece.style))
                part = ""
            if word:
                yield word
                word = []
            yield None if character == "\n" else []
        if part:
            word.append(Piece(part, piece.style))
    if word:
        yield word


def _divided(word: Sequence[Piece], width: int) -> list[Line]:
    """Pieces in lines of at most `width` cells, or of one character, broken anywhere."""
    parts: list[list[Piece]] = [[]]
    used, width = 0, max(width, 1)
    for piece in word:
        for character in piece.text:
            needs = len(split_cells(character))
            if used + needs > width and parts[-1]:
                parts.append([])
                used = 0
            parts[-1].append(Piece(character, piece.style))
            used += needs
    return [_joined(part) for part in parts]


def _joined(line: Sequence[Piece]) -> Line:
    """The line with adjacent pieces of one style as one piece."""
    joined: list[Piece] = []
    for piece in line:
        if joined and joined[-1].style is piece.style:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.style)
        else:
            joined.append(piece)
    return tuple(joined)
