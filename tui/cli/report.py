"""What `descent train` prints of a run; `table_report` and `json_report` are its two forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from engine.config.run import RunConfig
from engine.protocol.events import EpochRows, Ready, Saved
from tui.cli.divergence import Divergence
from tui.cli.known import Known
from tui.cli.outcome import Outcome


class Report(Protocol):
    """What is printed of a run, in the order of these methods."""

    def started(self, config: RunConfig, ready: Ready | None, known: Known | None) -> None:
        """The worker is ready, or (None) the run was interrupted before."""

    def epochs(self, rows: EpochRows) -> None:
        """These epochs were completed."""

    def diverging(self, found: Divergence) -> None:
        """The loss is many times that at the start, and rises."""

    def ended(self, outcome: Outcome, known: Known | None, saved: Saved | None) -> None:
        """The run has ended, and its history is written if requested."""


def rows_of(rows: EpochRows) -> Iterator[tuple[float, ...]]:
    """Epoch, updates, the means of the parameters and of the loss, epoch by epoch."""
    epochs = rows.epochs
    columns = (epochs.index, rows.updates, *epochs.theta.T, epochs.loss)
    return zip(*(column.tolist() for column in columns), strict=True)
