"""The signals that end the program in good order, and the loss of its terminal."""

from __future__ import annotations

import errno
import signal
import termios


def heeded_signals() -> tuple[signal.Signals, ...]:
    """Those that end it, but for what it was told to ignore, as nohup does."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    return tuple(number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN)


def terminal_is_gone() -> bool:
    """Whether standard input is a terminal that was closed.

    Where SIGHUP is ignored nothing else tells, and reading from it would go on for ever.
    """
    try:
        termios.tcgetattr(0)
    except termios.error as error:
        return error.args[0] not in (errno.ENOTTY, errno.EBADF)
    return False
