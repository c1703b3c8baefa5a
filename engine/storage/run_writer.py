"""Writes a saved run atomically, as a folder."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from engine.config.toml import toml_of
from engine.errors import ConfigError, StoreError
from engine.storage.atomic_folder import atomic_folder, recovered
from engine.storage.run_arrays import arrays_of
from engine.storage.run_changes import CHANGES, changes_text
from engine.storage.run_summary import SUMMARY, summary_text
from engine.storage.saved_run import CONFIG, FILES, HISTORY, StoredRun
from engine.storage.seal import digest_of


def check_free(folder: Path, *, over: bool) -> None:
    """Check that a run may be written to a folder.

    Raises:
        StoreError: it exists and is not a run, or cannot be read, or is a run and not `over`.
    """
    if not os.path.lexists(folder):
        return
    try:
        is_run = (folder / SUMMARY).is_file()
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror or error}; choose another name") from None
    if not is_run:
        raise StoreError(f"{folder}: exists and is not a run; choose another name")
    if not over:
        raise StoreError(f"{folder}: exists; choose another name, or remove it first")


def write_run(folder: Path, run: StoredRun, *, over: bool = False, private: bool = False) -> None:
    """Write a run as this folder, atomically.

    Args:
        folder: its name is the name of the run; missing parents are created.
        run: the run.
        over: whether an existing run is replaced.
        private: whether it is readable by its user only.

    Raises:
        StoreError: it cannot be written; an existing run is unchanged.
    """
    recovered(folder)
    check_free(folder, over=over)
    try:
        with atomic_folder(folder, over=over, private=private) as beside:
            _write_files(beside, run)
    except ConfigError as error:
        raise StoreError(f"{folder}: {error}") from None
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written: {error.strerror or error}") from None


def _write_files(folder: Path, run: StoredRun) -> None:
    (folder / CONFIG).write_text(toml_of(run.config), encoding="utf-8")
    (folder / CHANGES).write_text(changes_text(run.changes), encoding="utf-8")
    np.savez(folder / HISTORY, **arrays_of(run))  # type: ignore[arg-type]  # its stub takes no mapping
    digests = {name: digest_of(folder / name) for name in FILES if name != SUMMARY}
    summary = run.summary.model_copy(update={"files_sha256": digests})
    (folder / SUMMARY).write_text(summary_text(summary), encoding="utf-8")
