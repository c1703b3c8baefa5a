"""A run's updates as a file: .npz for numpy, .csv for everything else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import DescentError
from engine.snapshot import Series

SUFFIXES = (".npz", ".csv")


def check_history_path(path: Path) -> None:
    """Refuse a file that could not be written, before anything is computed.

    Raises:
        DescentError: its suffix is not known, or its folder is not there.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise DescentError(f"{path}: the name must end in {' or '.join(SUFFIXES)}")
    if not path.parent.is_dir():
        raise DescentError(f"{path}: there is no folder {path.parent}")
    if path.is_dir():
        raise DescentError(f"{path}: is a folder, a file is needed")


def write_history(path: Path, updates: Series, samples: int) -> None:
    """Write the columns update, epoch (from 1), w, b, loss of every row.

    w, b and loss are float32 in the run; a .csv holds each with the digits that give it back.

    Raises:
        DescentError: the file cannot be written.
    """
    check_history_path(path)
    epoch = np.ceil(updates.seen / samples).astype(np.int64)
    columns: dict[str, NDArray[np.generic]] = {
        "update": updates.index,
        "epoch": epoch,
        "w": updates.w.astype(np.float32),
        "b": updates.b.astype(np.float32),
        "loss": updates.loss.astype(np.float32),
    }
    try:
        if path.suffix.lower() == ".npz":
            np.savez(path, **columns)  # type: ignore[arg-type]  # its stub takes no mapping
        else:
            with path.open("w", encoding="utf-8", newline="\n") as file:
                file.write(",".join(columns) + "\n")
                rows = zip(*(column.tolist() for column in columns.values()), strict=True)
                file.writelines(
                    f"{update},{number},{w:.9g},{b:.9g},{loss:.9g}\n"
                    for update, number, w, b, loss in rows
                )
    except OSError as error:
        raise DescentError(f"{path}: {error.strerror or error}") from None
