"""One line on stderr that shows the progress of the work."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from engine.errors import harmless
from tui.canvas.progress import bar_text

_WIDTH = 24


@dataclass(frozen=True)
class Progress:
    """The line, rewritten in place; written to a terminal only, never to a file.

    Attributes:
        total: the total.
        unit: the unit counted.
    """

    total: int
    unit: str

    def show(self, done: int, *lines: str) -> None:
        """Print lines that stay, then the progress."""
        bar = bar_text(done, self.total, _WIDTH)
        above = "".join(f"{line}\n" for line in lines)
        _write(f"{above}{bar} {done} of {self.total} {self.unit}")


def show_waiting(message: str) -> None:
    """Show what the program is waiting for; a message with its own ellipsis gets no second one."""
    _write(message if "…" in message else f"{message}…")


def clear_progress() -> None:
    """Remove the line."""
    _write("")


def _write(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{harmless(text)}")
        sys.stderr.flush()
