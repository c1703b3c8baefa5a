"""Libraries that are installed with the extra `files`: one line if one is not there."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from engine.data.reading.formats import Format
from engine.data.reading.source import Source
from engine.errors import DataError

EXTRA = "pip install 'descent-tui[files]'"
"""What installs them."""


def check_installed(name: str, source: Source, found: Format) -> None:
    """Check that a library that reads files of this format is installed, without importing it.

    Raises:
        DataError: it is not.
    """
    if find_spec(name) is None:
        raise DataError(f"{source.file}: is {found}; to read it: {EXTRA}")


def library(name: str, source: Source, found: Format) -> ModuleType:
    """A library that reads files of this format.

    Raises:
        DataError: it is not installed, or it cannot be loaded.
    """
    check_installed(name.partition(".")[0], source, found)
    try:
        return import_module(name)
    except ImportError as error:
        reason = str(error).partition("\n")[0]
        said = f"{source.file}: is {found}, but {name} cannot be loaded: {reason}"
        raise DataError(said) from None
