"""Ways to damage a saved run, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine.errors import StoreError
from engine.storage.run_reader import read_run
from engine.storage.run_summary import SUMMARY
from engine.storage.saved_run import FILES, HISTORY
from engine.storage.seal import digest_of, sealed, unsealed


def fault(folder: Path) -> str:
    with pytest.raises(StoreError) as caught:
        read_run(folder)
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def change_summary(folder: Path, **values: object) -> None:
    summary = json.loads((folder / SUMMARY).read_text())
    (folder / SUMMARY).write_text(json.dumps(summary | values))
    seal(folder)


def change_arrays(folder: Path, **values: object) -> None:
    with np.load(folder / HISTORY) as found:
        arrays = dict(found) | values
    np.savez(folder / HISTORY, **{k: v for k, v in arrays.items() if v is not None})
    seal(folder)


def seal(folder: Path) -> None:
    """Rewrite the digests, as somebody does who knows the format."""
    summary = json.loads((folder / SUMMARY).read_text())
    summary["files_sha256"] = {name: digest_of(folder / name) for name in FILES if name != SUMMARY}
    (folder / SUMMARY).write_text(json.dumps(sealed(unsealed(summary)[0])))


def unseal(folder: Path) -> None:
    """As a run that was saved before digests were recorded."""
    summary = json.loads((folder / SUMMARY).read_text())
    del summary["sha256"], summary["files_sha256"]
    (folder / SUMMARY).write_text(json.dumps(summary))
