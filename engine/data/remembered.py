"""What was last made of a data file, so that a process reads the file once."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from engine.config.paths import typed_path
from engine.config.run import DataConfig, Standardize
from engine.data.standard_input import is_kept
from engine.errors import PathError
from engine.files import open_regular

_COARSEST = 3_000_000_000
"""Nanoseconds within which a file may change without a new time of change, on any file system."""

ValueT = TypeVar("ValueT")


@dataclass(frozen=True)
class _Stamp:
    """The identity of a file's content.

    Attributes:
        place: device and inode.
        size: in bytes.
        changed: the time of its last change, in nanoseconds.
        digest: of the content if it changed just before, when that time may not show another
            change; else empty.
    """

    place: tuple[int, int]
    size: int
    changed: int
    digest: bytes = b""


class Remembered(Generic[ValueT]):
    """Makes a value of a data file, and keeps the last one while file and options are the same.

    Args:
        make: makes the value; it must not depend on how the samples are standardized.
    """

    def __init__(self, make: Callable[[DataConfig], ValueT]) -> None:
        self._make = make
        self._last: tuple[DataConfig, _Stamp, ValueT] | None = None

    def of(self, config: DataConfig) -> ValueT:
        """The value of the file of this configuration.

        Raises:
            DataError: the file cannot be used.
        """
        key = config.samples_key.model_copy(update={"standardize": Standardize.NONE})
        last = self._last
        stamp = _stamp(config.data, None if last is None else last[1])
        if last is not None and last[:2] == (key, stamp):
            return last[2]
        # The old value goes before the new one is made.
        self._last = last = None
        value = self._make(config)
        if stamp is not None:
            self._last = key, stamp, value
        return value


def _stamp(data: Path | None, known: _Stamp | None) -> _Stamp | None:
    """The identity of the content of this file; None if it cannot be read.

    Args:
        data: the file.
        known: of the content that may still be in it.
    """
    if data is None:
        return None
    try:
        path = typed_path(str(data))
        status = path.stat()
        stamp = _Stamp((status.st_dev, status.st_ino), status.st_size, status.st_mtime_ns)
        was_recent = known is not None and bool(known.digest)
        if is_kept(data) or not (was_recent or _is_recent(status)):
            return stamp
        with open_regular(path) as file:
            digest = hashlib.file_digest(file, "sha256").digest()
    except (OSError, PathError):
        return None
    return _Stamp(stamp.place, stamp.size, stamp.changed, digest)


def _is_recent(status: os.stat_result) -> bool:
    return time.time_ns() - status.st_mtime_ns < _COARSEST
