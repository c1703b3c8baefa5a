"""Samples that were edited by hand, each set in a file of its own.

A file is named after its contents and never changes, so what refers to it stays true: kept and
saved runs, a change that is undone, a session that is resumed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from pathlib import Path

from engine.arrays import Floats
from engine.errors import StoreError, shown
from engine.storage.atomic import atomic_file, make_folder
from engine.storage.platform_folders import data_folder

_PLAIN_NAME = re.compile(r"[^\W\d_][\w ()/%°.²-]{0,60}")
"""Names that a reader takes for a header."""
_DIGITS = 12


def edited_folder() -> Path:
    """The folder of all edited data; raises as `data_folder`."""
    return data_folder() / "edited"


def write_edited(x: Floats, y: Floats, names: tuple[str, str], folder: Path | None = None) -> Path:
    """Write samples as CSV, with all their digits; the file of the same samples is reused.

    Args:
        x, y: in the data's units, both (n,).
        names: of the columns; those that no header can have become x and y.
        folder: where; None is `edited_folder`.

    Returns:
        The file, by its absolute path.

    Raises:
        StoreError: it cannot be written.
        PathError: the account has no home directory.
    """
    contents = _text(x, y, names).encode()
    into = edited_folder() if folder is None else folder
    path = into.absolute() / f"edited-{hashlib.sha256(contents).hexdigest()[:_DIGITS]}.csv"
    try:
        if path.is_file() and path.read_bytes() == contents:
            return path
        make_folder(path.parent, private=True)
        with atomic_file(path, private=True) as file:
            file.write(contents)
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"edited data cannot be written: {reason}: {shown(str(path))}") from None
    return path


def header_of(names: tuple[str, str]) -> tuple[str, str]:
    """The names of the columns in the file."""
    plain = all(_PLAIN_NAME.fullmatch(name) and name.strip() == name for name in names)
    return names if plain and names[0] != names[1] else ("x", "y")


def _text(x: Floats, y: Floats, names: tuple[str, str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header_of(names))
    writer.writerows(zip(map(repr, x.tolist()), map(repr, y.tolist()), strict=True))
    return text.getvalue()
