"""Named arrays from a .npz file of unknown origin, within bounded memory and without pickle.

Names, types and shapes are checked before the numbers are read, and as many numbers are read as
the shape says, however much a member would unpack to. Only what `numpy.savez` writes is accepted.
"""

from __future__ import annotations

import os
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

_END = b"PK\5\6"
_END_SIZE = 22
_LOCATOR = b"PK\6\7"
_LOCATOR_SIZE = 20
_LARGEST_DIRECTORY = 64_000
"""Bytes of the list of members, some 700 of them."""
_NUMBERS = "biuf"
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, ValueError, TypeError, SyntaxError),
    *(MemoryError, RecursionError, RuntimeError, NotImplementedError),
)


class WrongArrayError(Exception):
    """An array, or a file of arrays, that is not as it must be; the text says why."""


@dataclass(frozen=True)
class Limit:
    """What an array may be.

    Attributes:
        most: the largest length of each axis.
        kind: its type; None is any type of numbers.
    """

    most: tuple[int, ...]
    kind: np.dtype[Any] | None = None

    def allows(self, shape: tuple[int, ...], kind: np.dtype[Any]) -> bool:
        """Whether an array of this shape and type may be read."""
        right = kind.kind in _NUMBERS if self.kind is None else kind == self.kind
        fits = len(shape) == len(self.most)
        return right and fits and all(map(int.__le__, shape, self.most))


Limits = Callable[[str], Limit | None]
"""The limit of the array of a name; None for a name that does not belong there."""


def arrays_in(file: BinaryIO, limits: Limits) -> dict[str, NDArray[np.generic]]:
    """The arrays in a file, read-only.

    Args:
        file: a .npz file.
        limits: what each array may be.

    Raises:
        WrongArrayError: the file is damaged, or an array is none of those expected.
        OSError: the file cannot be read.
    """
    arrays: dict[str, NDArray[np.generic]] = {}
    try:
        _check_directory(file)
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                name = member.filename.removesuffix(".npy")
                limit = limits(name)
                if limit is None or name in arrays:
                    raise WrongArrayError(f"{name} does not belong there")
                with archive.open(member) as stream:
                    arrays[name] = _array(stream, name, limit)
    except _UNREADABLE:
        raise WrongArrayError("not readable") from None
    return arrays


def _check_directory(file: BinaryIO) -> None:
    """Check the size of the list of members, which `zipfile` would read whole.

    Raises:
        WrongArrayError: it is too large, or the file does not end as `numpy.savez` ends one.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_SIZE - _LOCATOR_SIZE))
    tail = file.read()
    end = tail[-_END_SIZE:]
    if not end.startswith(_END) or tail.startswith(_LOCATOR):
        raise WrongArrayError("not readable")
    if int.from_bytes(end[12:16], "little") > _LARGEST_DIRECTORY:
        raise WrongArrayError("has too many arrays")


def _array(stream: IO[bytes], name: str, limit: Limit) -> NDArray[np.generic]:
    if npy.read_magic(stream) != (1, 0):
        raise WrongArrayError("not readable")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shape, by_column, kind = npy.read_array_header_1_0(stream)
    if not limit.allows(shape, kind):
        raise WrongArrayError(f"{name} has the wrong type or shape")
    size = int(np.prod(shape, dtype=np.int64)) * kind.itemsize
    # One byte more: the end is reached, and with it the checksum.
    data = stream.read(size + 1)
    if len(data) != size:
        raise WrongArrayError("not readable")
    return np.frombuffer(data, kind).reshape(shape, order="F" if by_column else "C")
