"""The text of a lesson's file, checked for what no text has."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from engine.config.paths import no_such_file
from engine.files import read_given
from tui.lessons.reading.faults import LessonError, LessonFault, Lines, ReadingError

LARGEST = 200_000
"""Bytes of a file that can be a lesson."""
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
"""Controls, and what reorders or breaks lines, so that a text would not say what it seems to."""


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
    if match := _FORBIDDEN.search(text):
        name = unicodedata.name(match[0], f"U+{ord(match[0]):04X}")
        wrong = ReadingError(match.start(), f"the character {name} is not allowed in a text")
        raise LessonError(source, (Lines(text).fault(wrong),))
    return text


def _at_start(path: Path, reason: str) -> LessonError:
    return LessonError(str(path), (LessonFault(1, 1, reason),))
