"""The path of a training in its principal plane, while it is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats, Singles
from engine.networks.plane import Plane, principal_plane
from engine.networks.recording.header import MOST_CHECKPOINTS, Header, RecordingError
from engine.networks.vectors import VectorFile

MOST_NUMBERS = 1 << 26
"""Numbers of all checkpoints in memory together, in float32: 256 MB."""
SAMPLE_SEED = 0


@dataclass(frozen=True, eq=False)
class Path2:
    """A path in its principal plane.

    Attributes:
        updates: of the checkpoints, (K,).
        plane: their coordinates.
        used: numbers of each that it is made of; fewer than there are where memory bounds them.
        fault: why a checkpoint cannot be read; empty if all can be.
    """

    updates: Floats
    plane: Plane
    used: int
    fault: str = ""


class PathReader:
    """Keeps scalar products, so that a new checkpoint is read once, and only that one.

    Args:
        most: numbers of all checkpoints in memory.
    """

    def __init__(self, most: int = MOST_NUMBERS) -> None:
        self._most = most
        self._of: tuple[str, int] | None = None
        self._vectors: dict[int, Singles] = {}
        self._signs: dict[int, tuple[int, int]] = {}
        self._products: dict[tuple[int, int], float] = {}
        self._anchor: Floats | None = None

    def path(self, header: Header, checkpoints: Mapping[int, Path]) -> Path2:
        """The path through these checkpoints; those that cannot be read are left out."""
        if len(checkpoints) > MOST_CHECKPOINTS:
            many = f"{len(checkpoints):,} checkpoints; their plane is found of at most"
            nothing = principal_plane(np.empty((0, 0)))
            return Path2(np.empty(0), nothing, 0, f"{many} {MOST_CHECKPOINTS:,}")
        used = min(header.kept, max(self._most // max(header.keep + 1, 1), 1))
        if self._of != (header.id, used):
            self._vectors, self._products, self._anchor = {}, {}, None
            self._of = header.id, used
        places = None
        if used < header.kept:
            rng = np.random.default_rng(SAMPLE_SEED)
            places = np.sort(rng.choice(header.kept, used, replace=False, shuffle=False))
        fault = ""
        signs = {update: _sign(path) for update, path in checkpoints.items()}
        # A training that went back writes other weights under the same name.
        self._vectors = {
            update: vector
            for update, vector in self._vectors.items()
            if signs.get(update) == self._signs[update]
        }
        self._products = {
            pair: value for pair, value in self._products.items() if set(pair) <= set(self._vectors)
        }
        self._signs = signs
        for update in [each for each in checkpoints if each not in self._vectors]:
            try:
                self._take(update, _read(checkpoints[update], header, places))
            except FileNotFoundError:
                continue  # thinned meanwhile
            except (OSError, RecordingError) as error:
                fault = str(error)
        updates = [each for each in checkpoints if each in self._vectors]
        products = np.array(
            [[self._products[min(a, b), max(a, b)] for b in updates] for a in updates], np.float64
        ).reshape(len(updates), len(updates))
        return Path2(np.array(updates, np.float64), principal_plane(products), used, fault)

    def _take(self, update: int, vector: Floats) -> None:
        if self._anchor is None:
            self._anchor = vector
        self._vectors[update] = (vector - self._anchor).astype(np.float32)
        moved = self._vectors[update].astype(np.float64)
        for other, kept in self._vectors.items():
            self._products[min(update, other), max(update, other)] = float(moved @ kept)


def _sign(path: Path) -> tuple[int, int]:
    """What tells two files of one name apart; of one that is gone, nothing."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_ino, status.st_mtime_ns


def _read(path: Path, header: Header, places: NDArray[np.int64] | None) -> Floats:
    file = VectorFile(path, header)
    try:
        if places is None:
            return file.part(header.kept)
        found, begin, size = [], 0, 1 << 22
        while begin < header.kept:
            part = file.part(min(size, header.kept - begin))
            first, last = np.searchsorted(places, (begin, begin + part.size))
            found.append(part[places[first:last] - begin])
            begin += part.size
        return np.concatenate(found)
    finally:
        file.close()
