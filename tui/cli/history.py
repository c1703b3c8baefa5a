"""The file of --history, from before the run to after its end."""

from __future__ import annotations

from pathlib import Path

from engine.config.run import DataConfig, Standardize
from engine.data.preview import preview
from engine.data.scaling import Scaling
from engine.errors import DescentError, HistoryError
from engine.protocol.events import Saved
from engine.storage.history_file import HistoryFile
from tui.cli.request import UsageError
from tui.text.numbers import whole


def _scaling_of(data: DataConfig) -> Scaling:
    """The scaling of the samples, which are read only if it depends on them."""
    if data.data is None and data.standardize is Standardize.NONE:
        return Scaling()
    return preview(data).scaling


class WantedHistory:
    """The requested history, which the worker writes and which is renamed here.

    Args:
        target: the requested file; None for none.
        data: the samples of the run.

    Attributes:
        fault: why there is no such file, in one line; empty if nothing is wrong.
        written: where the updates are, to be added to a line; empty if there are none.

    Raises:
        UsageError: the file cannot be written.
        DataError: the samples cannot be read.
    """

    def __init__(self, target: Path | None, data: DataConfig) -> None:
        self.fault = self.written = ""
        self._target = target
        self._saved: Saved | None = None
        scaling = Scaling() if target is None else _scaling_of(data)
        try:
            self._file = None if target is None else HistoryFile(target, scaling)
        except DescentError as error:
            raise UsageError(f"--history: {error}") from None

    @property
    def part(self) -> Path | None:
        """The file that the worker writes."""
        return None if self._file is None else self._file.part

    def fail(self, reason: str) -> None:
        """The worker cannot write any more."""
        self.fault = f"--history: {self._target}: {reason}"

    def finish(self) -> Saved | None:
        """Rename the file to its target, once; on a full disk, the updates stay beside it."""
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
                    self.written = f"; {whole(rows)} updates written to {self._target}"
                return self._saved
        rows = file.keep()
        self.written = f"; {whole(rows)} updates are in {file.part}" if rows else ""
        return None
