"""Checkpoints as vectors: read in parts, so that memory does not grow with the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

from engine.arrays import Floats
from engine.files import open_regular
from engine.networks.recording.header import Header, RecordingError

LARGEST = 1e30
"""The largest weight: differences of two are in float32."""
PART = 1 << 16
"""Numbers of each vector that are in memory at a time: 13 MB for 100 vectors, in float32."""


class VectorFile:
    """A checkpoint on disk, read part by part.

    Args:
        path: the file.
        header: of its recording.

    Raises:
        OSError: it cannot be opened.
        RecordingError: it is not a checkpoint of this recording.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self.path, self._kind = path, np.dtype(header.dtype)
        self._file = open_regular(path)
        try:
            npy.read_magic(self._file)
            shape, _, kind = npy.read_array_header_1_0(self._file)
        except (ValueError, TypeError, SyntaxError, EOFError):
            self._file.close()
            raise RecordingError(f"{path.name}: is not a checkpoint") from None
        if shape != (header.kept,) or kind != self._kind:
            self._file.close()
            raise RecordingError(f"{path.name}: is not a checkpoint of this recording")

    def part(self, count: int) -> Floats:
        """The next `count` numbers, in float64.

        Raises:
            RecordingError: the file is cut, or the training has diverged.
        """
        data = self._file.read(count * self._kind.itemsize)
        if len(data) != count * self._kind.itemsize:
            raise RecordingError(f"{self.path.name}: is cut")
        numbers = np.frombuffer(data, self._kind).astype(np.float64)
        if not (np.abs(numbers) <= LARGEST).all():
            raise RecordingError(f"{self.path.name}: has weights that are not finite or too large")
        return numbers

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def parts_of(paths: Sequence[Path], header: Header, part: int = PART) -> Iterator[Floats]:
    """Parts of several checkpoints side by side, (K, at most `part`), in order.

    Raises:
        OSError: one cannot be read.
        RecordingError: one is not a checkpoint of this recording.
    """
    files: list[VectorFile] = []
    try:
        files.extend(VectorFile(path, header) for path in paths)
        for begin in range(0, header.kept, part):
            count = min(part, header.kept - begin)
            yield np.stack([file.part(count) for file in files])
    finally:
        for file in files:
            file.close()


def products_of(paths: Sequence[Path], header: Header) -> Floats:
    """The scalar products of checkpoints relative to the last one, (K, K); raises as `parts_of`.

    Relative to one of them, because weights that hardly change would leave no digits of what does.
    """
    products = np.zeros((len(paths), len(paths)))
    for part in parts_of(paths, header):
        moved = part - part[-1]
        products += moved @ moved.T
    return products
