"""A Dask scheduler and its workers, each a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Worker = subprocess.Popen[str]


@contextmanager
def scheduler() -> Iterator[str]:
    """The address of a running scheduler."""
    words = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    with _process(words, "Scheduler at:") as (_, line):
        yield line.split("Scheduler at:")[1].strip()


@contextmanager
def worker(address: str, folder: Path, *, light: bool = True) -> Iterator[Worker]:
    """A running worker; its gate is in `folder`; `light`: no TensorFlow."""
    words = ["worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    words += ["--local-directory", str(folder)]
    words += ["--preload", "tests.engine.cluster.light"] if light else []
    with _process(words, "Registered to:", DESCENT_GATE=str(folder)) as (process, _):
        yield process


@contextmanager
def _process(words: list[str], ready: str, **environment: str) -> Iterator[tuple[Worker, str]]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{words[0]}", *words[1:]]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=os.environ | environment
    ) as process:
        try:
            assert process.stderr is not None
            lines: list[str] = []
            for line in process.stderr:
                lines.append(line)
                if ready in line:
                    break
            else:
                raise AssertionError("".join(lines))
            yield process, line
        finally:
            process.kill()
