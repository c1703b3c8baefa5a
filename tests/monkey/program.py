"""`python -m tests.monkey.program WORDS…`: `descent WORDS…` with the monkey's worker."""

from __future__ import annotations

import subprocess
import sys

from tests.e2e.light import LightPopen
from tui.__main__ import run


class MonkeyPopen(LightPopen):
    """Starts the monkey's worker where `engine.worker` is asked for."""

    STAND_IN = "tests.monkey.worker"


if __name__ == "__main__":
    vars(subprocess)["Popen"] = MonkeyPopen
    sys.exit(run())
