"""The platform's folders for what the program keeps: its state, its log, its data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import platformdirs

from engine.errors import PathError


def state_folder() -> Path:
    """The folder for the state of the program.

    Raises:
        PathError: the account has no home directory.
    """
    return _found(lambda: platformdirs.user_state_path("descent", appauthor=False))


def log_folder() -> Path:
    """The folder for its log; raises as `state_folder`."""
    return _found(lambda: platformdirs.user_log_path("descent", appauthor=False))


def data_folder() -> Path:
    """The folder for its data; raises as `state_folder`."""
    return _found(lambda: platformdirs.user_data_path("descent", appauthor=False))


def _found(find: Callable[[], Path]) -> Path:
    try:
        return find()
    except RuntimeError:
        raise PathError(
            "this account has no home directory; set HOME to a folder that you can write"
        ) from None
