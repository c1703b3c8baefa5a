"""Whether the app can be shown where it was started."""

from __future__ import annotations

import sys
from collections.abc import Mapping

_DUMB = "dumb"


def unsuitable(environment: Mapping[str, str]) -> str:
    """Why the app cannot be shown; empty if it can."""
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
        return (
            "the app needs a terminal on stdin and stdout; descent --plain and descent train run"
            " without one"
        )
    if environment.get("TERM") == _DUMB:
        return (
            "TERM=dumb: the app needs a terminal that can move the cursor; set TERM if it can"
            " (TERM=xterm descent), or use descent --plain"
        )
    return ""


def _is_terminal(stream: object) -> bool:
    """Whether a stream is a terminal; one that was closed is None or raises."""
    try:
        return bool(stream is not None and stream.isatty())  # type: ignore[attr-defined]
    except (ValueError, OSError):
        return False
