"""One saved run: a folder with its configuration, its summary, its live changes, its history.

    config.toml     every parameter that counts, as --config reads it
    summary.json    what the list of runs shows, and where the run stood
    changes.json    what was changed live: update, epoch, parameter, old and new value
    history.npz     updates and epochs, column by column, and the checkpoint; no pickle

The folder appears whole or not at all. Nothing that is read back is trusted: what does not fit is
refused in one line.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, NonNegativeInt, TypeAdapter, ValidationError

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.config.toml import read_toml, toml_of
from engine.errors import ConfigError, StoreError
from engine.history.epochs import OpenEpoch
from engine.history.values import Change, Checkpoint, RunState, Series

FORMAT = 1
"""Rises when what is written can no longer be read by programs that know the last one."""

CONFIG, SUMMARY, CHANGES, HISTORY = "config.toml", "summary.json", "changes.json", "history.npz"
FILES = (CONFIG, SUMMARY, CHANGES, HISTORY)

_PROGRAM = "descent"
_CHANGES = TypeAdapter(tuple[Change, ...])
_COLUMNS = ("index", "w", "b", "loss", "seen", "seconds")
_SLOT = "slot/"

Arrays = Mapping[str, NDArray[np.generic]]


class Summary(BaseModel):
    """A saved run in a few figures; a number that is not finite is None.

    Attributes:
        saved: date and time with time zone, ISO 8601.
        method: the optimizer's name in print.
        batch_size: samples in a batch; the full batch counts them all.
        status: how the run stood; a running one counts as paused.
        w, b, full_loss: after the last update.
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
    w: float | None
    b: float | None
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


# ------------------------------------------------------------------------------ writing


def check_free(folder: Path, *, over: bool) -> None:
    """Refuse a folder that a run must not be written to.

    Raises:
        StoreError: something is there: a run and not `over`, or something else.
    """
    if not os.path.lexists(folder):
        return
    if not (folder / SUMMARY).is_file():
        raise StoreError(f"{folder}: something else is there; take another name")
    if not over:
        raise StoreError(f"{folder}: is there already; take another name, or remove it first")


def write_run(folder: Path, run: StoredRun, *, over: bool = False) -> None:
    """Write a run as this folder, whole or not at all.

    Args:
        folder: its name is the run's name; its parents are made where they are missing.
        run: what to write.
        over: whether a run that is there gives way.

    Raises:
        StoreError: it cannot be written; what was there still is.
    """
    check_free(folder, over=over)
    beside = folder.parent / f".{folder.name}.saving-{os.getpid()}"
    gone = folder.parent / f".{folder.name}.replaced-{os.getpid()}"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        try:
            _write_files(beside, run)
            if over and folder.exists():
                folder.rename(gone)
            beside.rename(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
            if gone.exists() and not folder.exists():
                gone.rename(folder)
            shutil.rmtree(gone, ignore_errors=True)
    except ConfigError as error:
        raise StoreError(f"{folder}: {error}") from None
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror or error}") from None


