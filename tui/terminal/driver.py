"""Textual's driver for Linux and macOS, with an input that bears any bytes."""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import signal
import termios
from typing import Any

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from tui.terminal.terminal_input import TerminalInput

_log = logging.getLogger(__name__)
_READ = 1 << 12
_WAIT = 0.1
"""Seconds without bytes after which what has begun is taken for complete."""


class InputEnded(Message):
    """Standard input has come to its end: there will be no more keys."""


class Continued(Message):
    """The process was stopped and continues, without having given the terminal back meanwhile."""


class SturdyDriver(LinuxDriver):
    """Reads keys as Textual's own driver does, and goes on where that one would end."""

    _on_terminal = False
    """Whether the terminal is in the app's modes."""
    _raw: list[Any] | None = None
    """The terminal's settings in these modes."""

    def start_application_mode(self) -> None:
        """Take the terminal."""
        # Textual measures in the signal's handler, which the next signal may interrupt: the older
        # size would come last, and stay. Here each size is measured when the loop has its turn, and
        # a signal that comes before this handler is there waits for it.
        unblocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGWINCH})
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]
            # In the background it cannot be taken: then there is no thread that writes to it.
            self._on_terminal = self._writer_thread is not None
            if self._on_terminal:
                signal.signal(signal.SIGWINCH, self._size_changed)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, unblocked)
        with contextlib.suppress(termios.error):
            self._raw = termios.tcgetattr(self.fileno)

    def _size_changed(self, *_: object) -> None:
        with contextlib.suppress(RuntimeError):  # a loop that has ended
            self._loop.call_soon_threadsafe(self._send_size)

    def _send_size(self) -> None:
        if not self._in_band_window_resize:
            size = Size(*self._get_terminal_size())
            self._app.post_message(events.Resize(size, size))

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        if self._on_terminal:
            self._on_terminal = False
            super().stop_application_mode()

    def suspend_application_mode(self) -> None:
        """Give the terminal back, until `resume_application_mode`."""
        super().suspend_application_mode()
        self._writer_thread = None

    def _sigtstp_application(self, *_: object) -> None:
        """Stop this process, which gives the terminal back before."""
        if self._auto_restart and self._on_terminal:
            self.suspend_application_mode()
            self._must_signal_resume = True
        os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        """Take the terminal again; after SIGSTOP it was never given back, but may be changed."""
        if not self._auto_restart:
            return
        if not self._on_terminal:
            self.resume_application_mode()
            return
        if self._raw is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self._raw)
        self.send_message(Continued())

    def run_input_thread(self) -> None:
        """Read bytes and send messages until the app ends; runs in a thread."""
        source = TerminalInput()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                data = self.read() if selector.select(_WAIT) else None
                if data == b"":
                    self.process_message(InputEnded())
                    self.exit_event.wait()
                    return
                try:
                    for message in source.wait() if data is None else source.feed(data):
                        self.process_message(message)
                except Exception:  # noqa: BLE001 - the next key is another one
                    _log.exception("what the terminal sent was left out")
                    source = TerminalInput()

    def read(self) -> bytes | None:
        """What has come; empty at the end of the input, None if it has gone again."""
        try:
            return os.read(self.fileno, _READ)
        except BlockingIOError:  # another reader, of a terminal that does not block
            return None
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
