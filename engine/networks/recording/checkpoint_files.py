"""The checkpoints of a recording: written beside and renamed, at most so many of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from engine.networks.recording.header import CHECKPOINTS, Header, checkpoint_name, checkpoints_in
from engine.storage.atomic import PART, atomic_file

SAMPLE_SEED = 0
FEWEST = 3
"""Checkpoints below which there is no path: with less room there are none."""


def sample_of(header: Header) -> NDArray[np.int64] | None:
    """The places of the numbers that a checkpoint has; None for all of them."""
    if not header.sampled:
        return None
    rng = np.random.default_rng(SAMPLE_SEED)
    return np.sort(rng.choice(header.size, header.sampled, replace=False, shuffle=False))


def superfluous(updates: Sequence[int], most: int) -> list[int]:
    """The updates whose checkpoints are removed so that at most `most` stay.

    The first and the last one stay; of the others always the one whose neighbours are closest, so
    that those that stay are about evenly spaced.
    """
    kept, removed = list(updates), []
    while len(kept) > max(most, 2):
        gaps = [kept[place + 1] - kept[place - 1] for place in range(1, len(kept) - 1)]
        removed.append(kept.pop(1 + gaps.index(min(gaps))))
    return removed


class CheckpointFiles:
    """Writes the checkpoints of a recording.

    Args:
        folder: of the recording.
        header: what it is of.

    Raises:
        OSError: the folder cannot be made.
    """

    def __init__(self, folder: Path, header: Header) -> None:
        self._folder, self._header = folder, header
        self._places = sample_of(header)
        (folder / CHECKPOINTS).mkdir(parents=True, exist_ok=True)
        for part in (folder / CHECKPOINTS).glob(f"*{PART}"):
            if part.name[:12].isdecimal():
                part.unlink(missing_ok=True)
        self._updates = list(checkpoints_in(folder))

    @property
    def on(self) -> bool:
        """Whether there is room for checkpoints."""
        return self._header.keep >= FEWEST

    @property
    def last(self) -> int | None:
        """The update of the last one; None if there is none."""
        return self._updates[-1] if self._updates else None

    def forget_after(self, update: int) -> None:
        """Remove those after an update to which the training went back.

        Raises:
            OSError: one cannot be removed.
        """
        for later in [each for each in self._updates if each > update]:
            self._remove(later)

    def write(self, update: int, arrays: Iterable[NDArray[Any]]) -> None:
        """Write the weights after an update, and remove what is superfluous.

        Args:
            update: the update.
            arrays: the weights one after the other; one at a time is in memory.

        Raises:
            OSError: it cannot be written; then there is none of this update.
            ValueError: the arrays are not those of the header.
        """
        path = self._folder / CHECKPOINTS / checkpoint_name(update)
        with atomic_file(path, durable=False) as file:
            self._write(file, arrays)
        if update not in self._updates:
            self._updates = sorted([*self._updates, update])
        for gone in superfluous(self._updates, self._header.keep):
            self._remove(gone)

    def _remove(self, update: int) -> None:
        (self._folder / CHECKPOINTS / checkpoint_name(update)).unlink(missing_ok=True)
        self._updates.remove(update)

    def _write(self, file: BinaryIO, arrays: Iterable[NDArray[Any]]) -> None:
        header, kind = self._header, np.dtype(self._header.dtype)
        np.lib.format.write_array_header_1_0(
            file, {"descr": kind.str, "fortran_order": False, "shape": (header.kept,)}
        )
        begun = 0
        for weight, array in zip(header.weights, arrays, strict=True):
            if array.shape != weight.shape:
                raise ValueError(f"{weight.name} has shape {array.shape}, not {weight.shape}")
            values = np.ascontiguousarray(array).reshape(-1).astype(kind, copy=False)
            if self._places is not None:
                first, last = np.searchsorted(self._places, (begun, begun + weight.size))
                values = values[self._places[first:last] - begun]
            file.write(values.data if values.size else b"")
            begun += weight.size
