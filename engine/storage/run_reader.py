"""Reads a saved run. Nothing is trusted: invalid content gives an error in one line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.config.toml import read_toml
from engine.errors import ConfigError, StoreError
from engine.history.values import Change
from engine.storage.run_arrays import WrongArrayError, checkpoint_in, series_in
from engine.storage.run_changes import CHANGES, changes_in
from engine.storage.run_summary import SUMMARY, Summary, WrongSummaryError, summary_in
from engine.storage.saved_run import CONFIG, HISTORY, StoredRun, data_digest


def read_summary(folder: Path) -> Summary:
    """The summary of a saved run.

    Raises:
        StoreError: the folder contains no run, or one of a newer program, or it is damaged.
    """
    try:
        return summary_in((folder / SUMMARY).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise StoreError(f"{folder}: no saved run here") from None
    except OSError as error:
        raise StoreError(f"{folder / SUMMARY}: {error.strerror or error}") from None
    except WrongSummaryError as error:
        raise StoreError(f"{folder}: {error}") from None


def read_run(folder: Path) -> StoredRun:
    """A saved run.

    Raises:
        StoreError: the folder contains no run, or one of a newer program, or it is damaged, or the
            file of its data has changed.
    """
    summary = read_summary(folder)
    try:
        config = with_values(RunConfig(), {**summary.set_aside, **read_toml(folder / CONFIG)})
    except ConfigError as error:
        raise StoreError(f"{folder}: damaged: {error}") from None
    try:
        changes = changes_in((folder / CHANGES).read_bytes())
    except (OSError, ValueError):
        raise _damaged(folder, CHANGES, "not a list of changes") from None
    run = _with_history(folder, config, summary, changes)
    if data_digest(config) != summary.data_sha256:
        raise StoreError(f"{folder}: {config.data.data} has changed since the run was saved")
    return run


def _with_history(
    folder: Path, config: RunConfig, summary: Summary, changes: tuple[Change, ...]
) -> StoredRun:
    try:
        # numpy would leave an unreadable file open.
        with (
            (folder / HISTORY).open("rb") as file,
            np.load(file, allow_pickle=False) as found,
        ):
            arrays = {name: found[name] for name in found.files}
        updates, epochs = (series_in(arrays, title) for title in ("updates", "epochs"))
        checkpoint = checkpoint_in(arrays, config)
    except KeyError as error:
        raise _damaged(folder, HISTORY, f"{error.args[0]} is missing") from None
    except WrongArrayError as error:
        raise _damaged(folder, HISTORY, str(error)) from None
    except (OSError, ValueError, EOFError, MemoryError, zipfile.BadZipFile, AttributeError,
            NotImplementedError, SyntaxError) as error:  # fmt: skip
        why = "missing" if isinstance(error, FileNotFoundError) else "not readable"
        raise _damaged(folder, HISTORY, why) from None
    if (checkpoint.update, checkpoint.epoch) != (summary.updates, summary.epochs):
        raise _damaged(folder, HISTORY, f"does not match {SUMMARY}")
    return StoredRun(config, summary, checkpoint, updates, epochs, changes)


def _damaged(folder: Path, name: str, why: str) -> StoreError:
    return StoreError(f"{folder}: damaged: {name}: {why}")
