"""The first lines of a file, without comments and blank lines."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from engine.data.reading.encoding import (
    MARK,
    Encoding,
    check_encoding,
    check_is_text,
    normal_line_ends,
)
from engine.data.reading.options import ReadOptions
from engine.data.reading.source import Source
from engine.data.reading.tags import have_tags
from engine.errors import DataError

_BYTES = 1 << 18
_MOST_BYTES = 1 << 23
_LINES = 200
_COMMENTS: tuple[str, ...] = ("#", "%", "//", "!")
_BLANK_AFTER = "# "
_SEPARATOR_LINE = re.compile(r'"?sep=(.|\\t)"?[,;\t]*', re.IGNORECASE)
_VALUES = r"(?:N/A|NA|VALUE!|DIV/0!|REF!|NUM!|NAME\?|NULL!)(?!\w)"
_ERROR_VALUE = re.compile(rf"#{_VALUES}", re.IGNORECASE)
TRAILING_COMMENT = re.compile(rf"[ \t]#(?!{_VALUES})", re.IGNORECASE)
"""Where a comment begins after the fields of a line."""
_RULE = re.compile(r"[\s|+]*[-=]{3}[-=+|:\s]*")


@dataclass(frozen=True)
class Line:
    """A line of the file without its end, and its number from 1."""

    number: int
    text: str


@dataclass(frozen=True)
class Sample:
    """The first lines of a file.

    Attributes:
        lines: those that are neither blank nor comments, at most 200.
        comments: the comment lines above the last of them, without the comment's character.
        prefixes: the characters that begin a comment line.
        separator: from a line such as sep=; that Excel writes; None if there is none.
        complete: whether the file has no further lines.
    """

    lines: tuple[Line, ...]
    comments: tuple[Line, ...]
    prefixes: tuple[str, ...]
    separator: str | None
    complete: bool

    @property
    def has_tags(self) -> bool:
        """Whether names may begin with #, so that only # and a blank begin a comment."""
        return _BLANK_AFTER in self.prefixes


def is_rule(text: str) -> bool:
    """Whether a line is drawn, such as -----+-----, and holds no data."""
    return _RULE.fullmatch(text) is not None


def is_comment(text: str, prefixes: tuple[str, ...]) -> bool:
    """Whether a line begins as comments do; an error value of a spreadsheet, #N/A, does not."""
    begin = text.lstrip()
    return begin.startswith(prefixes) and _ERROR_VALUE.match(begin) is None


def take_sample(source: Source, encoding: Encoding, options: ReadOptions) -> Sample:
    """The first lines of a file.

    Raises:
        DataError: it is a binary file, not in this encoding, or has no lines but comments.
        OSError: it cannot be read.
    """
    size = _BYTES
    while True:
        text, complete = _beginning(source, encoding, size, options.encoding)
        sample = _sampled(text, options.skip, complete=complete)
        if complete or len(sample.lines) >= 20 or size >= _MOST_BYTES:
            break
        size *= 4
    if not sample.lines:
        if not complete and "\n" not in text:
            raise DataError(f"{source.file}, line 1: longer than 8 MB; not a table")
        if options.skip:
            raise DataError(f"{source.file}: no lines after the first {options.skip} (--skip)")
        raise DataError(
            f"{source.file}: the file is blank; at least two rows of numbers are required"
        )
    return sample


def _beginning(
    source: Source, encoding: Encoding, size: int, asked: str | None
) -> tuple[str, bool]:
    raw = source.beginning(size + 1)
    complete = len(raw) <= size
    decoder = codecs.getincrementaldecoder(encoding.name)("strict" if complete else "replace")
    try:
        text = decoder.decode(raw[:size], final=complete)
    except UnicodeError:
        # The reader of the whole file names the line.
        text = raw[:size].decode(encoding.name, "replace")
    if asked is not None:
        check_encoding(raw[:size], text, asked, source.file)
    check_is_text(text, source.file)
    text = normal_line_ends(text.lstrip(MARK).removesuffix("\x1a"))
    return (text if complete else text.rpartition("\n")[0]), complete


def _sampled(text: str, skip: int, *, complete: bool) -> Sample:
    numbered = [Line(k, line) for k, line in enumerate(text.split("\n"), 1)][skip:]
    numbered = [line for line in numbered if line.text.strip()]
    separator = None
    if numbered and (found := _SEPARATOR_LINE.fullmatch(numbered[0].text.strip())):
        separator = "\t" if found[1] == "\\t" else found[1]
        numbered = numbered[1:]
    prefixes = _comment_prefixes(numbered)
    lines: list[Line] = []
    comments: list[Line] = []
    for line in numbered:
        if is_comment(line.text, prefixes):
            comments.append(line)
        elif not is_rule(line.text):
            lines.append(line)
        if len(lines) == _LINES:
            complete = False
            break
    return Sample(tuple(lines), tuple(comments), prefixes, separator, complete)


def _comment_prefixes(lines: list[Line]) -> tuple[str, ...]:
    """The characters that begin comment lines here.

    Not those that begin every line below the first: there, #1 is a name.
    """
    begins = [line.text.lstrip() for line in lines]
    candidates = _COMMENTS
    if not any(";" in begin[1:].rstrip(";") and begin[0] != ";" for begin in begins):
        candidates = (*candidates, ";")
    found = [
        prefix
        for prefix in candidates
        if sum(not begin.startswith(prefix) for begin in begins) > 1
        or all(begin.startswith(prefix) for begin in begins)
    ]
    if "#" in found and have_tags(begins):
        found[found.index("#")] = _BLANK_AFTER
    return tuple(found)
