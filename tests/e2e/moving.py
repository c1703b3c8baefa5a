"""`python -m tests.e2e.moving WORDS…`: as `tests.e2e.light`, with a worker that shows its run."""

from __future__ import annotations

import subprocess
import sys

from tests.e2e.light import LightPopen
from tui.__main__ import run


class MovingPopen(LightPopen):
    """Starts `tests.e2e.moving_worker` where `engine.worker` is asked for."""

    STAND_IN = "tests.e2e.moving_worker"


if __name__ == "__main__":
    vars(subprocess)["Popen"] = MovingPopen
    sys.exit(run())
