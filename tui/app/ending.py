"""How the app ends: by a signal, by the loss of its terminal, by the end of its input."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import Callable

from tui.app.signals import end_anyway, heed, terminal_is_gone
from tui.terminal.display import TerminalApp
from tui.terminal.settings import ScreenSettings

_log = logging.getLogger(__name__)


class EndingApp(TerminalApp):
    """An app that a signal ends as the quit key does, with status 128 + its number.

    Args:
        screen_settings: as of `TerminalApp`.
        redraw: as of `TerminalApp`.
        ended_by: the signals.
    """

    def __init__(
        self,
        screen_settings: ScreenSettings,
        redraw: Callable[[], None],
        ended_by: tuple[int, ...] = (),
    ) -> None:
        super().__init__(screen_settings, redraw)
        self._ended_by = ended_by
        self._watchdog: threading.Timer | None = None

    def on_load(self) -> None:
        """Heed signals before the terminal is taken, so that it is always restored."""
        self.heed_event_loop()
        loop = asyncio.get_running_loop()

        def end(number: int) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended already
                loop.call_soon_threadsafe(self.end_by, number)

        heed(self._ended_by, end)

    def end_by(self, number: int) -> None:
        """End the app after a signal; of several, the first counts."""
        if self._exit:
            return
        _log.info("ended by signal %d", number)
        self.exit(return_code=128 + number)

    def on_input_ended(self) -> None:
        """The terminal was closed, or takes no more output."""
        end_anyway(128 + signal.SIGHUP)
        self.end_by(signal.SIGHUP)

    def ending(self) -> None:
        """All is done but to give the terminal back, which may take nothing more."""
        if self._ended_by and not self.is_headless:
            self._watchdog = end_anyway(self.return_code or 0)

    def ended(self) -> None:
        """The terminal was given back."""
        if self._watchdog is not None:
            self._watchdog.cancel()

    def look_for_terminal(self) -> None:
        """Paint what is owed; end if the terminal was closed. Call it about every second."""
        self.look_at_terminal()
        if not self.is_headless and terminal_is_gone():
            self.on_input_ended()
