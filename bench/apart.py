"""Figures from a process of its own, which imports TensorFlow in place of the one that reports."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any


def printed_by(module: str) -> Any:
    """What `python -m MODULE` prints as JSON.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    command = [sys.executable, "-m", module]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return json.loads(done.stdout)
