"""Where the program begins: `descent`, and `python -m tui`."""

from __future__ import annotations

import gc
import os
import sys


def run() -> int:
    """Carry out the command line; returns the exit status."""
    # Until the first picture is drawn all that is made is there to stay: looking for what could be
    # collected takes a tenth of that time. Whoever goes on from there enables it again.
    gc.disable()
    # Pydantic would look through all that is installed for plugins of its own.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from tui.cli.main import main

    return main()


if __name__ == "__main__":
    sys.exit(run())
