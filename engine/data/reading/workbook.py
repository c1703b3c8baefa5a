"""A sheet of a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods) as text.

Titles, units, missing cells, totals and the notation of numbers in cells of text are then found as
in any text file. The lines of the text are the rows of the sheet.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.data.reading.extra import check_installed
from engine.data.reading.formats import Format
from engine.data.reading.formulas import check_formulas
from engine.data.reading.options import ReadOptions
from engine.data.reading.sheet_process import COMMAS, GUESS, Found
from engine.data.reading.sheet_text import SEPARATOR
from engine.data.reading.source import Source
from engine.errors import DataError, shown

_OPTIONS = ("separator", "encoding")
_LISTED = 5
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The name of the part of a locked workbook that holds the other one."""


@dataclass(frozen=True)
class Sheet:
    """A sheet as text.

    Attributes:
        source: the file, which reads as the text of the sheet.
        options: how the text is to be read.
        name: of the sheet.
        said: which sheet it is, if there are others.
    """

    source: Source
    options: ReadOptions
    name: str
    said: tuple[str, ...]


def sheet_of(source: Source, options: ReadOptions) -> Sheet:
    """The sheet that was asked for, or the first one with two columns of numbers.

    Raises:
        DataError: the library is missing, the workbook is damaged, locked or empty or has no such
            sheet, or an option does not apply to it.
        OSError: it cannot be read.
    """
    for name in _OPTIONS:
        if getattr(options, name) is not None:
            raise DataError(f"{source.file}: is a workbook; --{name} does not apply to it")
    check_installed("python_calamine", source, Format.WORKBOOK)
    found, text = _read(source, options)
    if found.locked:
        raise DataError(f"{source.file}: is protected by a password; save it without one")
    if found.name is None:
        raise DataError(f"{source.file}: {_none(found, options)}")
    check_formulas(source, found.rows)
    settled = replace(options, separator=SEPARATOR, encoding="utf-8")
    if found.points and options.decimal is None and options.thousands is None:
        settled = replace(settled, decimal=".")
    return Sheet(replace(source, sheet=text), settled, found.name, _which(found.name, found.names))


def _read(source: Source, options: ReadOptions) -> tuple[Found, bytes]:
    """What another process found, and the text of the sheet.

    The library is written in Rust: a damaged workbook may end the process, and not with an error.

    Raises:
        DataError: it did.
        OSError: the file cannot be read.
    """
    commas = options.decimal == "," or options.thousands == "."
    words = [COMMAS if commas else GUESS, *([options.sheet] if options.sheet is not None else [])]
    content = source.beginning(-1)
    done = subprocess.run(  # noqa: S603 - it is our own module
        [sys.executable, "-P", "-m", "engine.data.reading.sheet_process", *words],
        input=content,
        capture_output=True,
        check=False,
    )
    head, _, text = done.stdout.partition(b"\n")
    if done.returncode and _ENCRYPTED in content:
        return Found(locked=True), b""
    if done.returncode or not head:
        raise DataError(f"{source.file}: the workbook is damaged, or of an unknown form")
    return Found(**json.loads(head)), text


def _none(found: Found, options: ReadOptions) -> str:
    """Why there is no sheet."""
    if options.sheet is None:
        return "the workbook has no cells; at least two rows are required"
    hint = (
        f"did you mean '{shown(found.near)}'?" if found.near else f"sheets: {_listed(found.names)}"
    )
    return f"sheet '{shown(options.sheet.strip())}' does not exist; {hint}"


def _which(name: str, names: Sequence[str]) -> tuple[str, ...]:
    others = [one for one in names if one != name]
    return (f"sheet: {shown(name)} (others: {_listed(others)})",) if others else ()


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _LISTED
    listed = ", ".join(map(shown, names[:_LISTED]))
    return listed + (f" and {more} more" if more > 0 else "")