def _write_files(folder: Path, run: StoredRun) -> None:
    summary = {"program": _PROGRAM, "format": FORMAT, **run.summary.model_dump(mode="json")}
    texts = {
        CONFIG: toml_of(run.config),
        SUMMARY: json.dumps(summary, indent=1, allow_nan=False) + "\n",
        CHANGES: json.dumps([asdict(change) for change in run.changes], indent=1) + "\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    np.savez(folder / HISTORY, **_arrays(run))  # type: ignore[arg-type]  # its stub takes no mapping
    for name in FILES:
        # A name that outlives a power cut must not outlive its contents.
        with (folder / name).open("rb") as file:
            os.fsync(file.fileno())


def _arrays(run: StoredRun) -> dict[str, NDArray[np.generic]]:
    point, open_epoch = run.checkpoint, run.checkpoint.open_epoch
    arrays: dict[str, NDArray[np.generic]] = {
        "checkpoint/counts": np.array(
            [point.update, point.epoch, point.offset, open_epoch.updates], np.int64
        ),
        "checkpoint/point": np.array([point.w, point.b], np.float32),
        "checkpoint/open": np.array(open_epoch.sums),
        "checkpoint/recent": point.recent,
    }
    for title, series in (("updates", run.updates), ("epochs", run.epochs)):
        for name, column in zip(_COLUMNS, (series.index, *series.columns), strict=True):
            arrays[f"{title}/{name}"] = column
    return arrays | {_SLOT + name: slot for name, slot in point.slots.items()}


# ------------------------------------------------------------------------------ reading


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
    if not isinstance(found, dict) or found.get("program") != _PROGRAM:
        raise StoreError(f"{folder}: there is no saved run, but a {SUMMARY} of something else")
    version = found.get("format")
    if version != FORMAT:
        newer = isinstance(version, int) and version > FORMAT
        what = "was saved by a newer descent" if newer else "is of an unknown format"
        raise StoreError(f"{folder}: {what} (format {version!r}; this one reads {FORMAT})")
    try:
        return Summary.model_validate(found)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise _damaged(folder, SUMMARY, f"{where} cannot be") from None


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
        updates, epochs = (_series(arrays, title) for title in ("updates", "epochs"))
        checkpoint = _checkpoint(arrays, config)
    except KeyError as error:
        raise _damaged(folder, HISTORY, f"it has no {error.args[0]}") from None
    except _WrongArrayError as error:
        raise _damaged(folder, HISTORY, str(error)) from None
    except (OSError, ValueError, EOFError, MemoryError, zipfile.BadZipFile, AttributeError,
            NotImplementedError, SyntaxError) as error:  # fmt: skip
        why = "missing" if isinstance(error, FileNotFoundError) else "it cannot be read"
        raise _damaged(folder, HISTORY, why) from None
    if (checkpoint.update, checkpoint.epoch) != (summary.updates, summary.epochs):
        raise _damaged(folder, HISTORY, f"it does not belong to its {SUMMARY}")
    return StoredRun(config, summary, checkpoint, updates, epochs, changes)


class _WrongArrayError(Exception):
    """An array that is not what its name says."""


def _array(arrays: Arrays, name: str, kind: Any, *shape: int | None) -> Any:
    """An array of this type and shape; None in the shape is any length."""
    array = arrays[name]
    fits = array.ndim == len(shape) and all(
        wanted in (None, got) for got, wanted in zip(array.shape, shape, strict=True)
    )
    if not fits or array.dtype != np.dtype(kind):
        raise _WrongArrayError(f"{name} is of another type or shape")
    return array


def _series(arrays: Arrays, title: str) -> Series:
    index = _array(arrays, f"{title}/index", np.int64, None)
    columns = [_array(arrays, f"{title}/{name}", np.float64, len(index)) for name in _COLUMNS[1:]]
    if len(index) and (index[0] < 1 or (np.diff(index) < 1).any()):
        raise _WrongArrayError(f"{title}/index does not rise")
    return Series(index, *columns)


def _checkpoint(arrays: Arrays, config: RunConfig) -> Checkpoint:
    counts = _array(arrays, "checkpoint/counts", np.int64, 4)
    if (counts < 0).any():
        raise _WrongArrayError("checkpoint/counts has a negative count")
    update, epoch, offset, open_updates = (int(count) for count in counts)
    w, b = (float(value) for value in _array(arrays, "checkpoint/point", np.float32, 2))
    loss_sum, w_sum, b_sum = (
        float(value) for value in _array(arrays, "checkpoint/open", np.float64, 3)
    )
    slots = {name[len(_SLOT) :]: slot for name, slot in arrays.items() if name.startswith(_SLOT)}
    return Checkpoint(
        update=update,
        epoch=epoch,
        offset=offset,
        w=w,
        b=b,
        optimizer=config.optimizer.optimizer,
        slots=slots,
        open_epoch=OpenEpoch((loss_sum, w_sum, b_sum), open_updates),
        recent=_array(arrays, "checkpoint/recent", np.float64, None, 3),
    )


def _damaged(folder: Path, name: str, why: str) -> StoreError:
    return StoreError(f"{folder}: damaged: {name}: {why}")
