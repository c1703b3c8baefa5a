"""Kills a process at its n-th step of saving: each write, sync, rename and removal is one."""

from __future__ import annotations

import os
import signal
import zipfile
from collections.abc import Callable
from typing import Any

STEPS = ("write", "fsync", "rename", "replace", "unlink", "rmdir", "mkdir", "open", "truncate")


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do the work in a child that is killed before its step of this number; whether it was."""
    child = os.fork()
    if child == 0:
        try:
            _count_down(step)
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert status == 0
    return False


def _count_down(step: int) -> None:
    """Kill this process at a step: every call of these functions is one, and half of a write."""
    left = [step]

    def tick() -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in STEPS:
        setattr(os, name, _ticking(getattr(os, name), tick))
    # Archives are written through a file of Python: each member is a step, and the end.
    for name in ("open", "close"):
        setattr(zipfile.ZipFile, name, _ticking(getattr(zipfile.ZipFile, name), tick))


def _ticking(call: Callable[..., Any], tick: Callable[[], None]) -> Callable[..., Any]:
    def ticked(*args: Any, **names: Any) -> Any:
        tick()
        return call(*args, **names)

    return ticked
