"""Signals that end the program cleanly, and the loss of its terminal."""

from __future__ import annotations

import errno
import os
import signal
import termios
import threading

LONGEST_GOODBYE = 8.0
"""The most seconds in which the app must end after a signal."""


def heeded_signals() -> tuple[signal.Signals, ...]:
    """The signals that end the program, except ignored ones, as with nohup."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    return tuple(number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN)


def end_anyway(status: int) -> None:
    """End the process with this status after some seconds, if it is still running."""
    watchdog = threading.Timer(LONGEST_GOODBYE, os._exit, (status,))
    watchdog.daemon = True
    watchdog.start()


def terminal_is_gone() -> bool:
    """Whether standard input is a terminal that was closed.

    If SIGHUP is ignored there is no other sign of it, and reads would continue forever.
    """
    try:
        termios.tcgetattr(0)
    except termios.error as error:
        return error.args[0] not in (errno.ENOTTY, errno.EBADF)
    return False
