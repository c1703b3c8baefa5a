"""The rows of a history file, and the file beside the target to which they are appended."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.errors import HistoryError
from engine.history.history import Column
from engine.problems.current import PROBLEM
from engine.storage.atomic import PART

RECORD = np.dtype(
    [
        ("update", "<i8"),
        ("epoch", "<i8"),
        *((name, "<f4") for name in PROBLEM.names),
        ("loss", "<f4"),
    ]
)
COLUMNS = RECORD.names or ()
CSV_PART, NPY_PART = PART, f"{PART}.npy"
"""The suffix of the file beside the target."""

_ROWS = 1 << 16
"""Rows written at a time."""


def records(
    update: NDArray[np.int64], theta: Column, loss: Column, epochs: Floats
) -> NDArray[np.void]:
    """The rows of a history file: update, epoch (from 1), and float32 θ and loss, as in the run.

    Args:
        update: numbers of the updates, (k,), from 1.
        theta, loss: of each, (k, 2) and (k,).
        epochs: samples seen over n, to the end of each.
    """
    rows = np.empty(len(update), RECORD)
    rows["update"], rows["epoch"], rows["loss"] = update, np.ceil(epochs), loss
    for name, column in zip(PROBLEM.names, theta.T, strict=True):
        rows[name] = column
    return rows


class RowFile:
    """The file beside the target, open to add rows to.

    Args:
        part: the file of `HistoryFile.part`, which already contains its header.

    Raises:
        HistoryError: it cannot be opened.
    """

    def __init__(self, part: Path) -> None:
        self._part = part
        self._csv = part.suffix == CSV_PART
        try:
            self._file = part.open("ab", buffering=0)
        except OSError as error:
            raise failure(part, error) from None
        self._begin = self._file.tell()

    def append(self, rows: NDArray[np.void]) -> None:
        """Append these rows, from `records`; all or none.

        Raises:
            HistoryError: they cannot be written.
        """
        end = self._file.tell()
        try:
            for start in range(0, len(rows), _ROWS):
                self._write(self._bytes(rows[start : start + _ROWS]))
        except OSError as error:
            with contextlib.suppress(OSError):
                self._file.truncate(end)
            raise failure(self._part, error) from None

    def clear(self) -> None:
        """Remove all rows added here, because the run restarts.

        Raises:
            HistoryError: the file cannot be cut.
        """
        try:
            self._file.truncate(self._begin)
        except OSError as error:
            raise failure(self._part, error) from None

    def close(self) -> None:
        self._file.close()

    def _bytes(self, rows: NDArray[np.void]) -> bytes:
        if not self._csv:
            return rows.tobytes()
        columns = (rows[name].tolist() for name in COLUMNS)
        lines = (
            f"{update},{epoch},{first:.9g},{second:.9g},{loss:.9g}\n"
            for update, epoch, first, second, loss in zip(*columns, strict=True)
        )
        return "".join(lines).encode()

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) or 0 :]


def failure(path: Path, error: OSError) -> HistoryError:
    """The error for a file that cannot be written, with the system's message."""
    return HistoryError(path, error.strerror or str(error))
