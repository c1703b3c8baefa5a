"""What a run came to, in one row: to be compared with others, listed and exported."""

from __future__ import annotations

from dataclasses import dataclass

from engine.data.batches import batch_length
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.optimizers.table import OPTIMIZERS
from engine.problems.base import Theta
from engine.problems.linear_neuron.least_squares import Theory


@dataclass(frozen=True)
class RunSummary:
    """One run in figures.

    Attributes:
        method: the optimizer's name in print.
        batch_size: samples in a batch; the full batch counts them all.
        epochs, updates: whole epochs and updates made.
        samples_seen: with repetition.
        seconds: training time, without compilation.
        full_loss: the loss over all samples at the end.
        off: distance of each parameter from the optimum.
        scatter: see `engine.history.scatter`.
        status: how the run stands.
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


def summary_of(frame: Frame, theory: Theory, samples: int) -> RunSummary:
    """The summary of a run as it stands; `samples` is the number of all samples."""
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
        off=theory.off(frame.theta),
        scatter=frame.scatter,
        status=frame.state,
    )
