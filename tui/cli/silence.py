"""A worker that does not answer, without a screen: one that may work is waited for."""

from __future__ import annotations

from math import inf

from engine.protocol.events import IMPORTING, JOINING, Silence, Standstill
from tui.cli.progress import clear_progress, show_waiting
from tui.cli.work import WorkFailedError
from tui.text.worker_words import silence_words

HANGING_SECONDS = 60.0
"""Seconds without an answer and without processor time, after which a worker is given up."""
IMPORT_SECONDS = 300.0
"""The same while it imports, perhaps from a slow file system."""
_MOST_SECONDS = {IMPORTING: IMPORT_SECONDS, JOINING: inf}
"""Other processes may start at any time; TensorFlow itself gives up after an hour."""


class Patience:
    """Waits for a worker."""

    def __init__(self) -> None:
        self._shown = False

    def take(self, silence: Silence) -> None:
        """The worker does not answer, or answers again.

        Raises:
            WorkFailedError: it hangs.
        """
        if not silence.seconds:
            self.end()
            return
        most = _MOST_SECONDS.get(silence.doing, HANGING_SECONDS)
        if silence.how is not Standstill.BUSY and silence.seconds >= most:
            raise WorkFailedError(silence_words(silence))
        show_waiting(silence_words(silence))
        self._shown = True

    def end(self) -> None:
        """Remove what is shown: the worker answered."""
        if self._shown:
            clear_progress()
        self._shown = False
