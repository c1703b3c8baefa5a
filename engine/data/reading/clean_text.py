"""The text of a file from its first row of data on, without comments and blank lines."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Self

from engine.data.reading.after_quotes import text_after_quote
from engine.data.reading.dialect import BLANKS, Dialect
from engine.data.reading.encoding import LAST_RESORT, MARK, Encoding
from engine.data.reading.sample import TRAILING_COMMENT, Line, is_comment, is_rule
from engine.data.reading.source import Source
from engine.errors import DataError

_BLOCK = 1 << 20
_LONGEST = 1 << 26
_KEPT = 100


class WrongEncodingError(Exception):
    """The text is not in the encoding that its beginning suggests."""


class CleanText:
    """A stream of text that a reader of tables takes.

    Attributes:
        skipped: the numbers of the lines left out so far, after the first row of data.
        comments: how many of them were comments.
        first_comments: the first of these, with their numbers.
        lines: the lines passed on so far.
    """

    def __init__(
        self,
        source: Source,
        encoding: Encoding,
        dialect: Dialect,
        prefixes: tuple[str, ...],
        first: int,
        last: int | None,
    ) -> None:
        """Args: `first` and `last` are the first and the last line to pass on, from 1."""
        self.skipped: list[int] = []
        self.comments = 0
        self.first_comments: list[Line] = []
        self.lines = 0
        self._source = source
        self._encoding = encoding
        self._dialect = dialect
        self._prefixes = prefixes
        self._first = first
        self._last = last
        self._stream = source.open()
        self._decoder = codecs.getincrementaldecoder(encoding.name)("strict")
        self._number = 1
        self._rest = ""
        self._inside = False
        self._done = False
        self._begins = True
        separators = re.escape(" \t" + dialect.separator)
        self._blank = re.compile(rf"[{separators}\x0b\x0c\x1a]*")

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[str]:
        """The lines, with their ends."""
        while text := self.read():
            for line in text.split("\n")[:-1]:
                yield line + "\n"

    def read(self, _size: int = -1) -> str:
        """The next lines, whole; empty at the end.

        Raises:
            DataError: the text has a zero byte, a line without end, or a number that goes on
                after its closing quote, or is not in the encoding that was asked for.
            WrongEncodingError: another encoding must be tried.
            OSError: the file cannot be read.
        """
        while not self._done:
            text = self._cleaned(self._next_lines())
            if text:
                self.lines += text.count("\n")
                return text
        return ""

    def _next_lines(self) -> str:
        """Whole lines, those before the first one left out, with plain line ends."""
        raw = self._source.read(self._stream, _BLOCK)
        try:
            text = self._rest + self._decoder.decode(raw, final=not raw)
        except UnicodeError as error:
            raise self._not_decoded(error) from None
        if self._begins and text:
            text, self._begins = text.lstrip(MARK), False
        if not raw:
            self._done = True
            text = text.removesuffix("\x1a")
            text += "\n" if text and text[-1] not in "\r\n" else ""
        if "\r" in text:
            held = text.endswith("\r") and bool(raw)
            text = (text[:-1] if held else text).replace("\r\n", "\n").replace("\r", "\n")
            text += "\r" if held else ""
        whole, end, self._rest = text.rpartition("\n")
        if len(self._rest) > _LONGEST:
            raise DataError(f"{self._where(self._number)}: longer than 64 MB; not a table")
        return self._within(whole + end)

    def _within(self, text: str) -> str:
        while text and self._number < self._first:
            _, _, text = text.partition("\n")
            self._number += 1
        if self._last is not None:
            left = self._last - self._number + 1
            if text.count("\n") >= left:
                text = "".join(line + "\n" for line in text.split("\n")[: max(left, 0)])
                self._done = True
        if "\0" in text:
            line = self._number + text[: text.index("\0")].count("\n")
            raise DataError(f"{self._where(line)}: contains a zero byte; must be a text file")
        return text

    def _cleaned(self, text: str) -> str:
        """The lines without comments and blank lines; counts them."""
        if not self._needs_cleaning(text):
            self._check_quotes(text)
            self._number += text.count("\n")
            self._inside ^= bool(text.count(self._dialect.quote) & 1)
            return text
        kept = []
        for line in text.split("\n")[:-1]:
            # What looks like a comment within quotes is a part of a field.
            if not self._inside and self._left_out(line):
                self.skipped.append(self._number)
            else:
                kept.append(self._without_comment(line) + "\n")
                self._check_quotes(kept[-1])
                self._inside ^= bool(line.count(self._dialect.quote) & 1)
            self._number += 1
        return "".join(kept)

    def _check_quotes(self, text: str) -> None:
        """Refuse a number that goes on after its closing quote; the next line has `_number`."""
        found = text_after_quote(text, self._dialect, inside=self._inside)
        if found is not None:
            line, field = found
            raise DataError(
                f"{self._where(self._number + line)}: characters follow the closing quote of"
                f" {field}; must be quoted whole, or not at all"
            )

    def _needs_cleaning(self, text: str) -> bool:
        separator = self._dialect.separator
        # Single characters first: a search for two at a line's end takes ten times as long.
        marks = ["\n\n"] + ["\n" + separator] * (separator != BLANKS)
        marks += [mark + "\n" for mark in " \t" if mark in text]
        return (
            any(prefix in text for prefix in self._prefixes if prefix[0] in text)
            or ("-" in text and "---" in text)
            or ("=" in text and "===" in text)
            or "\x1a" in text
            or "\x0c" in text
            or any(mark in text or text.startswith(mark[1:]) for mark in marks)
        )

    def _left_out(self, line: str) -> bool:
        if self._blank.fullmatch(line):
            return True
        if is_comment(line, self._prefixes):
            self.comments += 1
            if len(self.first_comments) < _KEPT:
                self.first_comments.append(Line(self._number, line))
            return True
        return is_rule(line)

    def _without_comment(self, line: str) -> str:
        """A line between blanks up to a comment, as R and numpy read it."""
        if self._dialect.separator != BLANKS or self._inside or "#" not in line:
            return line
        if "#" not in self._prefixes or self._dialect.quote in line:
            return line
        return TRAILING_COMMENT.split(line, maxsplit=1)[0]

    def _where(self, line: int) -> str:
        return f"{self._source.file}, line {line}"

    def _not_decoded(self, error: UnicodeError) -> Exception:
        if not self._encoding.certain and self._encoding.name != LAST_RESORT:
            return WrongEncodingError()
        where, byte = self._source.file, ""
        if isinstance(error, UnicodeDecodeError):
            before = error.object[: error.start].decode(self._encoding.name, "replace")
            lines = self._rest.count("\n") + before.replace("\r\n", "\n").count("\n")
            where = self._where(self._number + lines)
            byte = f"byte 0x{error.object[error.start]:02x} "
        if self._encoding.certain:
            return DataError(
                f"{where}: {byte}is not {self._encoding.name} text; add --encoding NAME"
            )
        return DataError(
            f"{where}: {byte}is neither UTF-8 nor Windows-1252 text; add --encoding NAME"
        )
