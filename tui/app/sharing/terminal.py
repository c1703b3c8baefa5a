"""The name of this terminal, for people at another one."""

from __future__ import annotations

import os
import sys

from engine.errors import shown

_LONGEST = 30


def terminal_name() -> str:
    """Such as pts/3; the process where there is no terminal."""
    try:
        return os.ttyname(sys.__stdin__.fileno()).removeprefix("/dev/")  # type: ignore[union-attr]
    except (OSError, ValueError, AttributeError):
        return f"process {os.getpid()}"


def named(text: str) -> str:
    """A terminal's name from another process, fit for a message."""
    return shown(text)[:_LONGEST] or "another terminal"
