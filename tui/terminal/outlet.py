"""How much was written to the terminal, and how much of it has been taken.

Textual writes in a thread of its own, through a queue; where the terminal is slow, the thread waits
and the queue grows until the whole program waits. So it is counted what goes in and what comes out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import TYPE_CHECKING, cast

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from textual.app import App


class Outlet:
    """Counts the bytes on their way to the terminal.

    Attributes:
        sent: bytes that the program wrote.
        taken: as many of them as the system has taken.
    """

    def __init__(self, drained: Callable[[], None]) -> None:
        self.sent = 0
        self.taken = 0
        self._drained = drained

    @property
    def waiting(self) -> int:
        """Bytes that nobody has taken yet."""
        return self.sent - self.taken

    def send(self, data: bytes) -> None:
        """Count what is being written."""
        self.sent += len(data)

    def take(self, count: int) -> None:
        """So many bytes were taken; called from the writing thread."""
        self.taken += count
        if self.taken == self.sent:
            self._drained()

    def driver(self) -> type[LinuxDriver]:
        """Textual's driver, counted here."""
        outlet = self

        class CountedDriver(LinuxDriver):
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
                # Not stderr, which one may have sent to a file: stdout is known to be a terminal.
                assert sys.__stdout__ is not None, "the app is opened on a terminal"
                self._file = cast("TextIOWrapper", _CountedFile(sys.__stdout__, outlet))

            def write(self, data: str) -> None:
                outlet.send(data.encode(errors="replace"))
                super().write(data)

        return CountedDriver


class _CountedFile:
    """The terminal as a file for text; what it has taken is told to the outlet."""

    def __init__(self, file: TextIOWrapper, outlet: Outlet) -> None:
        self._file = file
        self._outlet = outlet
        self._written = 0

    def write(self, text: str) -> None:
        """As a file's; what the terminal cannot show becomes a question mark."""
        encoding = self._file.encoding
        self._written += len(text.encode(errors="replace"))
        self._file.write(text.encode(encoding, "replace").decode(encoding))

    def flush(self) -> None:
        """Hand everything over; returns when the system has taken it."""
        self._file.flush()
        written, self._written = self._written, 0
        self._outlet.take(written)

    def fileno(self) -> int:
        """The terminal's descriptor."""
        return self._file.fileno()
