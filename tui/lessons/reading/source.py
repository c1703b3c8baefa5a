"""The text of a lesson's file, checked for what no text has."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from engine.config.paths import no_such_file
from engine.files import read_given
from tui.lessons.reading.faults import LessonError, LessonFault, Lines, ReadingError

LARGEST = 200_000
"""Bytes of a file that can be a lesson."""
_DIRECTIONS = "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that reorder or break lines, so that a text would not say what it seems to."""


def text_of(path: Path) -> str:
    """The text of a file, with line feeds at the ends of lines.

    Raises:
        LessonError: it cannot be read, or is no text in UTF-8.
    """
    try:
        data = read_given(path, LARGEST)
    except FileNotFoundError:
        raise _at_start(path, no_such_file(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _at_start(path, f"cannot be read: {reason}") from None
    return decoded(data, str(path))


def decoded(data: bytes, source: str) -> str:
    """The text in these bytes; raises as `text_of`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", errors="replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise LessonError(source, (LessonFault(line, column, "not text in UTF-8"),)) from None
    text = text.replace("\r\n", "\n")
    for place, character in enumerate(text):
        if character not in "\n\t" and _is_control(character):
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            wrong = ReadingError(place, f"the character {name} is not allowed in a text")
            raise LessonError(source, (Lines(text).fault(wrong),))
    return text


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character in _DIRECTIONS


def _at_start(path: Path, reason: str) -> LessonError:
    return LessonError(str(path), (LessonFault(1, 1, reason),))
