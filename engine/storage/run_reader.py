"""Reads a saved run. Nothing is trusted: invalid content gives an error in one line.

Files are read within limits, whatever they are; what they say must fit together, and the digests in
the summary must be theirs.
"""

from __future__ import annotations

from pathlib import Path

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.config.toml import read_toml
from engine.data.standard_input import with_kept_data
from engine.errors import ConfigError, StoreError
from engine.files import open_regular, read_regular
from engine.history.values import Change
from engine.storage.array_archive import WrongArrayError, arrays_in
from engine.storage.run_arrays import checkpoint_in, limit_of, series_in
from engine.storage.run_changes import CHANGES, LARGEST_CHANGES, changes_in
from engine.storage.run_checks import changes_fault, history_fault
from engine.storage.run_summary import (
    LARGEST_SUMMARY,
    SUMMARY,
    Summary,
    WrongSummaryError,
    summary_in,
)
from engine.storage.saved_run import CONFIG, FILES, HISTORY, StoredRun, data_digest, samples_digest
from engine.storage.seal import digest_of


def read_summary(folder: Path) -> Summary:
    """The summary of a saved run.

    Raises:
        StoreError: the folder contains no run, or one of a newer program, or it is damaged.
    """
    try:
        return summary_in(read_regular(folder / SUMMARY, LARGEST_SUMMARY))
    except (FileNotFoundError, NotADirectoryError):
        raise StoreError(f"{folder}: no saved run here") from None
    except OSError as error:
        raise StoreError(f"{folder / SUMMARY}: {error.strerror or error}") from None
    except WrongSummaryError as error:
        raise StoreError(f"{folder}: {error}") from None


def read_run(folder: Path, kept_data: Path | None = None) -> StoredRun:
    """A saved run.

    Args:
        folder: its folder.
        kept_data: the file that its data from standard input are in now; see
            `engine.data.standard_input`.

    Raises:
        StoreError: the folder contains no run, or one of a newer program, or it is damaged, or its
            data have changed.
    """
    summary = read_summary(folder)
    config = with_kept_data(_config(folder, summary), kept_data)
    changes = _changes(folder)
    run = _with_history(folder, config, summary, changes)
    if fault := changes_fault(run):
        raise _damaged(folder, CHANGES, fault)
    _check_digests(folder, summary)
    if data_digest(config) != summary.data_sha256:
        raise StoreError(f"{folder}: {config.data.data} has changed since the run was saved")
    if summary.samples_sha256 not in (None, samples_digest(config)):
        raise StoreError(f"{folder}: its samples cannot be generated again: they differ")
    return run


def _config(folder: Path, summary: Summary) -> RunConfig:
    try:
        values = read_toml(folder / CONFIG)
    except ConfigError as error:
        raise StoreError(f"{folder}: damaged: {error}") from None
    try:
        return with_values(RunConfig(), {**summary.set_aside, **values})
    except ConfigError as error:
        name = CONFIG if error.parameter in values else SUMMARY
        raise _damaged(folder, name, str(error)) from None


def _changes(folder: Path) -> tuple[Change, ...]:
    try:
        return changes_in(read_regular(folder / CHANGES, LARGEST_CHANGES))
    except OSError as error:
        raise _damaged(folder, CHANGES, _why(error)) from None
    except ValueError:
        raise _damaged(folder, CHANGES, "not a list of changes") from None


def _with_history(
    folder: Path, config: RunConfig, summary: Summary, changes: tuple[Change, ...]
) -> StoredRun:
    try:
        with open_regular(folder / HISTORY) as file:
            arrays = arrays_in(file, limit_of)
        updates, epochs = (series_in(arrays, title) for title in ("updates", "epochs"))
        checkpoint = checkpoint_in(arrays, config)
    except KeyError as error:
        raise _damaged(folder, HISTORY, f"{error.args[0]} is missing") from None
    except WrongArrayError as error:
        raise _damaged(folder, HISTORY, str(error)) from None
    except OSError as error:
        raise _damaged(folder, HISTORY, _why(error)) from None
    run = StoredRun(config, summary, checkpoint, updates, epochs, changes)
    if fault := history_fault(run):
        raise _damaged(folder, HISTORY, fault)
    return run


def _check_digests(folder: Path, summary: Summary) -> None:
    """Check that the files are those that were written with the summary.

    Raises:
        StoreError: one is not.
    """
    if not summary.files_sha256:
        return
    for name in FILES:
        if name == SUMMARY:
            continue
        try:
            found = digest_of(folder / name)
        except OSError as error:
            raise _damaged(folder, name, _why(error)) from None
        if found != summary.files_sha256.get(name):
            raise _damaged(folder, name, "changed since the run was saved")


def _why(error: OSError) -> str:
    return "missing" if isinstance(error, FileNotFoundError) else error.strerror or str(error)


def _damaged(folder: Path, name: str, why: str) -> StoreError:
    return StoreError(f"{folder}: damaged: {name}: {why}")
