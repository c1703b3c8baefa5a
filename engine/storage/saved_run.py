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

from engine.config.run import RunConfig
from engine.data.generated import chunks_of
from engine.errors import StoreError
from engine.history.values import Change, Checkpoint, Series
from engine.storage.run_changes import CHANGES
from engine.storage.run_summary import SUMMARY, Summary
from engine.storage.seal import digest_of

CONFIG, HISTORY = "config.toml", "history.npz"
FILES = (CONFIG, SUMMARY, CHANGES, HISTORY)


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
    """SHA-256 of the data file of the data; None for generated data.

    Raises:
        StoreError: the file cannot be read.
    """
    path = config.data.data
    if path is None:
        return None
    try:
        return digest_of(path)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from None


def samples_digest(config: RunConfig) -> str | None:
    """SHA-256 of the first chunk of generated samples; None for those of a file.

    Every parameter of the generator shows in it, the number of samples too: the noise begins after
    the last x.
    """
    if config.data.data is not None:
        return None
    _, x, y = next(chunks_of(config.data))
    return hashlib.sha256(x.tobytes() + y.tobytes()).hexdigest()
