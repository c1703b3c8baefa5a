"""The words and the key = value pairs of a direction."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass

from tui.lessons.reading.faults import ReadingError

_NAME = re.compile(r"\s*(?P<name>[A-Za-z][\w-]*)\s*(?P<colon>:?)")
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w-]*)\s*=(?!=)\s*")
_BARE = re.compile(r"""[^\s"'\[\]=,]+""")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'""", re.DOTALL)
_BREAK = re.compile(r"[ \t]*\n[ \t]*")

Value = str | int | float | bool | list[object]


@dataclass(frozen=True)
class Word:
    """A word that is no pair.

    Attributes:
        text: without quotes.
        quoted: whether it had them.
        place: index into the whole text.
    """

    text: str
    quoted: bool
    place: int


@dataclass(frozen=True)
class Pair:
    """A key with its value; `place` is that of the key, `at` that of the value."""

    key: str
    value: Value
    place: int
    at: int


@dataclass(frozen=True)
class Direction:
    """What stands in a comment.

    Attributes:
        name: what is to be done.
        words, pairs: what follows it, in order.
        rest: all that follows it, as written.
        place: index of the name into the whole text.
    """

    name: str
    words: tuple[Word, ...]
    pairs: tuple[Pair, ...]
    rest: str
    place: int


def direction_name(text: str, place: int) -> tuple[str, int, str, int]:
    """The name of a direction with its place, and what follows it with its place.

    Raises:
        ReadingError: there is none.
    """
    match = _NAME.match(text)
    rest = "" if match is None else text[match.end() :]
    if match is None or (rest.strip() and not match["colon"]):
        at = place + len(text) - len(text.lstrip())
        raise ReadingError(
            at, "not a direction, such as <!-- do: surface -->; a remark is <!-- # remark -->"
        )
    return match["name"], place + match.start("name"), rest, place + match.end()


def words_of(rest: str, place: int) -> tuple[tuple[Word, ...], tuple[Pair, ...]]:
    """The words and pairs of a text at this place.

    Raises:
        ReadingError: a quote or bracket is not closed, or a key is given twice.
    """
    words, pairs, at = list[Word](), list[Pair](), 0
    while at < len(rest):
        if rest[at].isspace() or rest[at] == ",":
            at += 1
        elif match := _KEY.match(rest, at):
            if any(pair.key == match["key"] for pair in pairs):
                raise ReadingError(place + at, f"{match['key']} is given twice")
            value, end = _value(rest, match.end(), place, match["key"])
            pairs.append(Pair(match["key"], value, place + at, place + match.end()))
            at = end
        elif rest[at] in "\"'":
            text, end = _quoted(rest, at, place)
            words.append(Word(text, quoted=True, place=place + at))
            at = end
        elif match := _BARE.match(rest, at):
            words.append(Word(match[0], quoted=False, place=place + at))
            at = match.end()
        else:
            raise ReadingError(place + at, f"{rest[at]} is unexpected here")
    return tuple(words), tuple(pairs)


def _value(rest: str, at: int, place: int, key: str) -> tuple[Value, int]:
    if at == len(rest):
        raise ReadingError(place + at, f"the value of {key} is missing")
    if rest[at] in "\"'":
        return _quoted(rest, at, place)
    if rest[at] == "[":
        return _list(rest, at, place)
    match = _BARE.match(rest, at)
    if match is None:
        raise ReadingError(place + at, f"the value of {key} is missing")
    return _plain(match[0]), match.end()


def _plain(word: str) -> Value:
    """A bare word: a number, true or false, or itself."""
    try:
        value = tomllib.loads(f"value = {word}")["value"]
    except (tomllib.TOMLDecodeError, ValueError):
        return word
    if isinstance(value, float) and not math.isfinite(value):
        return word
    return value if isinstance(value, bool | int | float) else word


def _quoted(rest: str, at: int, place: int) -> tuple[str, int]:
    """The text in quotes, as in TOML; a line break in it is a blank."""
    match = _QUOTED.match(rest, at)
    if match is None:
        raise ReadingError(place + at, f"the quote is not closed: {rest[at]} is missing")
    try:
        text = tomllib.loads(f"value = {_BREAK.sub(' ', match[0])}")["value"]
    except tomllib.TOMLDecodeError:
        reason = r"the text has a backslash that means nothing; write \\ for one, or use '…'"
        raise ReadingError(place + at, reason) from None
    assert isinstance(text, str)
    return text, match.end()


def _list(rest: str, at: int, place: int) -> tuple[list[object], int]:
    found, begin = list[object](), at
    at += 1
    while at < len(rest):
        if rest[at] == "]":
            return found, at + 1
        if rest[at].isspace() or rest[at] == ",":
            at += 1
        elif rest[at] == "[":
            raise ReadingError(place + at, "a list inside a list")
        else:
            value, at = _value(rest, at, place, "the list")
            found.append(value)
    raise ReadingError(place + begin, "the list is not closed: ] is missing")
