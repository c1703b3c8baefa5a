"""Signals that end the program cleanly, and the loss of its terminal."""

from __future__ import annotations

import errno
import os
import signal
import termios
import threading
from collections.abc import Callable, Iterable

LONGEST_GOODBYE = 8.0
"""The most seconds in which the app must end after a signal."""
_NOT_FATAL = ["CHLD", "CLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "WINCH", "INFO"]
"""Signals that end no process."""
_NOT_CAUGHT = ["KILL", "SEGV", "BUS", "FPE", "ILL"]
"""Signals after which no Python code runs, or none that returns."""


def heeded_signals() -> tuple[int, ...]:
    """The signals that end a process and can be caught, except ignored ones, as with nohup."""
    kept = {getattr(signal, f"SIG{name}", None) for name in (*_NOT_FATAL, *_NOT_CAUGHT)}
    fatal = sorted(int(number) for number in signal.valid_signals() - kept)
    return tuple(number for number in fatal if signal.getsignal(number) is not signal.SIG_IGN)


def heed(numbers: Iterable[int], end: Callable[[int], None]) -> None:
    """Call `end` with the number of a signal that arrives; it must be safe in any thread.

    The process ends some seconds later if it is still running: a closed terminal may block output,
    and so a clean end, and an event loop that is busy would not hear of the signal.
    """

    def caught(number: int, _: object) -> None:
        end_anyway(128 + number)
        end(number)

    for number in numbers:
        signal.signal(number, caught)


def end_anyway(status: int) -> threading.Timer:
    """End the process with this status after some seconds, unless the timer is cancelled."""
    watchdog = threading.Timer(LONGEST_GOODBYE, os._exit, (status,))
    watchdog.daemon = True
    watchdog.start()
    return watchdog


def terminal_is_gone() -> bool:
    """Whether standard input is a terminal that was closed.

    If SIGHUP is ignored there is no other sign of it, and reads would continue forever.
    """
    try:
        termios.tcgetattr(0)
    except termios.error as error:
        return error.args[0] not in (errno.ENOTTY, errno.EBADF)
    return False
