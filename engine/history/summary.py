"""The results of a run in one row, for comparison, lists and export."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.data.batches import batch_length
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.optimizers.table import OPTIMIZERS
from engine.problems.base import Theta


@dataclass(frozen=True)
class RunSummary:
    """The results of one run.

    Attributes:
        method: the display name of the optimizer.
        batch_size: samples per batch; all samples for the full batch.
        epochs, updates: completed epochs, and updates.
        samples_seen: including repetitions.
        seconds: training time, excluding compilation.
        full_loss: the loss over all samples at the end.
        off: distance of each parameter from the nearest optimum; nan if none is known.
        scatter: see `engine.history.scatter`.
        status: the state of the run.
    """

    method: str
    batch_size: int
    learning_rate: float
    epochs: int
    updates: int
    samples_seen: int
    seconds: float
    full_loss: float
    off: Theta
    scatter: float
    status: RunState


def summary_of(frame: Frame, optima: Sequence[Theta], samples: int) -> RunSummary:
    """The summary of a run at this frame.

    Args:
        frame: the run.
        optima: the known minima of the loss.
        samples: the number of all samples.
    """
    config = frame.config
    return RunSummary(
        method=OPTIMIZERS[config.optimizer.optimizer].title,
        batch_size=batch_length(config.batch, samples),
        learning_rate=config.optimizer.learning_rate,
        epochs=frame.epoch,
        updates=frame.update,
        samples_seen=frame.epoch * samples + frame.checkpoint.offset,
        seconds=frame.seconds,
        full_loss=frame.full_loss,
        off=_off(frame.theta, optima),
        scatter=frame.scatter,
        status=frame.state,
    )


def _off(theta: Theta, optima: Sequence[Theta]) -> Theta:
    if not optima:
        return math.nan, math.nan
    best = min(optima, key=lambda point: math.dist(point, theta))
    return abs(theta[0] - best[0]), abs(theta[1] - best[1])
