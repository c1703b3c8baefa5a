"""Ends a process with the one that started it, whatever becomes of either.

The worker ends with its app, and the app of a visitor of `descent serve` with the server. Needs the
standard library alone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Mapping

ORPHANED = 70
"""Exit status of a process whose parent is gone."""
SERVER_VARIABLE = "DESCENT_SERVER"
"""Names the process of `descent serve` for the apps of its visitors."""
_PR_SET_PDEATHSIG = 1


def end_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, even while this one is stopped.

    Linux only: elsewhere the thread that beats (`engine.worker.heart`) notices within a second.

    Args:
        parent: the process that started this one; if it is gone already, this one ends now.
    """
    if sys.platform == "linux":
        import ctypes

        # A C library without it leaves the watch to the thread.
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    end_if_orphaned(parent)


def end_with_server(environment: Mapping[str, str]) -> None:
    """The same for the app of a visitor; any other has no such variable."""
    server = environment.get(SERVER_VARIABLE, "")
    if server.isascii() and server.isdecimal():
        end_with(int(server))


def end_if_orphaned(parent: int) -> None:
    """End this process at once if its parent is gone."""
    if os.getppid() != parent:
        os._exit(ORPHANED)
