"""The machine of the measurements."""

from __future__ import annotations

import os
import platform


def machine() -> str:
    """Cores, kind of processor, system and Python, in a line."""
    python = platform.python_version()
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {python}"
