"""The results of a sweep in a file that only grows: one line of JSON for each row.

A session names how much of the file belongs to it. What was appended later, by a process that died
before it saved, is cut off when the file grows again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from engine.files import open_regular
from engine.storage.atomic import PRIVATE_FILE
from engine.storage.sessions.record import RowsRecord
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.rows import SweepRow
from engine.sweeps.tradeoff import TradeoffRow

_CONFIG = ConfigDict(ser_json_inf_nan="constants")
_ROWS: dict[str, TypeAdapter[Any]] = {
    "sweep": TypeAdapter(tuple[SweepRow, ...], config=_CONFIG),
    "tradeoff": TypeAdapter(tuple[TradeoffRow, ...], config=_CONFIG),
    "phase": TypeAdapter(tuple[PhaseRow, ...], config=_CONFIG),
}
_AT_ONCE = 1000
"""Rows converted at a time, so that other threads get their turn."""


class WrongRowsError(Exception):
    """A file without the rows that it should have."""


class RowsFile:
    """The file of one sweep, to which its rows are appended.

    Args:
        path: the file.
        kind: "sweep", "tradeoff" or "phase".
        record: what of an existing file belongs to the session; None begins a new file.
    """

    def __init__(self, path: Path, kind: str, record: RowsRecord | None = None) -> None:
        self._path, self._kind = path, kind
        self._hash = hashlib.sha256()
        self._length = self._rows = 0
        if record is not None:
            self._length, self._rows = record.length, record.rows
            self._hash.update(path.read_bytes()[: record.length])

    def append(self, rows: Sequence[SweepRow | TradeoffRow | PhaseRow]) -> RowsRecord:
        """Append the rows that the file lacks, and write them to the disk.

        Raises:
            OSError: they cannot be written.
        """
        flags = os.O_RDWR | os.O_CREAT
        with os.fdopen(os.open(self._path, flags, PRIVATE_FILE), "r+b") as file:
            file.truncate(self._length)
            file.seek(self._length)
            hashed, length = self._hash.copy(), self._length
            for start in range(self._rows, len(rows), _AT_ONCE):
                piece = _ROWS[self._kind].dump_json(tuple(rows[start : start + _AT_ONCE])) + b"\n"
                file.write(piece)
                hashed.update(piece)
                length += len(piece)
            file.flush()
            os.fsync(file.fileno())
        self._hash, self._length, self._rows = hashed, length, len(rows)
        return RowsRecord(
            name=self._path.name, sha256=hashed.hexdigest(), length=length, rows=len(rows)
        )


def rows_in(folder: Path, kind: str, record: RowsRecord) -> tuple[Any, ...]:
    """The rows of a session.

    Raises:
        WrongRowsError: the file does not hold them.
        OSError: it cannot be read.
    """
    with open_regular(folder / record.name) as file:
        data = file.read(record.length)
    if len(data) != record.length or hashlib.sha256(data).hexdigest() != record.sha256:
        raise WrongRowsError
    validate: Callable[[bytes], tuple[Any, ...]] = _ROWS[kind].validate_json
    try:
        rows = tuple(row for line in data.splitlines() for row in validate(line))
    except ValueError:
        raise WrongRowsError from None
    if len(rows) != record.rows:
        raise WrongRowsError
    return rows
