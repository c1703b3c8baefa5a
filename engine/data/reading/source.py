"""A data file as bytes: what it is, and its content decompressed."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import stat
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self, cast

from engine.errors import DataError, shown

_ROWS_REQUIRED = "at least two rows of numbers are required"
_NO_TEXT = {
    b"PK\x03\x04": "is a ZIP archive or a workbook",
    b"PAR1": "is a Parquet file",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook (.xls)",
    b"%PDF": "is a PDF document",
    b"\x89PNG": "is a picture",
    b"\xff\xd8\xff": "is a picture",
    b"\x89HDF": "is an HDF5 file",
    b"\x93NUMPY": "is a NumPy file",
    b"SQLite format": "is a database",
    b"\x28\xb5\x2f\xfd": "is a zstd archive",
    b"7z\xbc\xaf": "is a 7z archive",
    b"\x7fELF": "is a program",
}
_MARKUP = {
    re.compile(rb"<"): "is an HTML or XML page",
    # {x} may be a name.
    re.compile(rb"""\{\s*(?:["'{\[}]|\Z)|\[\s*[{\[]"""): "is JSON",
}
_COMPRESSED: dict[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\0": lzma.LZMAFile,
}
_BEGINNING = 1 << 12
Damaged = (gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError)


@dataclass(frozen=True)
class Source:
    """A regular file that may hold a table.

    Attributes:
        path: where it is.
        file: its path, fit for a message.
    """

    path: Path
    file: str

    def open(self) -> IO[bytes]:
        """Its bytes, decompressed if it is a .gz, .bz2 or .xz file by its content.

        Raises:
            OSError: it cannot be opened.
        """
        stream = self.path.open("rb")
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
        """At most `size` bytes from its beginning.

        Raises:
            DataError: a compressed file is damaged.
            OSError: it cannot be read.
        """
        with self.open() as stream:
            return self.read(stream, size)

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


def regular_file(path: Path, file: str) -> Source:
    """The file at this path, if it is one and is not empty.

    Raises:
        DataError: it is a directory, a device or a pipe, or empty.
        OSError: it does not exist, or may not be read.
    """
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise DataError(f"{file}: is a directory; must be a data file such as a CSV file")
    if not stat.S_ISREG(status.st_mode):
        raise DataError(f"{file}: is a device or a pipe; must be a file, or - for standard input")
    if status.st_size == 0:
        raise DataError(f"{file}: the file is empty; {_ROWS_REQUIRED}")
    return Source(path, file)


def check_text(source: Source) -> None:
    """Refuse what is no text by its first bytes.

    Raises:
        DataError: it is a picture, an archive, a page, or empty once decompressed.
        OSError: it cannot be read.
    """
    beginning = source.beginning(_BEGINNING)
    if not beginning:
        raise DataError(f"{source.file}: the compressed file is empty; {_ROWS_REQUIRED}")
    for signature, what in _NO_TEXT.items():
        if beginning.startswith(signature):
            raise DataError(f"{source.file}: {what}; save the table as a CSV file")
    text = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    for pattern, what in _MARKUP.items():
        if pattern.match(text):
            raise DataError(f"{source.file}: {what}; save the table as a CSV file")


def source_name(path: Path) -> str:
    """The name of a file, fit to be shown."""
    return shown(path.name)
