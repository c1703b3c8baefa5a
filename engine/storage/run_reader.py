"""Reads a saved run. Nothing is trusted: what does not fit is refused in one line."""

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
    """What a saved run came to.

    Raises:
        StoreError: the folder holds no run, or one that a newer program saved, or it is damaged.
    """
    try:
        found = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise StoreError(f"{folder}: there is no saved run") from None
    except OSError as error:
        raise StoreError(f"{folder / SUMMARY}: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise _damaged(folder, SUMMARY, "no JSON") from None
    if not isinstance(found, dict) or found.get("program") != PROGRAM:
        raise StoreError(f"{folder}: there is no saved run, but a {SUMMARY} of something else")
    version = found.get("format")
    if version != FORMAT:
        newer = isinstance(version, int) and version > FORMAT
        what = "was saved by a newer descent" if newer else "is of an unknown format"
        raise StoreError(f"{folder}: {what} (format {version!r}; this one reads {FORMAT})")
    # A name that is missing leaves None, which says that a value was not finite.
    missing = [name for name in PROBLEM.names if name not in found]
    if missing:
        raise _damaged(folder, SUMMARY, f"{missing[0]} cannot be")
    theta = tuple(found[name] for name in PROBLEM.names)
    try:
        return Summary.model_validate(found | {"theta": theta})
    except ValidationError as error:
        where = _key(error.errors()[0]["loc"])
        raise _damaged(folder, SUMMARY, f"{where} cannot be") from None


def _key(where: tuple[int | str, ...]) -> str:
    """The key of the file in which a value is wrong."""
    match where:
        case ("theta", int(place), *_):
            return PROBLEM.names[place]
        case _:
            return ".".join(map(str, where))


def read_run(folder: Path) -> StoredRun:
    """All of a saved run.

    Raises:
        StoreError: the folder holds no run, or one that a newer program saved, or it is damaged, or
            the CSV file that it was trained on is another now.
    """
    summary = read_summary(folder)
    try:
        config = with_values(RunConfig(), {**summary.set_aside, **read_toml(folder / CONFIG)})
    except ConfigError as error:
        raise StoreError(f"{folder}: damaged: {error}") from None
    try:
        changes = _CHANGES.validate_json((folder / CHANGES).read_bytes())
    except (OSError, ValidationError):
        raise _damaged(folder, CHANGES, "no list of changes") from None
    run = _with_history(folder, config, summary, changes)
    if data_digest(config) != summary.data_sha256:
        raise StoreError(f"{folder}: {config.data.data} has changed since the run was saved")
    return run


def _with_history(
    folder: Path, config: RunConfig, summary: Summary, changes: tuple[Change, ...]
) -> StoredRun:
    try:
        # numpy would leave a file open that it cannot read.
        with (
            (folder / HISTORY).open("rb") as file,
            np.load(file, allow_pickle=False) as found,
        ):
            arrays = {name: found[name] for name in found.files}
        updates, epochs = (series_in(arrays, title) for title in ("updates", "epochs"))
        checkpoint = checkpoint_in(arrays, config)
    except KeyError as error:
        raise _damaged(folder, HISTORY, f"it has no {error.args[0]}") from None
    except WrongArrayError as error:
        raise _damaged(folder, HISTORY, str(error)) from None
    except (OSError, ValueError, EOFError, MemoryError, zipfile.BadZipFile, AttributeError,
            NotImplementedError, SyntaxError) as error:  # fmt: skip
        why = "missing" if isinstance(error, FileNotFoundError) else "it cannot be read"
        raise _damaged(folder, HISTORY, why) from None
    if (checkpoint.update, checkpoint.epoch) != (summary.updates, summary.epochs):
        raise _damaged(folder, HISTORY, f"it does not belong to its {SUMMARY}")
    return StoredRun(config, summary, checkpoint, updates, epochs, changes)


def _damaged(folder: Path, name: str, why: str) -> StoreError:
    return StoreError(f"{folder}: damaged: {name}: {why}")
