"""Which files a person may name in this process, by an environment variable.

`descent serve` sets it for visitors, who must not read or write the files of the account that
serves them. The worker inherits it.
"""

from __future__ import annotations

import os

from engine.errors import PathError

FILES_VARIABLE = "DESCENT_FILES"
"""`off`: no file may be named; `only:PATH`: this one alone, or several, one a line. Empty: all."""
FILES_OFF = "files are off for visitors of descent serve"
_ONLY = "only:"


def files_off(*only: str) -> dict[str, str]:
    """The variable that turns files off, except for those at the paths `only`."""
    return {FILES_VARIABLE: _ONLY + "\n".join(only) if only else "off"}


def are_files_off() -> bool:
    """Whether people may name no files."""
    return bool(os.environ.get(FILES_VARIABLE))


def check_named(path: str) -> None:
    """Check that this path may be named.

    Raises:
        PathError: files are off, and it is not that of a file that is served.
    """
    if not are_files_off():
        return
    kind, _, paths = os.environ[FILES_VARIABLE].partition(_ONLY)
    if kind or path not in paths.split("\n"):
        raise PathError(FILES_OFF)
