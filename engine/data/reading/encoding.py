"""The encoding of a text file, from its first bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from engine.errors import DataError

LAST_RESORT = "cp1252"
MARK = "\ufeff"
"""The byte order mark, decoded; programs that write one before text that has one double it."""
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x19\x1c-\x1f\x7f]")
_DIGIT = re.compile(r"[0-9]")
_TITLES = {
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    LAST_RESORT: "Windows-1252 (not valid UTF-8)",
}


@dataclass(frozen=True)
class Encoding:
    """An encoding; a certain one was asked for or is marked in the file, so no other is tried."""

    name: str
    certain: bool

    @property
    def title(self) -> str:
        """Its name for the user; empty for UTF-8."""
        return _TITLES.get(self.name, "")


def normal_line_ends(text: str) -> str:
    """The text with line feeds alone at the ends of its lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def find_encoding(beginning: bytes, asked: str | None) -> Encoding:
    """The encoding of a file that begins with these bytes."""
    if asked is not None:
        name = codecs.lookup(asked).name
        marked = next((found for mark, found in _MARKS if beginning.startswith(mark)), None)
        # A byte order mark would become a part of the first name.
        same = marked is not None and marked.removesuffix("-sig") == name
        return Encoding(marked if same and marked is not None else name, certain=True)
    for mark, name in _MARKS:
        if beginning.startswith(mark):
            return Encoding(name, certain=True)
    even, odd = beginning[0::2].count(0), beginning[1::2].count(0)
    pairs = max(len(beginning) // 2, 1)
    # Digits and separators of UTF-16 have a zero byte; without a mark, its place shows the order.
    if odd > 0.4 * pairs and even < 0.05 * pairs:
        return Encoding("utf-16-le", certain=True)
    if even > 0.4 * pairs and odd < 0.05 * pairs:
        return Encoding("utf-16-be", certain=True)
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        decoder.decode(beginning)
    except UnicodeDecodeError:
        return Encoding(LAST_RESORT, certain=False)
    return Encoding("utf-8", certain=False)


def check_encoding(beginning: bytes, text: str, asked: str, file: str) -> None:
    """Refuse an encoding in which a file has no digits or is binary, if it is a text in another.

    Args:
        beginning: of the file.
        text: the same, decoded.
        asked: the encoding that was asked for.
        file: the file's name for a message.

    Raises:
        DataError: it is.
    """
    if _is_legible(text):
        return
    found = find_encoding(beginning, None)
    other = beginning.decode(found.name, "replace")
    if _is_legible(other):
        name = found.name.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
        raise DataError(f"{file}: is not {asked} text (--encoding); it seems to be {name}")


def _is_legible(text: str) -> bool:
    return _DIGIT.search(text) is not None and not _is_binary(text)


def _is_binary(text: str) -> bool:
    return text.count("\0") + len(_CONTROL.findall(text)) > max(2, len(text) // 100)


def check_is_text(text: str, file: str) -> None:
    """Refuse decoded text that has the characters of a binary file.

    Raises:
        DataError: it does.
    """
    if _is_binary(text):
        raise DataError(f"{file}: is a binary file; must be a text file such as a CSV file")
    place = text.find("\0")
    if place >= 0:
        line = normal_line_ends(text[:place]).count("\n") + 1
        raise DataError(f"{file}, line {line}: contains a zero byte; must be a text file")
