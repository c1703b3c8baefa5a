"""The pieces of a lesson's body: headings of steps, comments, and text between them.

A comment counts where Markdown has one at the beginning of a line: not in a block of code, not in
an indented one, not between backticks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tui.lessons.code import closes, masked, opened_fence
from tui.lessons.reading.faults import ReadingError

_HEADING = re.compile(r" {0,3}##(?!#)[ \t]*(?P<title>.*?)(?:[ \t]+#+)?[ \t]*")
_OPENS = re.compile(r" {0,3}<!--")
OPEN, CLOSE = "<!--", "-->"
_WITHIN = re.compile(rf"^(?! {{4}}|\t)[^\n]*?{OPEN}", re.MULTILINE)


@dataclass(frozen=True)
class Heading:
    """The heading of a step; `place` is that of its line."""

    title: str
    place: int


@dataclass(frozen=True)
class Comment:
    """What stands in a comment; `place` is that of its first character."""

    text: str
    place: int


@dataclass(frozen=True)
class Text:
    """Text up to the next heading or comment; `place` is that of its first character."""

    text: str
    place: int


Piece = Heading | Comment | Text
Report = Callable[[ReadingError], None]


def pieces(source: str, start: int, report: Report) -> Iterator[Piece]:
    """The pieces of a text, in order.

    Args:
        source: the whole text.
        start: where its body begins.
        report: takes errors.
    """
    place = begin = start
    fence = ""
    while place < len(source):
        end = _end_of_line(source, place)
        line = source[place:end]
        if fence:
            fence = "" if closes(line, fence) else fence
        elif fence := opened_fence(line):
            pass
        elif heading := _HEADING.fullmatch(line):
            yield from _text(source, begin, place, report)
            yield Heading(heading["title"], place)
            begin = end + 1
        elif _OPENS.match(line):
            yield from _text(source, begin, place, report)
            found, end = _comments(source, place, report)
            yield from found
            begin = end + 1
        place = end + 1
    yield from _text(source, begin, len(source), report)


def _end_of_line(source: str, place: int) -> int:
    end = source.find("\n", place)
    return len(source) if end < 0 else end


def _text(source: str, begin: int, end: int, report: Report) -> Iterator[Text]:
    """The text between two places, without blank lines around it; nothing if it is blank."""
    text = source[begin:end]
    if not text.strip():
        return
    first = len(text) - len(text.lstrip())
    begin += text.rfind("\n", 0, first) + 1
    piece = Text(source[begin:end].rstrip(), begin)
    for match in _WITHIN.finditer(masked(piece.text)):
        report(ReadingError(begin + match.end() - len(OPEN), "a direction must begin its line"))
    yield piece


def _comments(source: str, place: int, report: Report) -> tuple[list[Comment], int]:
    """The comments that begin in a line, one after the other, and the end of the last one's."""
    found: list[Comment] = []
    while True:
        begin = source.index(OPEN, place) + len(OPEN)
        close, again = source.find(CLOSE, begin), source.find(OPEN, begin)
        if close < 0:
            report(ReadingError(begin - len(OPEN), "the comment is not closed: --> is missing"))
            return found, len(source)
        if 0 <= again < close:
            reason = "a comment inside a comment: --> is missing before it, or one <!-- is too many"
            report(ReadingError(again, reason))
        else:
            found.append(Comment(source[begin:close], begin))
        place = close + len(CLOSE)
        end = _end_of_line(source, place)
        rest = source[place:end]
        if not rest.strip():
            return found, end
        if not rest.lstrip().startswith(OPEN):
            at = place + len(rest) - len(rest.lstrip())
            report(ReadingError(at, "text after a direction; it must begin a line of its own"))
            return found, end
