"""Mouse reports of three raw bytes, as old terminals send them, put into today's form.

xterm's control sequences call it X10 or normal tracking: `ESC [ M`, then the button and the column
and row, each plus 32 as one byte. Past column 95 these bytes are no UTF-8.
"""

from __future__ import annotations

import re

_RAW = re.compile(rb"\x1b\[M(.)(.)(.)", re.DOTALL)
_BEGUN = re.compile(rb"\x1b(?:\[(?:M.{0,2})?)?\Z", re.DOTALL)
_OFFSET = 32
_RELEASE = 3
"""The code of a released button: which one is not told."""


def in_digits(data: bytes) -> bytes:
    """The same bytes with every raw mouse report as an SGR report, which is plain ASCII."""
    return _RAW.sub(_as_sgr, data)


def _as_sgr(report: re.Match[bytes]) -> bytes:
    button, column, row = (field[0] - _OFFSET for field in report.groups())
    if button < 0 or column < 1 or row < 1:
        return b""
    released = button & _RELEASE == _RELEASE and button < _OFFSET
    button, end = (button & ~_RELEASE, b"m") if released else (button, b"M")
    return b"\x1b[<%d;%d;%d%s" % (button, column, row, end)


def begun(data: bytes) -> int:
    """How many bytes at the end may be the beginning of a raw report, or of any sequence."""
    found = _BEGUN.search(data)
    return 0 if found is None else len(data) - found.start()
