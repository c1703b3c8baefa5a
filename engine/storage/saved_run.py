"""A saved run: a folder with its configuration, summary, live changes and history.

    config.toml     all parameters that apply, for --config
    summary.json    the contents of the list of runs, and the state of the run
    changes.json    live changes: update, epoch, parameter, old and new value
    history.npz     updates and epochs, column by column, and the checkpoint; no pickle

`engine.storage.run_writer` writes it, `engine.storage.run_reader` reads it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, NonNegativeInt

from engine.config.run import RunConfig
from engine.errors import StoreError
from engine.history.values import Change, Checkpoint, RunState, Series

FORMAT = 1
"""Version of the format; incremented when older programs can no longer read it."""

PROGRAM = "descent"
CONFIG, SUMMARY, CHANGES, HISTORY = "config.toml", "summary.json", "changes.json", "history.npz"
FILES = (CONFIG, SUMMARY, CHANGES, HISTORY)


class Summary(BaseModel):
    """The summary of a saved run; numbers that are not finite are None.

    Attributes:
        saved: date and time with time zone, ISO 8601.
        method: the display name of the optimizer.
        batch_size: samples per batch; all samples for the full batch.
        status: the state of the run; a running one counts as paused.
        theta, full_loss: after the last update.
        seconds: training time, excluding compilation.
        device: TensorFlow's name of the device.
        live_changes: number of live changes.
        updates_kept_every, epochs_kept_every: 1 if all rows are stored, see `engine.history`.
        epoch_limit: epochs after which it ends; rule_armed: whether the stop rule is evaluated.
        data_sha256: of the CSV file, if one was read.
        set_aside: values of parameters that do not apply with the other parameters.
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
    """A complete run, with everything needed to continue it.

    Attributes:
        config: at the end.
        summary: see `Summary`.
        checkpoint: of the last update.
        updates, epochs: the histories.
        changes: the live changes, in order.
    """

    config: RunConfig
    summary: Summary
    checkpoint: Checkpoint
    updates: Series
    epochs: Series
    changes: tuple[Change, ...]


def data_digest(config: RunConfig) -> str | None:
    """SHA-256 of the CSV file of the data; None for generated data.

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
