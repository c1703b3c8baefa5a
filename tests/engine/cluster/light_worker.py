"""A worker process without TensorFlow, which answers a sweep with rows that tell run from run.

If there is a FIFO named `gate` in the folder $DESCENT_GATE, it waits at it before each sweep until
a test opens it.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.commands import Command
from engine.protocol.events import Event
from engine.protocol.sweep_messages import StopSweep, Sweep, SweepEnded, SweepRows
from engine.sweeps.rows import Cell, Seeds, SweepRow
from engine.worker.link import Link
from tests.stand_in import serve


def row_of(index: int, config: RunConfig) -> SweepRow:
    """A row whose numbers depend on the run alone."""
    rate = config.optimizer.learning_rate
    return SweepRow(
        index=index,
        cell=Cell.of(config),
        seeds=Seeds.of(config),
        state=RunState.CONVERGED,
        epochs=index + 1,
        updates=index + 1,
        seen=100,
        seconds=0.5,
        together=1,
        theta=(rate, index / 3),
        full_loss=1 / (1 + index),
        excess=0.0,
        distance=(0.0, 0.0),
        limit=None,
    )


class SweepSession:
    """Knows sweeps alone."""

    def __init__(self, config: RunConfig, link: Link) -> None:
        del config
        self._link = link
        self.outbox: list[Event] = []  # all is sent at once

    @property
    def idle_seconds(self) -> float | None:
        return None

    def obey(self, command: Command) -> None:
        if isinstance(command, StopSweep):
            self._link.send(SweepEnded(0, 0, stopped=True))
        if not isinstance(command, Sweep):
            return
        gate = Path(os.environ.get("DESCENT_GATE", "")) / "gate"
        if gate.exists() and gate.read_text() == "stay":
            return
        configs = command.spec.configs()
        rows = [row_of(k, one) for k, one in enumerate(configs) if k not in command.done]
        self._link.send(SweepRows(tuple(rows), len(configs), len(configs)))
        self._link.send(SweepEnded(len(configs), len(configs), False, 0.5, 0.25))

    def close(self) -> None:
        """It leaves nothing open."""

    def work(self) -> None:
        """Nothing is done between commands."""


if __name__ == "__main__":
    sys.exit(serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), SweepSession))
