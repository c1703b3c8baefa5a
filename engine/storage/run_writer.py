"""Writes a saved run: its folder appears whole or not at all."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

import numpy as np

from engine.config.toml import toml_of
from engine.errors import ConfigError, StoreError
from engine.problems.current import PROBLEM
from engine.storage.atomic import atomic_folder
from engine.storage.run_arrays import arrays_of
from engine.storage.saved_run import (
    CHANGES,
    CONFIG,
    FORMAT,
    HISTORY,
    PROGRAM,
    SUMMARY,
    StoredRun,
    Summary,
)


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
    try:
        with atomic_folder(folder, over=over) as beside:
            _write_files(beside, run)
    except ConfigError as error:
        raise StoreError(f"{folder}: {error}") from None
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written: {error.strerror or error}") from None


def _write_files(folder: Path, run: StoredRun) -> None:
    summary = {"program": PROGRAM, "format": FORMAT, **_plain(run.summary)}
    texts = {
        CONFIG: toml_of(run.config),
        SUMMARY: json.dumps(summary, indent=1, allow_nan=False) + "\n",
        CHANGES: json.dumps([asdict(change) for change in run.changes], indent=1) + "\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    np.savez(folder / HISTORY, **arrays_of(run))  # type: ignore[arg-type]  # its stub takes no mapping


def _plain(summary: Summary) -> dict[str, object]:
    """The summary as JSON has it, the parameters by the problem's names."""
    plain: dict[str, object] = {}
    for name, value in summary.model_dump(mode="json").items():
        plain |= zip(PROBLEM.names, value, strict=True) if name == "theta" else {name: value}
    return plain
