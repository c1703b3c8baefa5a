"""Work without a screen that gives a row for each run or batch size: a sweep, a trade-off."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from pathlib import Path
from typing import Generic, TypeVar

from engine.config.run import RunConfig
from engine.data.preview import Preview, preview
from engine.protocol.commands import ClientCommand, Watch
from engine.protocol.sweep_messages import StopSweep
from tui.cli.progress import Progress
from tui.cli.results import WantedResults
from tui.cli.work import Work

RowT = TypeVar("RowT")


class RowWork(Work, Generic[RowT]):
    """Holds the rows, prints them once and writes them once; a subclass takes them in.

    Args:
        config: the engine's configuration.
        begin: starts the work.
        total: the number of rows of complete work.
        unit: the name of the rows, in the plural.
        results: the file to write.
    """

    def __init__(
        self, config: RunConfig, begin: ClientCommand, total: int, unit: str, results: WantedResults
    ) -> None:
        super().__init__(config, begin, StopSweep(), Watch(frames=False))
        self._total, self._results = total, results
        self._progress = Progress(total, unit)
        self._rows: list[RowT] = []
        self._printed = False
        self._samples: Preview | None = None

    async def prepare(self) -> None:
        if self.config.data.data is not None:
            self._samples = await asyncio.to_thread(preview, self.config.data)

    @property
    def complete(self) -> bool:
        return len(self._rows) == self._total

    def report(self) -> None:
        self._print_once()
        if words := self._results.write(len(self._rows), self._write):
            self._wrote(words)

    def rescue(self) -> str:
        words = self._results.rescue(len(self._rows), self._write)
        if not self._printed:
            self._print_once()
        return words

    def _print_once(self) -> None:
        self._printed = True
        self._print()

    @abstractmethod
    def _print(self) -> None:
        """Print the rows."""

    @abstractmethod
    def _wrote(self, words: str) -> None:
        """Print that the results were written."""

    @abstractmethod
    def _write(self, path: Path) -> None:
        """Write the rows to a file."""
