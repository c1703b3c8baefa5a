"""Checkpoints of a model from a folder: those of a recording, or files of Keras."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import DataError, shown
from engine.networks.recording.checkpoint_files import CheckpointFiles
from engine.networks.recording.header import (
    HEADER,
    MOST_CHECKPOINTS,
    Header,
    RecordingError,
    Weight,
    checkpoints_in,
    read_header,
)
from engine.worker.failures import plain
from engine.worker.landscape.model import values_of

_ENDINGS = (".keras", ".weights.h5")


@dataclass(frozen=True)
class Checkpoints:
    """Checkpoints as vectors on disk.

    Attributes:
        header: what they are of.
        paths: in order.
        updates: of each; the number of the file, from 0, where that is not known.
    """

    header: Header
    paths: tuple[Path, ...]
    updates: tuple[int, ...]


def checkpoints_of(
    folder: Path, model: Any, work: Path, tell: Callable[[str], None]
) -> Checkpoints:
    """The checkpoints in a folder.

    Args:
        folder: what a `Recorder` keeps, or a folder of .keras or .weights.h5 files.
        model: the model that they are of; it has its own weights afterwards.
        work: an empty folder, for those that must be converted.
        tell: is told what is done.

    Raises:
        DataError: there are none, or they are of another model; one line says why.
    """
    name = shown(str(folder))
    if not folder.is_dir():
        why = "is a file; must be a folder" if folder.exists() else "no such folder"
        raise DataError(f"--checkpoints: {name}: {why}")
    if (folder / HEADER).exists():
        found = _recorded(folder, model, name)
    else:
        found = _converted(folder, model, work, name, tell)
    if len(found.paths) < 2:
        raise DataError(
            f"--checkpoints: {name}: has {len(found.paths)} checkpoint"
            f"{'s' if not found.paths else ''}; two at least are needed"
        )
    return found


def _recorded(folder: Path, model: Any, name: str) -> Checkpoints:
    try:
        header = read_header(folder)
    except (RecordingError, OSError) as error:
        raise DataError(f"--checkpoints: {name}: {HEADER} {error}") from None
    if header.sampled:
        raise DataError(
            f"--checkpoints: {name}: keeps {header.sampled:,} of {header.size:,} weights; all are"
            " needed: record without sample="
        )
    shapes = [tuple(each.shape) for each in model.trainable_variables]
    recorded = [weight.shape for weight in header.weights]
    if shapes != recorded:
        raise DataError(f"--checkpoints: {name}: {_difference(header, model)}")
    found = checkpoints_in(folder)
    _check_count(len(found), name)
    return Checkpoints(header, tuple(found.values()), tuple(found))


def _check_count(count: int, name: str) -> None:
    if count > MOST_CHECKPOINTS:
        most = f"at most {MOST_CHECKPOINTS:,}"
        raise DataError(f"--checkpoints: {name}: has {count:,} checkpoints; must be {most}")


def _difference(header: Header, model: Any) -> str:
    """How the weights of a recording differ from those of the model."""
    mine = model.trainable_variables
    for weight, each in zip(header.weights, mine, strict=False):
        if weight.shape != tuple(each.shape):
            return (
                f"is of another model: {shown(weight.name)} has shape {weight.shape}, and"
                f" {shown(each.path)} of the model {tuple(each.shape)}"
            )
    return f"is of another model: {len(header.weights)} arrays of weights, not {len(mine)}"


def _converted(
    folder: Path, model: Any, work: Path, name: str, tell: Callable[[str], None]
) -> Checkpoints:
    """Keras' own files: each is loaded into the model, and written as a vector."""
    files = sorted(
        (path for path in folder.iterdir() if path.name.endswith(_ENDINGS)), key=_natural
    )
    if not files:
        raise DataError(
            f"--checkpoints: {name}: has no checkpoints: neither a recording of Recorder, nor"
            " .keras or .weights.h5 files"
        )
    _check_count(len(files), name)
    own = model.get_weights()
    weights = tuple(
        Weight(each.path, tuple(each.shape), "float32") for each in model.trainable_variables
    )
    header = Header("converted", model.name, weights, keep=len(files))
    written = CheckpointFiles(work, header)
    for number, file in enumerate(files):
        tell(f"reading checkpoint {number + 1} of {len(files)}")
        try:
            model.load_weights(file)
        except Exception as error:
            reason = plain(error) or type(error).__name__
            raise DataError(
                f"--checkpoints: {shown(str(file))}: cannot be loaded into the model: {reason}"
            ) from error
        written.write(number, values_of(model))
    model.set_weights(own)
    return Checkpoints(header, tuple(checkpoints_in(work).values()), tuple(range(len(files))))


def _natural(path: Path) -> list[tuple[int, int, str]]:
    """Names in the order in which people count: 9 before 10."""
    parts = re.split(r"(\d+)", path.name)
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts]
