"""Where the program begins: `descent`, and `python -m tui`."""

from __future__ import annotations

import gc
import os
import sys

from engine.lifeline import end_with_server
from tui.cli.interrupts import quit_on_interrupt


def run() -> int:
    """Carry out the command line; returns the exit status."""
    quit_on_interrupt()
    end_with_server(os.environ)
    # Objects made before the first picture stay alive, and garbage collection would take a tenth of
    # that time. It is enabled again later.
    gc.disable()
    # Pydantic would search all installed packages for plugins.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from tui.cli.main import main

    return main()


if __name__ == "__main__":
    sys.exit(run())
