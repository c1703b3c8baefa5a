"""Writes the script or the notebook, atomically."""

from __future__ import annotations

from pathlib import Path

from engine.errors import PathError, shown
from engine.storage.atomic import atomic_file
from engine.storage.keras_script.part import Part
from engine.storage.keras_script.script import notebook, python_script
from engine.storage.targets import check_file_target

SUFFIXES = (".py", ".ipynb")


def write_script(path: Path, parts: list[Part]) -> None:
    """Write the parts as a script (.py) or a notebook (.ipynb), by the name of the file.

    Raises:
        PathError: its suffix is unknown, or it cannot be written; an existing one is unchanged.
    """
    check_file_target(path, SUFFIXES)
    text = notebook(parts) if path.suffix.lower() == ".ipynb" else python_script(parts)
    try:
        with atomic_file(path) as file:
            file.write(text.encode())
    except OSError as error:
        reason = error.strerror or error
        raise PathError(f"{shown(str(path))}: cannot be written: {reason}") from None
