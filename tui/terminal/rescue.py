"""Restores the terminal when this process dies in a way that no process can prevent.

A crash inside a C library, SIGKILL and the kernel's lack of memory leave no time to restore
anything. So a shell waits for the end of this process, which it notices by a pipe that closes, and
restores the terminal unless it was dismissed before.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import termios
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

RESTORED = (
    "\x1b[?2026l\x1b[0m"  # end of a synchronized picture, plain text
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # mouse
    "\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[?7h"  # pastes, focus, sizes, line wrap
    "\x1b[<u\x1b[?1049l\x1b[?25h\r"  # keyboard protocol, alternate screen, cursor
)
"""Undoes everything that the app asks of a terminal."""
_DISMISSED = b"done\n"
_WAITER = """
trap '' HUP INT QUIT TERM TSTP TTOU
read -r word
[ "$word" = done ] && exit
printf '%s' "$1"
stty "$2" <&1 || stty sane <&1
printf '%s\\n' "$3"
"""


@dataclass(frozen=True)
class TerminalState:
    """The settings of a terminal, to be restored.

    Attributes:
        descriptor: of the terminal.
        attributes: its settings, as `termios` has them.
    """

    descriptor: int
    attributes: Sequence[Any]

    @classmethod
    def now(cls, descriptor: int = 0) -> TerminalState | None:
        """The present settings; None if it is not a terminal."""
        try:
            return cls(descriptor, termios.tcgetattr(descriptor))
        except termios.error:
            return None

    def restore(self) -> None:
        """Restore the settings and everything else that the app changed."""
        with contextlib.suppress(termios.error):
            termios.tcsetattr(self.descriptor, termios.TCSANOW, list(self.attributes))
        if sys.__stdout__ is not None:
            with contextlib.suppress(OSError, ValueError):
                os.write(sys.__stdout__.fileno(), RESTORED.encode())

    @property
    def for_stty(self) -> str:
        """The settings as `stty -g` prints them on Linux; elsewhere stty refuses them."""
        *flags, characters = (*self.attributes[:4], self.attributes[6])
        codes = [each[0] if isinstance(each, bytes) else each for each in characters]
        return ":".join(f"{number:x}" for number in (*flags, *codes))


@contextlib.contextmanager
def rescued(state: TerminalState | None, farewell: str) -> Iterator[None]:
    """Restore the terminal if this process dies inside; `farewell` is printed then.

    An exception that leaves the block restores it, too.
    """
    waiter = None if state is None else _waiter(state, farewell)
    try:
        yield
    except BaseException:
        if state is not None:
            state.restore()
        raise
    finally:
        if waiter is not None and waiter.stdin is not None:
            with contextlib.suppress(OSError):
                waiter.stdin.write(_DISMISSED)
                waiter.stdin.close()
            waiter.wait()


def _waiter(state: TerminalState, farewell: str) -> subprocess.Popen[bytes] | None:
    """The shell that waits; None if no process can be started."""
    words = ["/bin/sh", "-c", _WAITER, "descent", RESTORED, state.for_stty, farewell]
    try:
        return subprocess.Popen(  # noqa: S603 - a constant
            words,
            stdin=subprocess.PIPE,
            stdout=sys.__stdout__,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None
