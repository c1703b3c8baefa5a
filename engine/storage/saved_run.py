"""One saved run: a folder with its configuration, its summary, its live changes, its history.

    config.toml     every parameter that counts, as --config reads it
    summary.json    what the list of runs shows, and where the run stood
    changes.json    what was changed live: update, epoch, parameter, old and new value
    history.npz     updates and epochs, column by column, and the checkpoint; no pickle

`engine.storage.run_writer` writes it, `engine.storage.run_reader` reads it back.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, NonNegativeInt

from engine.config.run import RunConfig
from engine.errors import StoreError
from engine.history.values import Change, Checkpoint, RunState, Series

FORMAT = 1
"""Rises when what is written can no longer be read by programs that know the last one."""

PROGRAM = "descent"
CONFIG, SUMMARY, CHANGES, HISTORY = "config.toml", "summary.json", "changes.json", "history.npz"
FILES = (CONFIG, SUMMARY, CHANGES, HISTORY)


class Summary(BaseModel):
    """A saved run in a few figures; a number that is not finite is None.

    Attributes:
        saved: date and time with time zone, ISO 8601.
        method: the optimizer's name in print.
        batch_size: samples in a batch; the full batch counts them all.
        status: how the run stood; a running one counts as paused.
        theta, full_loss: after the last update.
        seconds: training time, without compilation.
        device: what it was trained on, in TensorFlow's terms.
        live_changes: how many there were.
        updates_kept_every, epochs_kept_every: 1 where all rows are there, see `engine.history`.
        epoch_limit: epochs after which it ends; rule_armed: whether the stop rule is looked at.
        data_sha256: of the CSV file, if one was read.
        set_aside: values of parameters that do not count as long as others are as they are.
    """

    model_config = ConfigDict(frozen=True)

    saved: str
    method: str
    batch_size: int
    learning_rate: float
    epochs: NonNegativeInt
    updates: NonNegativeInt
    status: RunState
    theta: tuple[float | None, float | None]
    full_loss: float | None
    seconds: float
    device: str
    live_changes: NonNegativeInt
    updates_kept_every: NonNegativeInt
    epochs_kept_every: NonNegativeInt
    epoch_limit: NonNegativeInt
    rule_armed: bool
    data_sha256: str | None
    set_aside: dict[str, bool | int | float | str] = {}


@dataclass(frozen=True, eq=False)
class StoredRun:
    """All of a run: what it was, what it did, and all it takes to go on.

    Attributes:
        config: in force at the end.
        summary: see there.
        checkpoint: of the last update.
        updates, epochs: the histories.
        changes: what was changed live, in order.
    """

    config: RunConfig
    summary: Summary
    checkpoint: Checkpoint
    updates: Series
    epochs: Series
    changes: tuple[Change, ...]


def data_digest(config: RunConfig) -> str | None:
    """SHA-256 of the CSV file that the data come from; None for a drawn line.

    Raises:
        StoreError: the file cannot be read.
    """
    path = config.data.data
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from None
