"""Asks the terminal what it can do; one that does not answer costs half a second."""

from __future__ import annotations

import contextlib
import os
import re
import select
import sys
import termios
import time
import tty
from dataclasses import dataclass

PATIENCE = 0.5
"""Seconds to wait for each piece of an answer."""
_PROBE = "─"
"""One column in UTF-8; three in an encoding of single bytes."""
_QUESTIONS = f"\r{_PROBE}\x1b[6n\r\x1b[K\x1b[?2026$p\x1b[>0q\x1b[c"
"""Cursor position after a line character, synchronized output, name, and device attributes.

Every terminal answers the last, so that no answer to the others is waited for in vain.
"""
_POSITION = re.compile(r"\x1b\[\d+;(\d+)R")
_SYNC = re.compile(r"\x1b\[\?2026;(\d)\$y")
_NAME = re.compile(r"\x1bP>\|([ -~]{1,80})\x1b\\")
_LAST = re.compile(r"\x1b\[\?[\d;]*c")
_LONGEST = 4096
_SUPPORTED = ("1", "2", "3")


@dataclass(frozen=True)
class Answers:
    """What the terminal says; None where it does not answer.

    Attributes:
        utf8: whether it shows UTF-8.
        synchronized: whether it shows a picture at once.
        name: its name and version.
        any: whether it answers at all.
    """

    utf8: bool | None = None
    synchronized: bool | None = None
    name: str | None = None
    any: bool = False


def asked() -> Answers:
    """Ask the terminal of stdin and stdout."""
    try:
        source, before = sys.stdin.fileno(), termios.tcgetattr(sys.stdin.fileno())
    except (termios.error, OSError, ValueError):
        return Answers()
    try:
        tty.setcbreak(source, termios.TCSANOW)
        os.write(sys.stdout.fileno(), _QUESTIONS.encode())
        text = _read(source)
    except (termios.error, OSError):
        return Answers()
    finally:
        with contextlib.suppress(termios.error):
            # What comes later than this would be typed into the shell.
            termios.tcsetattr(source, termios.TCSAFLUSH, before)
    return found_in(text)


def _read(source: int) -> str:
    text, end = "", time.monotonic() + 2 * PATIENCE
    while not _LAST.search(text) and len(text) < _LONGEST and time.monotonic() < end:
        if not select.select([source], [], [], PATIENCE)[0]:
            break
        data = os.read(source, _LONGEST)
        if not data:
            break
        text += data.decode("latin-1")
    return text


def found_in(text: str) -> Answers:
    """What the terminal's text says, whatever else is in it."""
    position, sync, name = _POSITION.search(text), _SYNC.search(text), _NAME.search(text)
    return Answers(
        None if position is None else int(position[1]) == 1 + len(_PROBE),
        None if sync is None else sync[1] in _SUPPORTED,
        None if name is None else name[1],
        any=bool(position or sync or name or _LAST.search(text)),
    )
