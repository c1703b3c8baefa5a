"""`python -m tests.e2e.light WORDS…`: `descent WORDS…` with a worker that needs no TensorFlow.

For tests of processes, pipes and signals, of which starting TensorFlow is no part.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from tui.__main__ import run

WORKER = "engine.worker"
"""The module that the program starts; its name stays in the command, by which it is found."""


class LightPopen(subprocess.Popen[Any]):
    """Starts `tests.e2e.light_worker` where `engine.worker` is asked for."""

    STAND_IN = "tests.e2e.light_worker"

    def __init__(self, args: list[str], *more: Any, **options: Any) -> None:
        if WORKER in args:
            place = args.index(WORKER)
            args = [*args[:place], self.STAND_IN, *args[place + 1 :], WORKER]
        super().__init__(args, *more, **options)


if __name__ == "__main__":
    vars(subprocess)["Popen"] = LightPopen
    sys.exit(run())
