"""Which files a person may name in this process, by an environment variable.

`descent serve` sets it for visitors, who must not read or write the files of the account that
serves them. The worker inherits it.
"""

from __future__ import annotations

import os

from engine.errors import PathError

FILES_VARIABLE = "DESCENT_FILES"
"""`off`: no file may be named; `only:PATH`: this file of data alone. Empty: all of them."""
FILES_OFF = "files are off for visitors of descent serve"
_ONLY = "only:"


def files_off(only: str | None = None) -> dict[str, str]:
    """The variable that turns files off, except for the file of data at the path `only`."""
    return {FILES_VARIABLE: "off" if only is None else f"{_ONLY}{only}"}


def are_files_off() -> bool:
    """Whether people may name no files."""
    return bool(os.environ.get(FILES_VARIABLE))


def check_named(path: str) -> None:
    """Check that this path may be named.

    Raises:
        PathError: files are off, and it is not the path of the data that are served.
    """
    if are_files_off() and os.environ[FILES_VARIABLE] != f"{_ONLY}{path}":
        raise PathError(FILES_OFF)
