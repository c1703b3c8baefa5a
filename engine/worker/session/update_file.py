"""The file to which every update of a run is written during training."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.data.scaling import Scaling
from engine.errors import HistoryError
from engine.storage.history_rows import RowFile, records
from engine.worker.training.slice_result import Advance


class UpdateFile:
    """Writes updates to the file of `Watch.history`, if there is one."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._rows: RowFile | None = None

    def write_to(self, path: Path | None) -> None:
        """Set the file to write; None for none.

        Raises:
            HistoryError: the file cannot be written.
        """
        if path == self._path:
            return
        rows = None if path is None else RowFile(path)
        self._close()
        self._path, self._rows = path, rows

    def clear(self) -> None:
        """Remove what was written, because the run restarts."""
        if self._rows is not None:
            self._rows.clear()

    def add(self, advance: Advance, before: int, samples: int, scaling: Scaling) -> str:
        """Write the updates after update `before`; the last two arguments are of the samples.

        Returns why they could not be written, after which no more are; empty on success.
        """
        if self._rows is None:
            return ""
        made = advance.recorded
        update = np.arange(before + 1, before + 1 + len(made))
        epochs = advance.seen / samples
        try:
            self._rows.append(records(update, made.theta, made.loss, epochs, scaling))
        except HistoryError as error:
            self._close()
            return error.reason
        return ""

    def _close(self) -> None:
        if self._rows is not None:
            self._rows.close()
        self._rows = None
