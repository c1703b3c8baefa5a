"""The program `descent`, or a shell line around it, in a pseudo-terminal."""

from __future__ import annotations

import sys

from tools.pseudo_terminal import PseudoTerminal

LIGHT = "tests.e2e.light"
"""The program with a worker that needs no TensorFlow."""
_PRIVATE = 5
ALTERNATE_SCREEN = 1049 << _PRIVATE
MOUSE = frozenset(mode << _PRIVATE for mode in (1000, 1002, 1003, 1006, 1015))
BRACKETED_PASTE = 2004 << _PRIVATE


class Terminal(PseudoTerminal):
    """A terminal of 120 × 40 that answers no queries.

    Args:
        line: what a shell is to run; `descent` stands for this checkout's program.
        program: the module that is this program, or a stand-in such as `tests.e2e.light`.
    """

    def __init__(self, line: str = "exec descent", program: str = "tui") -> None:
        line = f'descent() {{ "{sys.executable}" -m {program} "$@"; }}\n{line}'
        line = line.replace("exec descent", f'exec "{sys.executable}" -m {program}')
        super().__init__(["/bin/sh", "-c", line], answers=False)

    @property
    def in_alternate_screen(self) -> bool:
        return ALTERNATE_SCREEN in self.screen.mode

    @property
    def cursor_shown(self) -> bool:
        return not self.screen.cursor.hidden

    @property
    def mouse_reported(self) -> bool:
        return bool(MOUSE & self.screen.mode)
