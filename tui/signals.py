"""The signals that end the program in good order."""

from __future__ import annotations

import signal


def heeded_signals() -> tuple[signal.Signals, ...]:
    """Those that end it, but for what it was told to ignore, as nohup does."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    return tuple(number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN)
