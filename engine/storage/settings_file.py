"""A small file of settings that an app remembers from one session to the next."""

from __future__ import annotations

import json
from pathlib import Path

from engine.errors import StoreError, shown
from engine.files import read_regular
from engine.storage.atomic import atomic_file, make_folder
from engine.storage.platform_folders import state_folder

_LARGEST = 64_000
"""Bytes of a file that can be one of ours."""


def settings_file() -> Path:
    """The file in the platform's folder for the state of programs; raises as `state_folder`."""
    return state_folder() / "settings.json"


def read_settings(path: Path) -> dict[str, str]:
    """The settings by name; none if there is no file.

    Raises:
        StoreError: the file cannot be read, or is not one of settings.
    """
    name = shown(str(path))
    try:
        found = json.loads(read_regular(path, _LARGEST))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise StoreError(f"{name}: cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise StoreError(f"{name}: is damaged; the next change of a setting replaces it")
    return found


def write_setting(path: Path, name: str, value: str) -> None:
    """Set one setting and keep the others; a damaged file is replaced.

    Raises:
        StoreError: the file cannot be written; one that was there is as it was.
    """
    try:
        settings = read_settings(path)
    except StoreError:
        settings = {}
    try:
        make_folder(path.parent, private=True)
        with atomic_file(path, private=True) as file:
            file.write((json.dumps({**settings, name: value}, indent=1) + "\n").encode())
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"{shown(str(path))}: cannot be written: {reason}") from None
