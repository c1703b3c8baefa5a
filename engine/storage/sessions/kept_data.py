"""Data from standard input or a pipe, kept with the session: no file of the user has them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from engine.config.run import RunConfig
from engine.data.room import bytes_text
from engine.data.standard_input import SESSION_FOLDER, is_kept
from engine.files import open_regular
from engine.storage.atomic import PRIVATE_FOLDER, atomic_file
from engine.storage.sessions.record import DataRecord

LARGEST_DATA = 64 << 20
"""Bytes of the most data that a session keeps."""
_PIECE = 1 << 20


class WrongDataError(Exception):
    """The kept data are not those of the session."""


def kept_data_of(configs: Iterable[RunConfig]) -> Path | None:
    """The file of the kept data, the same in all of these; None if none uses any."""
    paths = (config.data.data for config in configs)
    return next((path for path in paths if path is not None and is_kept(path)), None)


def keep_data(folder: Path, source: Path) -> DataRecord:
    """Copy the data into the folder of a session.

    Raises:
        OSError: they cannot be read or written.
        ValueError: they are too large.
    """
    size = source.stat().st_size
    if size > LARGEST_DATA:
        raise ValueError(
            f"{source.name} has {bytes_text(size)}, a session keeps at most"
            f" {bytes_text(LARGEST_DATA)}; write the data to a file first"
        )
    home = folder / SESSION_FOLDER
    home.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    digest = hashlib.sha256()
    with source.open("rb") as given, atomic_file(home / source.name, private=True) as file:
        while piece := given.read(_PIECE):
            digest.update(piece)
            file.write(piece)
    return DataRecord(folder=SESSION_FOLDER, name=source.name, sha256=digest.hexdigest())


def data_in(folder: Path, record: DataRecord) -> Path:
    """The file of the data in the folder of a session.

    Raises:
        WrongDataError: its digest does not match.
        OSError: it cannot be read.
    """
    path = folder / record.folder / record.name
    with open_regular(path) as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != record.sha256:
            raise WrongDataError
    return path
