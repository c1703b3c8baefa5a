"""A data file as bytes, decompressed."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self, cast

from engine.errors import DataError, shown
from engine.files import not_a_file, open_regular

ROWS_REQUIRED = "at least two rows of numbers are required"
MOST_UNPACKED = 1 << 29
"""The most bytes that a compressed file is unpacked to in memory, where that is needed whole."""
_COMPRESSED: dict[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\0": lzma.LZMAFile,
}
Damaged = (gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError)


@dataclass(frozen=True)
class Source:
    """A regular file that may hold a table.

    Attributes:
        path: where it is.
        file: its path, fit for a message.
        sheet: of a workbook, the rows of a sheet as text; None of any other file.
    """

    path: Path
    file: str
    sheet: bytes | None = None

    @property
    def line_name(self) -> str:
        """The word for a line of the text: that of a sheet is a row of it."""
        return "line" if self.sheet is None else "row"

    def open(self) -> IO[bytes]:
        """Its bytes, decompressed if it is a .gz, .bz2 or .xz file by its content.

        Raises:
            OSError: it cannot be opened.
        """
        if self.sheet is not None:
            return io.BytesIO(self.sheet)
        stream: IO[bytes] = open_regular(self.path)
        try:
            beginning = stream.read(6)
            stream.seek(0)
            for signature, opener in _COMPRESSED.items():
                if beginning.startswith(signature):
                    return cast("IO[bytes]", _Owning(opener(stream), stream))
        except BaseException:
            stream.close()
            raise
        return stream

    def beginning(self, size: int) -> bytes:
        """At most `size` bytes from its beginning; all of it if `size` is -1.

        Raises:
            DataError: a compressed file is damaged, or too large to be unpacked whole.
            OSError: it cannot be read.
        """
        with self.open() as stream:
            if size >= 0 or not _is_packed(stream):
                return self.read(stream, size)
            whole = self.read(stream, MOST_UNPACKED + 1)
        if len(whole) > MOST_UNPACKED:
            most = MOST_UNPACKED >> 20
            raise DataError(f"{self.file}: unpacks to more than {most} MB; unpack it first")
        return whole

    def content(self) -> io.BytesIO:
        """All of it, for a reader that goes back and forth in it.

        Raises:
            DataError, OSError: as of `beginning`.
        """
        return io.BytesIO(self.beginning(-1))

    def read(self, stream: IO[bytes], size: int) -> bytes:
        """The next bytes of a stream of this file.

        Raises:
            DataError: a compressed file is damaged.
            OSError: it cannot be read.
        """
        try:
            return stream.read(size)
        except Damaged:
            raise DataError(f"{self.file}: the compressed file is damaged or incomplete") from None


class _Owning:
    """A decompressed stream that closes the file beneath it."""

    def __init__(self, stream: IO[bytes], beneath: IO[bytes]) -> None:
        self._stream = stream
        self._beneath = beneath

    def read(self, size: int) -> bytes:
        return self._stream.read(size)

    def close(self) -> None:
        self._stream.close()
        self._beneath.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _is_packed(stream: object) -> bool:
    return isinstance(stream, _Owning)


def regular_file(path: Path, file: str) -> Source:
    """The file at this path, if it is one and is not empty.

    Raises:
        DataError: it is a folder, a device or a pipe, or empty.
        OSError: it does not exist, or may not be read.
    """
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise DataError(f"{file}: is a folder; must be a data file such as a CSV file")
    if what := not_a_file(status.st_mode):
        raise DataError(f"{file}: {what}; must be a file, or - for standard input")
    if status.st_size == 0:
        raise DataError(f"{file}: the file is empty; {ROWS_REQUIRED}")
    return Source(path, file)


def source_name(path: Path) -> str:
    """The name of a file, fit to be shown."""
    return shown(path.name)
