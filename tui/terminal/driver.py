"""Textual's driver for Linux and macOS, with an input that bears any bytes."""

from __future__ import annotations

import os
import selectors

from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui.terminal.terminal_input import TerminalInput

_READ = 1 << 12
_WAIT = 0.1
"""Seconds without bytes after which what has begun is taken for complete."""


class InputEnded(Message):
    """Standard input has come to its end: there will be no more keys."""


class SturdyDriver(LinuxDriver):
    """Reads keys as Textual's own driver does, and goes on where that one would end."""

    def run_input_thread(self) -> None:
        """Read bytes and send messages until the app ends; runs in a thread."""
        source = TerminalInput()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if not selector.select(_WAIT):
                    made = source.wait()
                elif data := self._read():
                    made = source.feed(data)
                else:
                    self.process_message(InputEnded())
                    self.exit_event.wait()
                    return
                for message in made:
                    self.process_message(message)

    def _read(self) -> bytes:
        """What has come; nothing at the end of the input."""
        try:
            return os.read(self.fileno, _READ)
        except OSError:  # a terminal that was closed
            return b""

    def _enable_mouse_pixels(self) -> None:
        """Cells are all that is asked for."""

    def set_modes_again(self) -> None:
        """Ask again for what the app needs of the terminal.

        A terminal that was reset, or another one that took its place behind a multiplexer or a
        reconnection, knows nothing of what was asked before. Each request may be repeated.
        """
        self._enable_mouse_support()
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        self.write("\x1b[?25l\x1b[?1004h")
        self.flush()
