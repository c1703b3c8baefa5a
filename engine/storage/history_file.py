"""A run's updates as a file, .npz for numpy or .csv for everything else, written as they are made.

Rows go to a file beside the target, which takes the target's name when it is whole. So nothing is
held in memory, a file of this name is never cut short, and what was written before a process died
or a disk was full is still there. Who opens the file, who adds rows and who finishes it may be
different processes.

A .csv is written as it will be. For a .npz, whose columns follow one another, the rows are kept as
one numpy array of records (`numpy.load` reads it too), and taken apart into columns at the end.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import zipfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from engine.errors import HistoryError
from engine.history.history import Column
from engine.history.values import Series
from engine.storage.targets import check_file_target

SUFFIXES = (".npz", ".csv")

_RECORD = np.dtype(
    [("update", "<i8"), ("epoch", "<i8"), ("w", "<f4"), ("b", "<f4"), ("loss", "<f4")]
)
_PART, _NPY_PART = ".part", ".part.npy"
_ROWS = 1 << 16
_TAIL = 1 << 10


def check_history_path(path: Path) -> None:
    """Refuse a file that could not be written, before anything is computed.

    Raises:
        PathError: its suffix is unknown, its folder is missing, or it is not a plain file.
    """
    check_file_target(path, SUFFIXES)


def records(
    update: NDArray[np.int64], w: Column, b: Column, loss: Column, epochs: NDArray[np.float64]
) -> NDArray[np.void]:
    """The rows of a history file: update, epoch (from 1), and float32 w, b and loss, as in the run.

    Args:
        update: numbers of the updates, (k,), from 1.
        w, b, loss: of each.
        epochs: samples seen over n, to the end of each.
    """
    rows = np.empty(len(update), _RECORD)
    rows["update"], rows["epoch"] = update, np.ceil(epochs)
    rows["w"], rows["b"], rows["loss"] = w, b, loss
    return rows


class RowFile:
    """The file beside the target, open to add rows to.

    Args:
        part: the file, as `HistoryFile.part` names it; it holds what it begins with already.

    Raises:
        HistoryError: it cannot be opened.
    """

    def __init__(self, part: Path) -> None:
        self._part = part
        self._csv = part.suffix == _PART
        try:
            self._file = part.open("ab", buffering=0)
        except OSError as error:
            raise _failure(part, error) from None
        self._begin = self._file.tell()

    def append(self, rows: NDArray[np.void]) -> None:
        """Add these rows, of `records`, or none of them.

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
            raise _failure(self._part, error) from None

    def clear(self) -> None:
        """Drop all rows that were added here, as those of a run that begins anew.

        Raises:
            HistoryError: the file cannot be cut.
        """
        try:
            self._file.truncate(self._begin)
        except OSError as error:
            raise _failure(self._part, error) from None

    def close(self) -> None:
        self._file.close()

    def _bytes(self, rows: NDArray[np.void]) -> bytes:
        if not self._csv:
            return rows.tobytes()
        columns = (rows[name].tolist() for name in _RECORD.names or ())
        lines = (
            f"{update},{epoch},{w:.9g},{b:.9g},{loss:.9g}\n"
            for update, epoch, w, b, loss in zip(*columns, strict=True)
        )
        return "".join(lines).encode()

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) or 0 :]


