"""Landscapes as files: .npz with everything, .csv with a line for each point."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import StoreError, printable, shown
from engine.files import open_regular
from engine.networks.landscape.order import filled
from engine.networks.landscape.result import Landscape
from engine.protocol.landscape_messages import Directions, PlaneKnown
from engine.storage.array_archive import Limit, WrongArrayError, arrays_in
from engine.storage.atomic import atomic_file

FORMAT = 1
MOST_GRID = 501
_MOST_PATH = 100_000
_MOST_ABOUT = 1 << 16
_FLOAT = np.dtype(np.float64)
_LIMITS = {
    "first": Limit((MOST_GRID,), _FLOAT),
    "second": Limit((MOST_GRID,), _FLOAT),
    "loss": Limit((MOST_GRID, MOST_GRID), _FLOAT),
    "known": Limit((MOST_GRID, MOST_GRID), np.dtype(np.bool_)),
    "path": Limit((_MOST_PATH, 2), _FLOAT),
    "updates": Limit((_MOST_PATH,), _FLOAT),
    "explained": Limit((2,), _FLOAT),
    "about": Limit((_MOST_ABOUT,), np.dtype(np.uint8)),
}
_ABOUT = (
    "model", "loss", "device", "note", "weights", "moved", "samples", "of", "centre", "cosine",
)  # fmt: skip


def npz_of(landscape: Landscape) -> bytes:
    """The landscape as a .npz file, from which `read_landscape` makes the same one."""
    plane = landscape.plane
    about = {
        "format": FORMAT,
        "directions": landscape.directions.value,
        **{name: getattr(plane, name) for name in _ABOUT},
        "chunk": landscape.chunk,
        "seconds": landscape.seconds,
    }
    file = io.BytesIO()
    np.savez_compressed(
        file,
        first=plane.first,
        second=plane.second,
        loss=landscape.losses,
        known=landscape.known,
        path=plane.path,
        updates=plane.updates,
        explained=plane.explained,
        about=np.frombuffer(json.dumps(about).encode(), np.uint8),
    )
    return file.getvalue()


def csv_of(landscape: Landscape) -> bytes:
    """A line for each evaluated point: both coordinates, and the loss."""
    lines = ["first,second,loss"]
    for row, column in np.argwhere(landscape.known):
        place = float(landscape.plane.first[column]), float(landscape.plane.second[row])
        lines.append(f"{place[0]!r},{place[1]!r},{float(landscape.losses[row, column])!r}")
    return ("\n".join(lines) + "\n").encode()


def write_landscape(path: Path, landscape: Landscape) -> None:
    """Write a .npz or .csv file, whole or not at all.

    Raises:
        StoreError: it cannot be written.
    """
    content = csv_of(landscape) if path.suffix.lower() == ".csv" else npz_of(landscape)
    try:
        with atomic_file(path) as file:
            file.write(content)
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"{shown(str(path))}: cannot be written: {reason}") from None


def read_landscape(path: Path) -> Landscape:
    """The landscape in a .npz file.

    Raises:
        StoreError: there is none, or it is damaged or of another version.
    """
    try:
        with open_regular(path) as file:
            return _landscape_of(arrays_in(file, _LIMITS.get))
    except OSError as error:
        raise StoreError(f"{shown(str(path))}: {error.strerror or error}") from None
    except (
        WrongArrayError,
        ValueError,
        KeyError,
        TypeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise StoreError(f"{shown(str(path))}: is not a landscape: {error}") from None


def _landscape_of(arrays: dict[str, NDArray[Any]]) -> Landscape:
    about = json.loads(arrays["about"].tobytes().decode())
    if about["format"] != FORMAT:
        raise ValueError(f"format {about['format']!r} is not {FORMAT}")
    first, second, losses, known = (arrays[name] for name in ("first", "second", "loss", "known"))
    rows, columns = len(second), len(first)
    grid_fits = losses.shape == known.shape == (rows, columns)
    path, updates = arrays["path"], arrays["updates"]
    if not grid_fits or rows < 3 or columns < 3 or path.shape != (len(updates), 2):
        raise ValueError("its arrays do not fit together")
    if not all((np.diff(axis) > 0).all() and np.isfinite(axis).all() for axis in (first, second)):
        raise ValueError("its coordinates do not increase")
    plane = PlaneKnown(
        model=printable(str(about["model"])),
        loss=printable(str(about["loss"])),
        device=printable(str(about["device"])),
        note=printable(str(about["note"])),
        weights=int(about["weights"]),
        moved=int(about["moved"]),
        samples=int(about["samples"]),
        of=int(about["of"]),
        centre=float(about["centre"]),
        cosine=float(about["cosine"]),
        first=first,
        second=second,
        path=path,
        updates=updates,
        explained=arrays["explained"],
    )
    return Landscape(
        Directions(about["directions"]),
        plane,
        losses,
        known,
        int(about["chunk"]),
        float(about["seconds"]),
        filled(losses, known),
    )
