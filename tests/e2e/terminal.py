"""A pseudo-terminal with the real program in it, and the screen that a person would see.

pexpect starts the program, pyte is the terminal. Nothing here sleeps: waiting means reading what
the program writes until the screen shows what is waited for.
"""

from __future__ import annotations

import contextlib
import os
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pexpect
import pyte

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds after which a screen that is waited for is given up; no test takes nearly as long."""

_PRIVATE = 5
ALTERNATE_SCREEN = 1049 << _PRIVATE
MOUSE = frozenset(mode << _PRIVATE for mode in (1000, 1002, 1003, 1006, 1015))
BRACKETED_PASTE = 2004 << _PRIVATE


class Terminal:
    """The program `descent`, or a shell line around it, in a terminal of its own.

    Args:
        line: what a shell is to run; `descent` stands for this checkout's program.
        columns, rows: the terminal's size.
        environment: variables besides a plain environment; None takes one away.
    """

    def __init__(
        self,
        line: str = "exec descent",
        *,
        columns: int = 120,
        rows: int = 40,
        environment: Mapping[str, str | None] | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.bytes_read = 0
        given = {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            # Set by what runs the tests, they would be believed before the terminal is.
            "COLUMNS": None,
            "LINES": None,
            **(environment or {}),
        }
        wanted = {**os.environ, **given}
        line = f'descent() {{ "{sys.executable}" -m tui "$@"; }}\n{line}'
        line = line.replace("exec descent", f'exec "{sys.executable}" -m tui')
        self.child = pexpect.spawn(
            "/bin/sh",
            ["-c", line],
            cwd=str(ROOT),
            dimensions=(rows, columns),
            env={name: value for name, value in wanted.items() if value is not None},
        )
        self.child.delaybeforesend = None

    # ---------------------------------------------------------------------------- looking

    @property
    def lines(self) -> list[str]:
        """The screen's text, line by line."""
        return list(self.screen.display)

    @property
    def text(self) -> str:
        """The whole screen's text."""
        return "\n".join(self.lines)

    @property
    def in_alternate_screen(self) -> bool:
        return ALTERNATE_SCREEN in self.screen.mode

    @property
    def cursor_shown(self) -> bool:
        return not self.screen.cursor.hidden

    @property
    def mouse_reported(self) -> bool:
        return bool(MOUSE & self.screen.mode)

    def settings(self) -> list[object]:
        """The terminal's own settings, as stty shows them."""
        return termios.tcgetattr(self.child.child_fd)

    # ---------------------------------------------------------------------------- waiting

    def wait_until(self, seen: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        """Read until `seen()`; what is waited for is said if it never comes."""
        end = time.monotonic() + patience
        while not seen():
            left = end - time.monotonic()
            if left <= 0 or not self._read(left):
                if seen():
                    return
                raise AssertionError(f"waited in vain for {what}; the screen:\n{self.text}")

    def wait_for(self, *texts: str, patience: float = PATIENCE) -> None:
        """Read until the screen shows all these texts at once."""
        self.wait_until(lambda: all(t in self.text for t in texts), f"{texts}", patience)

    def wait_for_exit(self, patience: float = PATIENCE) -> int:
        """Read to the end of the output; gives the exit status."""
        end = time.monotonic() + patience
        while (left := end - time.monotonic()) > 0:
            if not self._read(left):
                break
        self.child.close(force=True)
        status: int | None = self.child.exitstatus
        assert status is not None, f"ended by signal {self.child.signalstatus}:\n{self.text}"
        return status

    def read_along(self, seconds: float) -> None:
        """Take what comes in so many seconds, and paint it just afterwards.

        pyte is slow: painting along would measure pyte. A real terminal costs next to nothing.
        """
        for _, data in self._record(seconds):
            self._take(data)

    def moment_of(self, seen: Callable[[], bool], seconds: float) -> float:
        """When `seen()` came true, by time.monotonic; reads for so many seconds, then paints.

        Raises:
            AssertionError: it did not in that time.
        """
        for moment, data in self._record(seconds):
            self._take(data)
            if seen():
                return moment
        raise AssertionError(f"not seen within {seconds} s; the screen:\n{self.text}")

    def _record(self, seconds: float) -> list[tuple[float, bytes]]:
        """What comes in so many seconds, each piece with the time at which it came."""
        end = time.monotonic() + seconds
        pieces = []
        while (left := end - time.monotonic()) > 0:
            with contextlib.suppress(pexpect.TIMEOUT):
                data = self.child.read_nonblocking(1 << 16, left)
                pieces.append((time.monotonic(), data))
        return pieces

    def _read(self, timeout: float) -> bool:
        """Take in what there is, waiting for it; whether there was any."""
        try:
            self._take(self.child.read_nonblocking(1 << 16, timeout))
        except (pexpect.EOF, pexpect.TIMEOUT):
            return False
        return True

    def _take(self, data: bytes) -> None:
        self.bytes_read += len(data)
        self._stream.feed(data)

    # ---------------------------------------------------------------------------- typing

    def press(self, keys: str) -> None:
        """Type these characters."""
        self.child.send(keys)

    def interrupt(self) -> None:
        """Ctrl-C, as the terminal sends it."""
        self.child.sendintr()

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size, and blank: what it shows then was drawn for that size."""
        self.screen.resize(rows, columns)
        self.screen.erase_in_display(2)
        self.child.setwinsize(rows, columns)

    def close(self) -> None:
        """End whatever still runs."""
        self.child.close(force=True)