class HistoryFile:
    """A history that is being written: the target, and the file beside it that has the rows so far.

    Args:
        target: the file wanted, .npz or .csv; one that is there is written over, at the end.

    Attributes:
        part: the file beside it.

    Raises:
        DescentError: the file cannot be written.
    """

    def __init__(self, target: Path) -> None:
        check_history_path(target)
        self._shown = target
        # A link stays one: what it points at is written.
        self._target = Path(os.path.realpath(target))
        self._csv = target.suffix.lower() == ".csv"
        begin = ",".join(_RECORD.names or ()).encode() + b"\n" if self._csv else _header(0)
        try:
            self.part = self._new_file(_PART if self._csv else _NPY_PART, begin)
        except OSError as error:
            raise _failure(target, error) from None

    def finish(self) -> int:
        """Give the file its name; gives how many updates it holds. None of them: no file.

        Raises:
            HistoryError: the disk is full; `keep` says where the updates are.
        """
        rows = self._whole_rows()
        if not rows:
            self.discard()
            return 0
        made = self.part
        try:
            if not self._csv:
                made = self._new_file(_PART, b"")
                self._put_columns(made, rows)
            if self._target.exists():
                shutil.copymode(self._target, made)
            made.replace(self._target)
        except OSError as error:
            if made != self.part:
                made.unlink(missing_ok=True)
            raise _failure(self._shown, error) from None
        self.part.unlink(missing_ok=True)
        return rows

    def keep(self) -> str:
        """Leave the rows so far beside the target, fit to be read; gives where, in words."""
        rows = self._whole_rows()
        if not rows:
            self.discard()
            return "nothing was kept"
        return f"{rows:,} updates are in {self.part}"

    def discard(self) -> None:
        """Leave nothing."""
        with contextlib.suppress(OSError):
            self.part.unlink(missing_ok=True)

    # ------------------------------------------------------------------------------ inside

    def _new_file(self, ending: str, begin: bytes) -> Path:
        """A file beside the target that was not there before.

        What is there may be all that is left of another run.
        """
        for number in count(1):
            infix = "" if number == 1 else f".{number}"
            path = self._target.with_name(f"{self._target.name}{infix}{ending}")
            try:
                with path.open("xb") as file:
                    file.write(begin)
            except FileExistsError:
                continue
            except OSError:
                with contextlib.suppress(OSError):
                    path.unlink()
                raise
            return path
        raise AssertionError("numbers do not end")

    def _whole_rows(self) -> int:
        """Cut off a row that was being written when the writer died; gives how many are left."""
        with contextlib.suppress(OSError), self.part.open("r+b") as file:
            return _whole_lines(file) if self._csv else _whole_records(file)
        return 0

    def _put_columns(self, made: Path, rows: int) -> None:
        """The rows' columns, one after the other, a piece at a time."""
        begin = len(_header(0))
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            for name in _RECORD.names or ():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                    member.write(_header(rows, _RECORD[name]))
                    for piece in _pieces(self.part, begin):
                        member.write(piece[name].tobytes())


def write_history(path: Path, updates: Series, samples: int) -> None:
    """Write every row that is kept of a run to a .npz or .csv file.

    Raises:
        DescentError: the file cannot be written; then there is none, or the one there was.
    """
    history = HistoryFile(path)
    try:
        file = RowFile(history.part)
        try:
            for start in range(0, len(updates), _ROWS):
                piece = updates.rows(slice(start, start + _ROWS))
                epochs = piece.seen / samples
                file.append(records(piece.index, piece.w, piece.b, piece.loss, epochs))
        finally:
            file.close()
        history.finish()
    except HistoryError as error:
        history.discard()
        raise HistoryError(path, error.reason) from None


def _failure(path: Path, error: OSError) -> HistoryError:
    return HistoryError(path, error.strerror or str(error))


def _header(rows: int, dtype: np.dtype[np.generic] = _RECORD) -> bytes:
    """The beginning of a .npy file; its length does not depend on the number of rows."""
    with io.BytesIO() as file:
        described = {"descr": npy.dtype_to_descr(dtype), "fortran_order": False, "shape": (rows,)}
        npy.write_array_header_1_0(file, described)
        return file.getvalue()


def _pieces(part: Path, begin: int) -> Iterator[NDArray[np.void]]:
    with part.open("rb") as file:
        file.seek(begin)
        while data := file.read(_ROWS * _RECORD.itemsize):
            yield np.frombuffer(data, _RECORD)


def _whole_records(file: io.BufferedRandom) -> int:
    begin = len(_header(0))
    rows = (file.seek(0, os.SEEK_END) - begin) // _RECORD.itemsize
    file.truncate(begin + rows * _RECORD.itemsize)
    file.seek(0)
    file.write(_header(rows))
    return rows


def _whole_lines(file: io.BufferedRandom) -> int:
    """Rows are numbered from 1 without a gap where the last one says how many there are."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _TAIL))
    tail = file.read()
    file.truncate(end - len(tail) + tail.rfind(b"\n") + 1)
    last = tail[: tail.rfind(b"\n")].rpartition(b"\n")[2]
    number = last.partition(b",")[0]
    return int(number) if number.isdigit() else 0
