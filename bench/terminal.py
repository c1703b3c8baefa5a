"""The real program in a pseudo-terminal, and the screen that it paints there."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte

_STEP_SECONDS = 0.02
_PATIENCE_SECONDS = 120.0


class Terminal:
    """A running `descent`, its screen read as it changes."""

    def __init__(self, arguments: list[str], columns: int = 160, rows: int = 45) -> None:
        self.begun = time.perf_counter()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._process = pexpect.spawn(
            sys.executable,
            ["-m", "tui", *arguments],
            dimensions=(rows, columns),
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        )

    @property
    def pid(self) -> int:
        """The app's process number."""
        return int(self._process.pid)

    @property
    def worker_pid(self) -> int:
        """Its child that trains."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return int(children[0])

    def lines(self) -> list[str]:
        """The screen after whatever has arrived by now."""
        with contextlib.suppress(pexpect.TIMEOUT, pexpect.EOF):
            while True:
                data = self._process.read_nonblocking(1 << 16, timeout=0)
                # pyte does not know the private sequences that ask a terminal for its modes.
                self._stream.feed(re.sub(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z$]+", b"", data))
        return list(self._screen.display)

    def wait(self, seen: Callable[[str], bool]) -> float:
        """Seconds from the start until the screen's text is as wanted."""
        deadline = time.perf_counter() + _PATIENCE_SECONDS
        while time.perf_counter() < deadline:
            if seen("\n".join(self.lines())):
                return time.perf_counter() - self.begun
            time.sleep(_STEP_SECONDS)
        raise TimeoutError(
            "the screen never showed what was waited for:\n" + "\n".join(self.lines())
        )

    def press(self, keys: str) -> None:
        """Type."""
        self._process.send(keys)

    def close(self) -> None:
        """Quit, or else end it."""
        self._process.send("q")
        with contextlib.suppress(pexpect.TIMEOUT, pexpect.EOF):
            self._process.expect(pexpect.EOF, timeout=5)
        self._process.close(force=True)


@contextlib.contextmanager
def terminal(*arguments: str) -> Iterator[Terminal]:
    """A running program that is closed afterwards."""
    running = Terminal(list(arguments))
    try:
        yield running
    finally:
        running.close()


def updates_shown(text: str) -> int:
    """The number of updates in the status line, 0 where there is none yet."""
    found = re.search(r"\bupdate\s+(\d[\d ]*)", text)
    return int(found[1].replace(" ", "")) if found else 0
