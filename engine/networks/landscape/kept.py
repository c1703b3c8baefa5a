"""Landscapes that are kept, so that the same one is not evaluated again."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import replace
from pathlib import Path

from engine.errors import DescentError
from engine.networks.landscape.file import FORMAT, read_landscape, write_landscape
from engine.networks.landscape.result import Landscape
from engine.protocol.landscape_messages import MapLoss
from engine.storage.atomic import make_folder
from engine.storage.platform_folders import state_folder

MOST_KEPT = 64
_MOST_FILES = 10_000


def kept_path(request: MapLoss) -> Path:
    """Where the landscape of this request is kept.

    The name depends on everything that the losses depend on; files count as the same while their
    path, size and time of change are.

    Raises:
        PathError: the account has no home directory.
    """
    plain = replace(request, chunk=0, device="", run_code=False, done=frozenset())
    parts = [repr(FORMAT), repr(plain), *signs_of(request)]
    digest = hashlib.sha256("\n".join(parts).encode(errors="surrogateescape")).hexdigest()
    return state_folder() / "landscapes" / f"{digest[:32]}.npz"


def signs_of(request: MapLoss) -> list[str]:
    """What changes with the files of a request: their paths, sizes and times of change."""
    signs = [_sign(path) for path in (request.model, request.data)]
    if request.checkpoints is not None:
        with contextlib.suppress(OSError):
            paths = sorted(request.checkpoints.rglob("*"))[:_MOST_FILES]
            signs += [_sign(path) for path in paths if path.suffix in (".npy", ".keras", ".h5")]
    return signs


def _sign(path: Path) -> str:
    try:
        status = path.resolve().stat()
    except OSError:
        return str(path)
    return f"{path.resolve()} {status.st_size} {status.st_mtime_ns}"


def kept_landscape(path: Path) -> Landscape | None:
    """The landscape kept there, complete or not; None if there is none of use."""
    try:
        return read_landscape(path)
    except DescentError:
        return None


def keep(path: Path, landscape: Landscape) -> str:
    """Keep a landscape, and remove the oldest of too many; returns why that is not possible."""
    try:
        make_folder(path.parent, private=True)
        write_landscape(path, landscape)
        kept = sorted(path.parent.glob("*.npz"), key=lambda each: each.stat().st_mtime)
        for old in kept[: max(0, len(kept) - MOST_KEPT)]:
            old.unlink(missing_ok=True)
    except OSError as error:
        return f"{path.parent}: {error.strerror or error}"
    except DescentError as error:
        return str(error)
    return ""
