"""What was recorded in a folder before: continued, or set aside for a new recording."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from engine.networks.recording.header import (
    CHECKPOINTS,
    EARLIER,
    HEADER,
    LOG,
    NOW,
    Header,
    RecordingError,
    checkpoints_in,
    read_header,
)
from engine.networks.recording.records import Batch, Begin, Epoch, record_of

MOST_EARLIER = 3
"""Earlier recordings that stay in a folder; older ones are removed."""


@dataclass(frozen=True)
class Past:
    """How far a recording is.

    Attributes:
        header: what it is of.
        fits: calls of `fit`.
        update, epoch: the last ones.
        seconds: of training.
    """

    header: Header
    fits: int = 0
    update: int = 0
    epoch: int = 0
    seconds: float = 0.0


def past_of(folder: Path) -> Past | None:
    """The recording in a folder; None if there is none that can be continued."""
    try:
        header = read_header(folder)
    except (OSError, RecordingError):
        return None
    fits = update = epoch = 0
    seconds = 0.0
    with contextlib.suppress(OSError), (folder / LOG).open("rb") as log:
        for line in log:
            match record_of(line):
                case Begin() as begin:
                    fits, update, epoch = max(fits, begin.fit), begin.update, begin.epoch
                case Epoch() as ended:
                    update, epoch = max(update, ended.update), ended.epoch
                    seconds = max(seconds, ended.seconds)
                case Batch() as batch:
                    update, seconds = max(update, batch.update), max(seconds, batch.seconds)
                case _:
                    pass
    return Past(header, fits, update, epoch, seconds)


def set_aside(folder: Path) -> None:
    """Move what was recorded in a folder into one of its own in it, if there is anything.

    Raises:
        OSError: it cannot be moved.
    """
    if not any((folder / name).exists() for name in (HEADER, LOG)):
        return
    numbers = sorted(
        int(number)
        for path in folder.glob(f"{EARLIER}*")
        if (number := path.name.removeprefix(EARLIER)).isdecimal()
    )
    aside = folder / f"{EARLIER}{numbers[-1] + 1 if numbers else 1}"
    (aside / CHECKPOINTS).mkdir(parents=True)
    # The header first: without it there is no recording for those who follow.
    for name in (HEADER, NOW):
        if (folder / name).exists():
            (folder / name).replace(aside / name)
    for path in checkpoints_in(folder).values():
        path.replace(aside / CHECKPOINTS / path.name)
    if (folder / LOG).exists():
        (folder / LOG).replace(aside / LOG)
    for old in numbers[: len(numbers) + 1 - MOST_EARLIER]:
        shutil.rmtree(folder / f"{EARLIER}{old}", ignore_errors=True)
