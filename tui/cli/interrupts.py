"""Ctrl-C while modules are being imported, when a `KeyboardInterrupt` would not arrive safely."""

from __future__ import annotations

import os
import signal

INTERRUPTED_STATUS = 128 + signal.SIGINT


def quit_on_interrupt() -> None:
    """From now on, Ctrl-C ends the process at once; an ignored one stays ignored.

    An exception inside an import may be lost, or end extension modules with an error of their own.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _quit)


def raise_on_interrupt() -> None:
    """From now on, Ctrl-C raises `KeyboardInterrupt` again, so that files are cleaned up."""
    if signal.getsignal(signal.SIGINT) is _quit:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _quit(*_: object) -> None:
    os._exit(INTERRUPTED_STATUS)
