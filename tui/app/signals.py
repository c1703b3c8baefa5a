"""The signals that end the program in good order, and the loss of its terminal."""

from __future__ import annotations

import errno
import os
import signal
import termios
import threading

LONGEST_GOODBYE = 8.0
"""Seconds in which the app must have ended after a signal."""


def heeded_signals() -> tuple[signal.Signals, ...]:
    """Those that end it, but for what it was told to ignore, as nohup does."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    return tuple(number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN)


def end_anyway(status: int) -> None:
    """End the process with this status in some seconds, if it has not ended by then."""
    watchdog = threading.Timer(LONGEST_GOODBYE, os._exit, (status,))
    watchdog.daemon = True
    watchdog.start()


def terminal_is_gone() -> bool:
    """Whether standard input is a terminal that was closed.

    Where SIGHUP is ignored nothing else tells, and reading from it would go on for ever.
    """
    try:
        termios.tcgetattr(0)
    except termios.error as error:
        return error.args[0] not in (errno.ENOTTY, errno.EBADF)
    return False
