"""Reads a saved run. Nothing is trusted: invalid content gives an error in one line."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.config.toml import read_toml
from engine.errors import ConfigError, StoreError
from engine.history.values import Change
from engine.problems.current import PROBLEM
from engine.storage.run_arrays import WrongArrayError, checkpoint_in, series_in
from engine.storage.saved_run import (
    CHANGES,
    CONFIG,
    FORMAT,
    HISTORY,
    PROGRAM,
    SUMMARY,
    StoredRun,
    Summary,
    data_digest,
)

_CHANGES = TypeAdapter(tuple[Change, ...])


def read_summary(folder: Path) -> Summary:
    """The summary of a saved run.

    Raises:
        StoreError: the folder contains no run, or one of a newer program, or it is damaged.
    """
    try:
        found = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise StoreError(f"{folder}: no saved run here") from None
    except OSError as error:
        raise StoreError(f"{folder / SUMMARY}: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise _damaged(folder, SUMMARY, "not JSON") from None
    if not isinstance(found, dict) or found.get("program") != PROGRAM:
        raise StoreError(f"{folder}: no saved run here; its {SUMMARY} belongs to something else")
    version = found.get("format")
    if version != FORMAT:
        newer = isinstance(version, int) and version > FORMAT
        what = "was saved by a newer descent" if newer else "has an unknown format"
        raise StoreError(f"{folder}: {what} (format {version!r}; this one reads {FORMAT})")
    # A missing name would give None, which means that a value was not finite.
    missing = [name for name in PROBLEM.names if name not in found]
    if missing:
        raise _damaged(folder, SUMMARY, f"{missing[0]} is missing")
    theta = tuple(found[name] for name in PROBLEM.names)
    try:
        return Summary.model_validate(found | {"theta": theta})
    except ValidationError as error:
        where = _key(error.errors()[0]["loc"])
        raise _damaged(folder, SUMMARY, f"{where} is invalid") from None


def _key(where: tuple[int | str, ...]) -> str:
    """The key of an invalid value in the file."""
    match where:
        case ("theta", int(place), *_):
            return PROBLEM.names[place]
        case _:
            return ".".join(map(str, where))


def read_run(folder: Path) -> StoredRun:
    """A saved run.

    Raises:
        StoreError: the folder contains no run, or one of a newer program, or it is damaged, or the
            CSV file of its data has changed.
    """
    summary = read_summary(folder)
    try:
        config = with_values(RunConfig(), {**summary.set_aside, **read_toml(folder / CONFIG)})
    except ConfigError as error:
        raise StoreError(f"{folder}: damaged: {error}") from None
    try:
        changes = _CHANGES.validate_json((folder / CHANGES).read_bytes())
    except (OSError, ValidationError):
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
