"""The terminal that the monkey has: what the program asks of it, and how it leaves it."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import sys
import termios
import time
from pathlib import Path

import pyte

from tools.processes import workers_of
from tools.pseudo_terminal import ROOT, PseudoTerminal

LIGHT, REAL = "tests.monkey.program", "tui"
SIZE = 100, 30
_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_KEYBOARD = re.compile(rb"\x1b\[([<>])[\d;]*u")
_GLANCE, _CALM, _MOST_SECONDS = 0.004, 3, 10.0
"""How long to read, and how often in a row the program must be idle, to be done."""
ON_AT_FIRST = {7, 25}
"""Private modes of a terminal that was just opened: it wraps lines and shows the cursor."""


class Keeper(PseudoTerminal):
    """A program in a terminal, in a folder of its own, with everything that it sets written down.

    Args:
        folder: where it runs, and keeps what it keeps.
        program: the module, and its words on the command line.

    Attributes:
        modes: the private modes that are set.
        keyboards: how often the keyboard's protocol was pushed without being popped.
    """

    def __init__(self, folder: Path, *program: str) -> None:
        self.modes, self.keyboards = set(ON_AT_FIRST), 0
        self._rest = b""
        environment = {
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_DATA_HOME": str(folder / "data"),
        }
        words = shlex.join([sys.executable, "-m", *(program or (LIGHT,))])
        line = f"cd {shlex.quote(str(folder))} && exec {words}"
        super().__init__(["/bin/sh", "-c", line], *SIZE, environment=environment)
        self._found = termios.tcgetattr(self._end)

    def _read(self, limit: int) -> bytes:
        data = super()._read(limit)
        self._write_down(data)
        return data

    def _write_down(self, data: bytes) -> None:
        text = self._rest + data
        cut = text.rfind(b"\x1b")
        whole = text if cut < 0 or len(text) - cut > 30 else text[:cut]
        self._rest = text[len(whole) :]
        for numbers, sign in _MODE.findall(whole):
            for number in map(int, numbers.split(b";")):
                (self.modes.add if sign == b"h" else self.modes.discard)(number)
        for sign in _KEYBOARD.findall(whole):
            self.keyboards += 1 if sign == b">" else -1

    def finish(self) -> None:
        """Take down the end of what was written."""
        rest, self._rest = self._rest, b""
        self._write_down(rest + b"\x1b" + b" " * 31)

    def clear(self) -> None:
        """Have an empty screen: what was not painted is missed."""
        self.screen = pyte.Screen(self.screen.columns, self.screen.lines)
        self._stream = pyte.ByteStream(self.screen)

    @property
    def idle(self) -> bool:
        """Whether it waits for something to do."""
        return self._state != "R"

    @property
    def processor_seconds(self) -> float:
        """What it has used of the processor."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def stopped(self) -> bool:
        """Whether a signal has stopped it."""
        return self._state == "T"

    @property
    def _state(self) -> str:
        with contextlib.suppress(OSError):
            return Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        return ""

    def catch_up(self) -> None:
        """Read until the program has dealt with what was typed, or some seconds have passed."""
        begun = time.monotonic()
        calm = 0
        while calm < _CALM and time.monotonic() < begun + _MOST_SECONDS:
            self.record(_GLANCE)
            calm = calm + 1 if self.idle else 0

    @property
    def running(self) -> bool:
        """Whether the program has not ended."""
        return self.process.poll() is None

    @property
    def workers(self) -> list[int]:
        """Its worker processes."""
        return workers_of(self.pid)

    @property
    def megabytes(self) -> float:
        """Memory of the program, without its worker."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    @property
    def left_as_found(self) -> list[str]:
        """What it left changed in the terminal."""
        self.finish()
        found = [f"private mode {mode}" for mode in self.modes ^ ON_AT_FIRST]
        found += ["the keyboard's protocol"] * (self.keyboards != 0)
        changed = termios.tcgetattr(self._end) != self._found
        return found + ["the line discipline"] * changed
