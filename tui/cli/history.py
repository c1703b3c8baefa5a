"""The file of --history, from before the run to after its end."""

from __future__ import annotations

from pathlib import Path

from engine.errors import DescentError, HistoryError
from engine.protocol.events import Saved
from engine.storage.history_file import HistoryFile
from tui.cli.request import UsageError
from tui.text.numbers import whole


class WantedHistory:
    """The requested history, which the worker writes and which is renamed here.

    Args:
        target: the requested file; None for none.

    Attributes:
        fault: why there is no such file, in one line; empty if nothing is wrong.
        told: where the updates are, to be appended to a line; empty if none were written.

    Raises:
        UsageError: the file cannot be written.
    """

    def __init__(self, target: Path | None) -> None:
        self.fault = self.told = ""
        self._target = target
        self._saved: Saved | None = None
        try:
            self._file = None if target is None else HistoryFile(target)
        except DescentError as error:
            raise UsageError(f"--history: {error}") from None

    @property
    def part(self) -> Path | None:
        """The file that the worker writes."""
        return None if self._file is None else self._file.part

    def fail(self, reason: str) -> None:
        """The worker cannot continue to write."""
        self.fault = f"--history: {self._target}: {reason}"

    def finish(self) -> Saved | None:
        """Give the file its name, once; on a full disk, the partial file stays beside it."""
        file, self._file = self._file, None
        if file is None or self._target is None:
            return self._saved
        if not self.fault:
            try:
                rows = file.finish()
            except HistoryError as error:
                self.fail(error.reason)
            else:
                if rows:
                    self._saved = Saved(self._target, rows, 1)
                    self.told = f"; {whole(rows)} updates written to {self._target}"
                return self._saved
        self.told = f"; {file.keep()}"
        return None
