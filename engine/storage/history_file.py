"""The updates of a run as a file, .npz or .csv, written as they are made.

Rows are written to a file beside the target, which is renamed to the target when complete. So
nothing is held in memory, the target is never incomplete, and rows written before a process died or
a disk was full are still available. The processes that open the file, add rows and finish it may be
different.

A .csv has its final form. For a .npz, whose columns are consecutive, the rows are stored as one
numpy array of records (which `numpy.load` can read), and separated into columns at the end.
"""

from __future__ import annotations

import contextlib
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from engine.data.scaling import Scaling
from engine.errors import HistoryError
from engine.history.values import Series
from engine.storage.atomic import new_file_beside, put_in_place, real_target
from engine.storage.history_rows import (
    CSV_PART,
    NPY_PART,
    RowFile,
    failure,
    record_of,
    records,
)
from engine.storage.targets import check_file_target

SUFFIXES = (".npz", ".csv")

_SAME = Scaling()
_ROWS = 1 << 16
_TAIL = 1 << 10


def check_history_path(path: Path) -> None:
    """Check that a file can be written, before anything is computed.

    Raises:
        PathError: its suffix is unknown, its folder is missing, or it is not a plain file.
    """
    check_file_target(path, SUFFIXES)


class HistoryFile:
    """A history being written: the target, and the file beside it with the rows so far.

    Args:
        target: the target file, .npz or .csv; an existing one is replaced at the end.
        scaling: from the data's units to the samples; a .npz has its numbers.

    Attributes:
        part: the file beside it.

    Raises:
        DescentError: the file cannot be written.
    """

    def __init__(self, target: Path, scaling: Scaling = _SAME) -> None:
        check_history_path(target)
        self._shown = target
        # A link stays a link: the file that it points to is written.
        self._target = real_target(target)
        self._csv = target.suffix.lower() == ".csv"
        self._scaling, self._record = scaling, record_of(scaling)
        names = ",".join(self._record.names or ())
        begin = f"{names}\n".encode() if self._csv else _header(0, self._record)
        try:
            self.part = new_file_beside(self._target, CSV_PART if self._csv else NPY_PART, begin)
        except OSError as error:
            raise failure(target, error) from None

    def finish(self) -> int:
        """Rename the file to the target; returns its number of updates. Without updates, no file.

        Raises:
            HistoryError: the disk is full; `keep` leaves the updates in `part`.
        """
        rows = self._whole_rows()
        if not rows:
            self.discard()
            return 0
        made = self.part
        try:
            if not self._csv:
                made = new_file_beside(self._target, CSV_PART)
                self._put_columns(made, rows)
            put_in_place(made, self._target)
        except OSError as error:
            if made != self.part:
                made.unlink(missing_ok=True)
            raise failure(self._shown, error) from None
        self.part.unlink(missing_ok=True)
        return rows

    def keep(self) -> int:
        """Leave the rows so far in `part`, readable; returns their number. No file without rows."""
        rows = self._whole_rows()
        if not rows:
            self.discard()
        return rows

    def discard(self) -> None:
        """Remove the file."""
        with contextlib.suppress(OSError):
            self.part.unlink(missing_ok=True)

    # ------------------------------------------------------------------------------ inside

    def _whole_rows(self) -> int:
        """Cut off an incomplete last row of a writer that died; returns the number of rows."""
        with contextlib.suppress(OSError), self.part.open("r+b") as file:
            return _whole_lines(file) if self._csv else _whole_records(file, self._record)
        return 0

    def _put_columns(self, made: Path, rows: int) -> None:
        """Write the columns one after the other, in pieces."""
        record = self._record
        begin = len(_header(0, record))
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            for name in record.names or ():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                    member.write(_header(rows, record[name]))
                    for piece in _pieces(self.part, begin, record):
                        member.write(piece[name].tobytes())
            for name, value in {} if self._scaling.identity else asdict(self._scaling).items():
                with archive.open(f"{name}.npy", "w") as member:
                    npy.write_array(member, np.array(value))


def write_history(path: Path, updates: Series, samples: int, scaling: Scaling = _SAME) -> None:
    """Write all stored rows of a run to a .npz or .csv file.

    Raises:
        DescentError: the file cannot be written; an existing one is unchanged.
    """
    history = HistoryFile(path, scaling)
    try:
        file = RowFile(history.part)
        try:
            for start in range(0, len(updates), _ROWS):
                piece = updates.rows(slice(start, start + _ROWS))
                epochs = piece.seen / samples
                file.append(records(piece.index, piece.theta, piece.loss, epochs, scaling))
        finally:
            file.close()
        history.finish()
    except HistoryError as error:
        history.discard()
        raise HistoryError(path, error.reason) from None


def _header(rows: int, dtype: np.dtype[np.generic]) -> bytes:
    """The beginning of a .npy file; its length does not depend on the number of rows."""
    with io.BytesIO() as file:
        described = {"descr": npy.dtype_to_descr(dtype), "fortran_order": False, "shape": (rows,)}
        npy.write_array_header_1_0(file, described)
        return file.getvalue()


def _pieces(part: Path, begin: int, record: np.dtype[np.void]) -> Iterator[NDArray[np.void]]:
    with part.open("rb") as file:
        file.seek(begin)
        while data := file.read(_ROWS * record.itemsize):
            yield np.frombuffer(data, record)


def _whole_records(file: io.BufferedRandom, record: np.dtype[np.void]) -> int:
    begin = len(_header(0, record))
    rows = (file.seek(0, os.SEEK_END) - begin) // record.itemsize
    file.truncate(begin + rows * record.itemsize)
    file.seek(0)
    file.write(_header(rows, record))
    return rows


def _whole_lines(file: io.BufferedRandom) -> int:
    """The number of complete rows, from the last one: rows are numbered from 1 without gaps."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _TAIL))
    tail = file.read()
    file.truncate(end - len(tail) + tail.rfind(b"\n") + 1)
    last = tail[: tail.rfind(b"\n")].rpartition(b"\n")[2]
    number = last.partition(b",")[0]
    return int(number) if number.isdigit() else 0
