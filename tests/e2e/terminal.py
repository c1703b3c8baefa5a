"""The program `descent`, or a shell line around it, in a pseudo-terminal."""

from __future__ import annotations

import os
import sys
import termios
from collections.abc import Mapping

from tools.processes import workers_of
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
        environment: variables besides a plain environment; None removes one.
        columns, rows: the terminal's size.
    """

    def __init__(
        self,
        line: str = "exec descent",
        program: str = "tui",
        environment: Mapping[str, str | None] | None = None,
        columns: int = 120,
        rows: int = 40,
    ) -> None:
        line = f'descent() {{ "{sys.executable}" -m {program} "$@"; }}\n{line}'
        line = line.replace("exec descent", f'exec "{sys.executable}" -m {program}')
        words = ["/bin/sh", "-c", line]
        super().__init__(words, columns, rows, environment=environment, answers=False)
        # A new terminal's settings; reading them from the program's own would come too late.
        end, other = os.openpty()
        self._settings_before = termios.tcgetattr(end)
        os.close(end)
        os.close(other)

    @property
    def in_alternate_screen(self) -> bool:
        return ALTERNATE_SCREEN in self.screen.mode

    @property
    def cursor_shown(self) -> bool:
        return not self.screen.cursor.hidden

    @property
    def mouse_reported(self) -> bool:
        return bool(MOUSE & self.screen.mode)

    @property
    def settings(self) -> list[object]:
        """The settings of the terminal, as `termios` has them."""
        return termios.tcgetattr(self._end)

    def assert_restored(self) -> None:
        """Assert that nothing of the app is left of the terminal's modes."""
        assert not self.in_alternate_screen
        assert self.cursor_shown
        assert not self.mouse_reported
        assert BRACKETED_PASTE not in self.screen.mode
        assert self.settings == self._settings_before

    def worker(self) -> int:
        """The number of the app's worker, once it is there."""
        self.wait_until(lambda: bool(workers_of(self.pid)), "the worker")
        (worker,) = workers_of(self.pid)
        return worker
