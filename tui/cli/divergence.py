"""Notices that a run without a screen is diverging, long before its loss is infinite."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.events import EpochRows, StateChanged
from engine.theory.verdict import GROWN, diverging_from
from tui.cli.known import Known


@dataclass(frozen=True)
class Divergence:
    """Where a run was first seen to diverge.

    Attributes:
        epoch, updates: completed so far.
        loss: there.
        start: the loss at the starting point.
    """

    epoch: int
    updates: int
    loss: float
    start: float


class DivergenceWatch:
    """Looks at what a run reports until it diverges.

    Args:
        config: of the run.
        known: what is known of its problem.
    """

    def __init__(self, config: RunConfig, known: Known) -> None:
        samples, objective = known.exact, known.objective
        # Without an objective, only an infinite loss shows it.
        self._start = math.inf if objective is None else float(objective.loss(*config.start.theta))
        self._from = GROWN * self._start if samples is None else diverging_from(config, samples)
        self._last = math.inf
        self._seen = False

    def row(self, rows: EpochRows) -> int | None:
        """The first of these epochs that shows it; None if none does, or an earlier one did."""
        losses = rows.epochs.loss
        before = np.concatenate([[self._last], losses[:-1]])
        self._last = float(losses[-1])
        shown = (losses >= self._from) & (losses > before) & np.isfinite(losses)
        if self._seen or not shown.any():
            return None
        self._seen = True
        return int(np.argmax(shown))

    def at_row(self, rows: EpochRows, row: int) -> Divergence:
        """The divergence in this epoch."""
        epochs = rows.epochs
        counts = int(epochs.index[row]), int(rows.updates[row])
        return Divergence(*counts, float(epochs.loss[row]), self._start)

    def at_state(self, event: StateChanged) -> Divergence | None:
        """The divergence that a report of a running run shows; None if there is no new one."""
        reached = event.reached
        if self._seen or event.state is not RunState.RUNNING or not reached.updates:
            return None
        loss = reached.full_loss
        rising = not loss <= reached.epoch_loss
        if not (loss >= self._from and rising and math.isfinite(loss)):
            return None
        self._seen = True
        return Divergence(reached.epochs, reached.updates, reached.full_loss, self._start)
