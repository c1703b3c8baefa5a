"""The program's version."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

_DISTRIBUTION = "descent-tui"


def program_version() -> str:
    """The installed distribution's version."""
    try:
        return version(_DISTRIBUTION)
    except PackageNotFoundError:
        return "(checkout, not installed)"
