"""Stands in for the process that imports TensorFlow; misbehaves as the variable ODD says."""

from __future__ import annotations

import json
import os
import signal
import sys
import time

WHOLE = {
    "tensorflow": "2.21.0",
    "keras": "3.15.1",
    "seconds": 4.5,
    "gpus": ["NVIDIA H100"],
    "cuda": True,
    "computes": True,
}

if __name__ == "__main__":
    match os.environ["ODD"]:
        case "whole":
            sys.stdout.write(f"a warning\n{json.dumps(WHOLE)}\nanother one\n")
        case "missing":
            raise ModuleNotFoundError("No module named 'tensorflow'")
        case "wrong":
            sys.stdout.write(json.dumps({**WHOLE, "computes": False}))
        case "prints":
            for _ in range(100_000):
                sys.stdout.write("{{node __wrapped__}} \x1b[2J not \xff found\n")
            sys.exit(3)
        case "dies":
            os.kill(os.getpid(), signal.SIGILL)
        case "hangs":
            sys.stdout.write("so far\n")
            sys.stdout.flush()
            time.sleep(600)
