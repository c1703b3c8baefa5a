"""The folders of visitors: each is held while its visit lasts, and removed at its end.

A server that is killed removes nothing. What holds a folder dies with it, so the next server can
tell the folders that were left from those of servers that run.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

_PREFIX = "descent-visitor-"
_NEW = "descent-new-"
"""Of folders that are not held yet."""


@contextlib.asynccontextmanager
async def own_folder() -> AsyncIterator[Path]:
    """A new folder, which is removed at the end.

    Raises:
        OSError: it cannot be made.
    """
    folder, held = _new()
    try:
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        if held is not None:
            os.close(held)


def _new() -> tuple[Path, int | None]:
    """A new folder, and the descriptor that holds it."""
    made = Path(tempfile.mkdtemp(prefix=_NEW))
    held = _held(made)
    # Held before it has a name by which another server would find it.
    return made.rename(made.with_name(made.name.replace(_NEW, _PREFIX, 1))), held


def remove_abandoned() -> None:
    """Remove the folders of this user that no server holds."""
    with contextlib.suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            held = _held(folder)
            if held is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(held)


def _held(folder: Path) -> int | None:
    """Hold a folder until its descriptor is closed, or this process ends; None if another does."""
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if os.fstat(opened).st_uid == os.geteuid():
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return opened
    except OSError:
        pass
    os.close(opened)
    return None
