"""The functions that workers of the cluster call.

They are found by name, so descent must be installed there.

A part whose worker dies is handed to another one by the scheduler. One that nobody waits for any
longer, because it was cancelled or the program that asked is gone, ends early.
"""

from __future__ import annotations

import platform
import socket
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from distributed import get_worker

from engine.cluster.resident import resident
from engine.cluster.tasks import Answer, Part, digest_of
from engine.errors import ProblemError
from engine.problems.own import permission
from engine.problems.own.permission import source_of


def versions() -> dict[str, str]:
    """What decides the last digits of the numbers, on this machine."""
    return {
        "descent": _version("descent-tui"),
        "tensorflow": _version("tensorflow"),
        "keras": _version("keras"),
        "processor": platform.machine(),
    }


def train(part: Part) -> Answer:
    """Train the runs of a part on this machine."""
    base, host = part.spec.base, socket.gethostname()
    if part.digest:
        path = base.data.data
        try:
            same = digest_of(base) == part.digest
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            return Answer(refused=f"{path}: {reason} on {host}")
        if not same:
            return Answer(refused=f"{path}: another file on {host} than here")
    if part.code:
        try:
            source = source_of(Path(base.problem.problem))
        except ProblemError as error:
            return Answer(refused=f"{error} ({host})")
        if permission.digest_of(source) != part.code:
            return Answer(refused=f"{base.problem.problem}: another file on {host} than here")
    return resident().train(part, _wanted())


def _wanted() -> Callable[[], bool]:
    """Whether this task is still wanted: the scheduler tells its workers which are not."""
    worker = get_worker()
    key = worker.get_current_task()

    def wanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is not None and task.state == "executing"

    return wanted


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
