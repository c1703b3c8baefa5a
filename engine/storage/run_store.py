"""The folder of saved runs: listing, naming and removing runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.config.paths import RUNS_VARIABLE, environment_path, typed_path
from engine.config.run import RunConfig
from engine.errors import StoreError, shown
from engine.nearest import nearest
from engine.storage.platform_folders import data_folder
from engine.storage.run_reader import read_run, read_summary
from engine.storage.run_summary import SUMMARY, Summary
from engine.storage.saved_run import FILES, StoredRun

LONGEST_NAME = 80


def runs_folder(named: Path | None = None) -> Path:
    """The folder of saved runs: as given, or from the environment, or the platform's default.

    Raises:
        PathError: the environment variable does not hold a path, or there is no default.
    """
    if named is not None:
        return named
    return environment_path(RUNS_VARIABLE) or data_folder() / "runs"


def name_fault(name: str) -> str:
    """Why a name is invalid for a run; empty if it is valid."""
    if not name:
        return "the name is empty; type a name"
    if len(name.encode(errors="replace")) > LONGEST_NAME:
        return f"the name is too long; at most {LONGEST_NAME} bytes"
    if not name[0].isalnum():
        return "a name must begin with a letter or a digit"
    wrong = next((c for c in name if not (c.isalnum() or c in "._-+ ")), None)
    if wrong is not None or name != name.strip():
        return f"{wrong!r} is not allowed; use letters, digits, blanks inside, . _ - +"
    return ""


def suggested_name(config: RunConfig, taken: Callable[[str], bool] = lambda _: False) -> str:
    """A name made from the parameters, such as adam-M32-lr0.01, with a number if it is in use."""
    size = config.batch.batch_size
    batch = "full" if size == "full" else f"M{size}"
    plain = f"{config.optimizer.optimizer}-{batch}-lr{config.optimizer.learning_rate:g}"
    name, number = plain, 1
    while taken(name):
        number += 1
        name = f"{plain}-{number}"
    return name


def events_folder(folder: Path, config: RunConfig, name: str | None = None) -> Path:
    """The subfolder for the run's event files in the folder that TensorBoard reads."""
    return folder / (name or suggested_name(config, lambda text: os.path.lexists(folder / text)))


@dataclass(frozen=True)
class Entry:
    """One saved run of the list."""

    name: str
    summary: Summary


class RunStore:
    """Saved runs, one folder each.

    Args:
        folder: the folder that contains them; need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """The folder of the run of this name, whether it exists or not.

        Raises:
            StoreError: the name is invalid.
        """
        if fault := name_fault(name):
            raise StoreError(f"'{name}': {fault}")
        return self.folder / name

    def has(self, name: str) -> bool:
        """Whether anything of this name exists."""
        return os.path.lexists(self.folder / name)

    def suggestion(self, config: RunConfig) -> str:
        """A free name for a run."""
        return suggested_name(config, self.has)

    def entries(self) -> tuple[list[Entry], list[StoreError]]:
        """All saved runs, newest first, and the errors of other entries of the folder.

        Raises:
            StoreError: the folder cannot be read.
        """
        try:
            folders = sorted(path for path in self.folder.iterdir() if path.is_dir())
        except FileNotFoundError:
            return [], []
        except OSError as error:
            raise StoreError(f"{self.folder}: {error.strerror or error}") from None
        found: list[Entry] = []
        faults: list[StoreError] = []
        for folder in folders:
            if folder.name.startswith("."):
                continue  # being written, or left by a crash
            try:
                found.append(Entry(folder.name, read_summary(folder)))
            except StoreError as fault:
                faults.append(fault)
        return sorted(found, key=lambda entry: entry.summary.saved_at, reverse=True), faults

    def open(self, run: str) -> StoredRun:
        """A run by its name, or by the path of its folder.

        Raises:
            PathError: the text is neither a name nor a path.
            StoreError: the run does not exist, or cannot be read.
        """
        as_path = typed_path(run)
        if self.has(run) and not name_fault(run):
            return read_run(self.folder / run)
        try:
            is_run = (as_path / SUMMARY).is_file()
        except OSError as error:
            raise StoreError(f"{shown(run)}: {error.strerror or error}") from None
        if not is_run and not name_fault(run):
            raise self._no_run(run)
        return read_run(as_path)

    def _no_run(self, name: str) -> StoreError:
        try:
            names = sorted(path.name for path in self.folder.iterdir() if path.is_dir())
        except OSError:
            names = []
        near = nearest(name, [found for found in names if not name_fault(found)])
        hint = f"; did you mean {near}?" if near else ""
        return StoreError(f"{name}: no saved run of this name in {self.folder}{hint}")

    def remove(self, name: str) -> None:
        """Remove a run, even a damaged one, and nothing else.

        Raises:
            StoreError: it does not exist, its folder contains other files, or it cannot be removed.
        """
        folder = self.path(name)
        try:
            if not folder.is_dir() or folder.is_symlink():
                raise self._no_run(name)
            found = sorted(path.name for path in folder.iterdir())
            if not found:
                raise StoreError(f"{folder}: not removed: it is empty, not a run")
            others = [other for other in found if other not in FILES]
            if others:
                raise StoreError(f"{folder}: not removed: {others[0]} is not part of a run")
            gone = self.folder / f".{name}.removed-{os.getpid()}"
            folder.rename(gone)
            shutil.rmtree(gone)
        except OSError as error:
            raise StoreError(f"{folder}: {error.strerror or error}") from None
