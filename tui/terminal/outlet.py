"""Counts the bytes written to the terminal, and how many of them the system has accepted.

Textual writes in a separate thread, through a queue; if the terminal is slow, the thread blocks and
the queue grows until the whole program blocks. So the bytes entering and leaving it are counted.
"""

from __future__ import annotations

import logging
import select
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import TYPE_CHECKING, cast

from textual import events
from textual.message import Message

from tui.terminal.characters import Repertoire
from tui.terminal.driver import SturdyDriver

if TYPE_CHECKING:
    from textual.app import App

    from tui.terminal.cast import CastFile

_log = logging.getLogger(__name__)
_WAIT = 1.0
"""Seconds between looks whether a terminal that does not block takes more."""


class Outlet:
    """Counts the bytes on their way to the terminal.

    Args:
        drained: called from the writing thread when the system has accepted everything.
        broken: called from the writing thread when the terminal takes nothing more.
        answered: called from the reading thread when the terminal reports the cursor's position.

    Attributes:
        sent: bytes that the program wrote.
        taken: how many of them the system has accepted.
        cast: records what is written and typed; None records nothing.
    """

    def __init__(
        self,
        drained: Callable[[], None],
        broken: Callable[[], None] = lambda: None,
        answered: Callable[[], None] = lambda: None,
    ) -> None:
        self.sent = 0
        self.taken = 0
        self.cast: CastFile | None = None
        self._drained = drained
        self._broken = broken
        self._answered = answered

    @property
    def waiting(self) -> int:
        """Bytes not accepted yet."""
        return self.sent - self.taken

    def send(self, data: bytes) -> None:
        """Count bytes being written."""
        self.sent += len(data)

    def take(self, count: int) -> None:
        """Count bytes accepted; called from the writing thread."""
        self.taken += count
        if self.taken == self.sent:
            self._tell(self._drained)

    def give_up(self) -> None:
        """The terminal takes nothing more; called from the writing thread."""
        self._tell(self._broken)

    def hear(self, message: Message) -> None:
        """Look at a message of the terminal; called from the reading thread."""
        if isinstance(message, events.CursorPosition):
            self._tell(self._answered)

    def _tell(self, listener: Callable[[], None]) -> None:
        """Call a listener; the thread outlives its errors, or the app would block."""
        try:
            listener()
        except Exception:  # noqa: BLE001 - the app hears of it by its log
            _log.exception("what is written and read goes on")

    def driver(self, repertoire: Repertoire) -> type[SturdyDriver]:
        """The driver, with its output counted and made of characters that the terminal has."""
        outlet = self

        class CountedDriver(SturdyDriver):
            """Writes as Textual's own driver does."""

            def __init__(
                self,
                app: App[object],
                *,
                debug: bool = False,
                mouse: bool = True,
                size: tuple[int, int] | None = None,
            ) -> None:
                super().__init__(app, debug=debug, mouse=mouse, size=size)
                # Not stderr, which may be redirected: stdout is known to be a terminal.
                assert sys.__stdout__ is not None, "the app runs on a terminal"
                self._file = cast("TextIOWrapper", _CountedFile(sys.__stdout__, outlet))

            def write(self, data: str) -> None:
                if self._writer_thread is None or not self._writer_thread.is_alive():
                    return  # the terminal was given back
                data = repertoire.shown(data)
                outlet.send(data.encode(errors="replace"))
                if outlet.cast is not None:
                    outlet.cast.output(data)
                super().write(data)

            def read(self) -> bytes | None:
                data = super().read()
                if data and outlet.cast is not None:
                    outlet.cast.input(data.decode(errors="replace"))
                return data

            def process_message(self, message: Message) -> None:
                outlet.hear(message)
                super().process_message(message)

        return CountedDriver


class _CountedFile:
    """The terminal as a text file; reports accepted bytes to the outlet."""

    def __init__(self, file: TextIOWrapper, outlet: Outlet) -> None:
        self._file = file
        self._outlet = outlet
        self._written = 0
        self._broken = False

    def write(self, text: str) -> None:
        """Write text; characters that the terminal cannot encode become question marks."""
        self._written += len(text.encode(errors="replace"))
        data = text.encode(self._file.encoding, "replace")
        while data:
            try:
                data = data[cast("int", self._file.buffer.write(data)) :]
            except BlockingIOError as error:
                data = data[error.characters_written :]
                self._wait()
            except (OSError, ValueError):
                self._give_up()
                return

    def flush(self) -> None:
        """Flush; returns when the system has accepted everything."""
        waiting = True
        while waiting:
            waiting = False
            try:
                self._file.buffer.flush()
            except BlockingIOError:
                self._wait()
                waiting = True
            except (OSError, ValueError):
                self._give_up()
        written, self._written = self._written, 0
        self._outlet.take(written)

    def _wait(self) -> None:
        """Wait for room: another program has made the terminal one that does not block."""
        select.select([], [self.fileno()], [], _WAIT)

    def _give_up(self) -> None:
        """A terminal that was closed takes nothing more."""
        if not self._broken:
            self._broken = True
            self._outlet.give_up()

    def fileno(self) -> int:
        """The terminal's descriptor."""
        return self._file.fileno()
