"""Figures from a process of its own, which imports TensorFlow in place of the one that reports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any


def printed_by(module: str, *arguments: str, **environment: str) -> Any:
    """What `python -m MODULE` prints as JSON, with these arguments and additional variables.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(
        command,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | environment,
    )
    return json.loads(done.stdout)
