"""The sessions on disk as the app knows them: where, and the resumed one."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Imported late: most starts resume nothing.
    from engine.storage.sessions.resume import ResumedSession

SIGNALLED = 128
"""An exit status above this is that of a signal."""


@dataclass(frozen=True, eq=False)
class Sessions:
    """The sessions on disk.

    Attributes:
        root: the folder of all of them; None if this one is not saved.
        resumed: the session that this app goes on with.
    """

    root: Path | None = None
    resumed: ResumedSession | None = None


NOT_SAVED = Sessions()


def ended_by(status: int | None) -> str:
    """How an app with this exit status ended: "quit", "crash", or the name of a signal."""
    if not status:
        return "quit"
    try:
        return signal.Signals(status - SIGNALLED).name
    except ValueError:
        return "crash"
