"""The rows of a history file, and the file beside the target to which they are appended."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.data.scaling import Scaling
from engine.errors import HistoryError
from engine.history.history import Column
from engine.problems.base import NAMES
from engine.storage.atomic import PART

RECORD = np.dtype(
    [
        ("update", "<i8"),
        ("epoch", "<i8"),
        *((name, "<f4") for name in NAMES),
        ("loss", "<f4"),
    ]
)
DATA_COLUMNS = tuple(f"data_{name}" for name in NAMES)
"""θ in the data's units, in float64, where the samples are standardized."""
CSV_PART, NPY_PART = PART, f"{PART}.npy"
"""The suffix of the file beside the target."""

_SAME = Scaling()
_ROWS = 1 << 16
"""Rows written at a time."""


def record_of(scaling: Scaling) -> np.dtype[np.void]:
    """The columns of a history file of samples with this scaling."""
    if scaling.identity:
        return RECORD
    return np.dtype([*RECORD.descr, *((name, "<f8") for name in DATA_COLUMNS)])


def records(
    update: NDArray[np.int64],
    theta: Column,
    loss: Column,
    epochs: Floats,
    scaling: Scaling = _SAME,
) -> NDArray[np.void]:
    """The rows of a history file: update, epoch (from 1), and float32 θ and loss, as in the run.

    Where the samples are standardized, θ in the data's units follows.

    Args:
        update: numbers of the updates, (k,), from 1.
        theta, loss: of each, (k, 2) and (k,).
        epochs: samples seen over n, to the end of each.
        scaling: from the data's units to the samples.
    """
    rows = np.empty(len(update), record_of(scaling))
    rows["update"], rows["epoch"], rows["loss"] = update, np.ceil(epochs), loss
    for name, column in zip(NAMES, theta.T, strict=True):
        rows[name] = column
    if not scaling.identity:
        w, b = (np.asarray(column, np.float64) for column in theta.T)
        with np.errstate(over="ignore", invalid="ignore"):
            in_data = scaling.columns_to_data(w, b)
        for name, values in zip(DATA_COLUMNS, in_data, strict=True):
            rows[name] = values
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
        names = rows.dtype.names or ()
        columns = (rows[name].tolist() for name in names)
        form = ",".join("{:.17g}" if name in DATA_COLUMNS else "{:.9g}" for name in names[2:])
        lines = map(f"{{}},{{}},{form}\n".format, *columns)
        return "".join(lines).encode()

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) or 0 :]


def failure(path: Path, error: OSError) -> HistoryError:
    """The error for a file that cannot be written, with the system's message."""
    return HistoryError(path, error.strerror or str(error))
