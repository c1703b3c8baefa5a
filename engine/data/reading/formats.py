"""What a file is by its content, whatever its name says: text, a workbook, Parquet or Arrow."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from enum import StrEnum

from engine.data.reading.source import ROWS_REQUIRED, Source
from engine.errors import DataError


class Format(StrEnum):
    """A kind of file that may hold a table; its text is for a message."""

    TEXT = "a text file"
    WORKBOOK = "a workbook"
    PARQUET = "a Parquet file"
    ARROW = "an Arrow file"

    @property
    def noun(self) -> str:
        """As the subject of a sentence."""
        return f"the {self.partition(' ')[2]}"


_TABLES = {
    b"PAR1": Format.PARQUET,
    b"PARE": Format.PARQUET,
    b"ARROW1": Format.ARROW,
    b"FEA1": Format.ARROW,
    b"\xd0\xcf\x11\xe0": Format.WORKBOOK,
}
_ZIP = b"PK\x03\x04"
_NO_TABLES = {
    b"PK\x05\x06": "is an empty ZIP archive",
    b"%PDF": "is a PDF document",
    b"\x89PNG": "is a picture",
    b"\xff\xd8\xff": "is a picture",
    b"GIF8": "is a picture",
    b"\x89HDF": "is an HDF5 file",
    b"\x93NUMPY": "is a NumPy file",
    b"SQLite format": "is a database",
    b"\x28\xb5\x2f\xfd": "is a zstd archive",
    b"7z\xbc\xaf": "is a 7z archive",
    b"Rar!\x1a": "is a RAR archive",
    b"%%MatrixMarket": "is a Matrix Market file",
    b"\x7fELF": "is a program",
}
_MARKUP = {
    re.compile(rb"<"): "is an HTML or XML page",
    # {x} may be a name.
    re.compile(rb"""\{\s*(?:["'{\[}]|\Z)|\[\s*[{\[]"""): "is JSON",
}
_DOCUMENTS = (
    ("word/", "is a Word document"),
    ("ppt/", "is a presentation"),
    ("Index/", "is an Apple Numbers document"),
    ("Index.zip", "is an Apple Numbers document"),
)
_SHEETS = ("xl/", "content.xml")
_AS_CSV = "save the table as a CSV file"
_BEGINNING = 1 << 12
_LARGEST_BOOK = 2 << 30
"""Bytes of the unpacked parts of a workbook: more than its most rows of 20 columns take."""
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError),
    # An unknown method of compression, or a password.
    *(NotImplementedError, RuntimeError),
)


def format_of(source: Source) -> Format:
    """What a file is, by its content.

    Raises:
        DataError: it holds no table, such as a picture or an archive, or is empty once
            decompressed.
        OSError: it cannot be read.
    """
    beginning = source.beginning(_BEGINNING)
    if not beginning:
        raise DataError(f"{source.file}: the compressed file is empty; {ROWS_REQUIRED}")
    for signature, found in _TABLES.items():
        if beginning.startswith(signature):
            return found
    if beginning.startswith(_ZIP):
        return _in_archive(source)
    for signature, what in _NO_TABLES.items():
        if beginning.startswith(signature):
            raise DataError(f"{source.file}: {what}; {_AS_CSV}")
    text = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    for pattern, what in _MARKUP.items():
        if pattern.match(text):
            raise DataError(f"{source.file}: {what}; {_AS_CSV}")
    return Format.TEXT


def _in_archive(source: Source) -> Format:
    """What a ZIP archive is: a workbook is one, too.

    Raises:
        DataError: it is no workbook, or its checksums show that it is damaged.
    """
    try:
        with zipfile.ZipFile(source.content()) as archive:
            names = archive.namelist()
            is_book = any(name.startswith(_SHEETS) for name in names)
            size = sum(member.file_size for member in archive.infolist()) if is_book else 0
            if size > _LARGEST_BOOK:
                raise DataError(f"{source.file}: unpacks to {size / 1e9:.1f} GB; {_AS_CSV}")
            damaged = archive.testzip() is not None if is_book else False
    except _DAMAGED:
        damaged = True
    if damaged:
        raise DataError(f"{source.file}: is a workbook or a ZIP archive, damaged or incomplete")
    for beginning, what in _DOCUMENTS:
        if any(name.startswith(beginning) for name in names):
            raise DataError(f"{source.file}: {what}; {_AS_CSV}")
    if is_book:
        return Format.WORKBOOK
    raise DataError(f"{source.file}: is a ZIP archive; unpack it")
