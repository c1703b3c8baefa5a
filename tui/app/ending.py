"""How the app ends: by a signal, by the loss of its terminal, by the end of its input."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading

from tui.app.signals import end_anyway, heed, terminal_is_gone
from tui.terminal.display import TerminalApp

_log = logging.getLogger(__name__)


class Ending:
    """Ends an app after a signal as the quit key does, with status 128 + its number.

    Args:
        app: the app.
        signals: the signals.
    """

    def __init__(self, app: TerminalApp, signals: tuple[int, ...]) -> None:
        self._app, self._signals = app, signals
        self._watchdog: threading.Timer | None = None

    def begin(self) -> None:
        """Heed signals; before the terminal is taken, so that it is always restored."""
        self._app.heed_event_loop()
        loop = asyncio.get_running_loop()

        def end(number: int) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended already
                loop.call_soon_threadsafe(self._end_by, number)

        heed(self._signals, end)

    def _end_by(self, number: int) -> None:
        """End the app after a signal; of several, the first counts."""
        if self._app.return_code is not None:  # it is ending
            return
        _log.info("ended by signal %d", number)
        self._app.exit(return_code=128 + number)

    def without_terminal(self) -> None:
        """The terminal was closed, or takes no more output."""
        end_anyway(128 + signal.SIGHUP)
        self._end_by(signal.SIGHUP)

    def look(self) -> None:
        """Paint what is owed; end if the terminal was closed. Call it about every second."""
        self._app.look_at_terminal()
        if not self._app.is_headless and terminal_is_gone():
            self.without_terminal()

    def give_back(self) -> None:
        """All is done but to give the terminal back, which may take nothing more."""
        if self._signals and not self._app.is_headless:
            self._watchdog = end_anyway(self._app.return_code or 0)

    def over(self) -> None:
        """The terminal was given back."""
        if self._watchdog is not None:
            self._watchdog.cancel()
