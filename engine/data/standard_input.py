"""Data from standard input or another pipe, kept in a file while a program runs.

App and worker each read the data, and read them again after a restart; a pipe can be read once.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from engine.config.run import RunConfig

NAME, PIPE = "standard input", "pipe"
"""The names of the kept file, and of the data in messages."""
NOT_REPEATABLE = (
    "a run on standard input or a pipe cannot be opened again; write the data to a file first"
)
"""Why such a run is not saved, but with its session, which keeps the data for a while."""
_PREFIX = "descent-"
SESSION_FOLDER = f"{_PREFIX}data"
"""The folder, inside that of a session, in which the session keeps the data."""


@contextmanager
def kept(stream: IO[bytes], name: str = NAME) -> Iterator[Path]:
    """A file of this name with all that is left of the stream; it is removed at the end.

    Raises:
        OSError: the stream cannot be read, or there is no room for the file.
    """
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
        path = Path(folder) / name
        with path.open("wb") as file:
            shutil.copyfileobj(stream, file, 1 << 20)
        yield path


def is_kept(path: Path) -> bool:
    """Whether a path is that of such a file, which a later program will not find."""
    return path.name in (NAME, PIPE) and path.parent.name.startswith(_PREFIX)


def with_kept_data(config: RunConfig, path: Path | None) -> RunConfig:
    """The configuration with this file as its kept data; None, or other data, change nothing."""
    data = config.data.data
    if path is None or data is None or not is_kept(data):
        return config
    return config.model_copy(update={"data": config.data.model_copy(update={"data": path})})
