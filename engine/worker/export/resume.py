"""A run that another worker made, put back: its state, its history, how it was to end.

Knows the trainer: for the worker alone.
"""

from __future__ import annotations

from engine.problems.base import Theta
from engine.protocol.commands import Resume
from engine.worker.training.record import Record
from engine.worker.training.trainer import Trainer
from engine.worker.training.trainer_state import Terms


def take_up(command: Resume, trainer: Trainer, record: Record) -> None:
    """Go on with a run.

    Args:
        command: the run.
        trainer, record: of a run that is at its start, on the same data.

    Raises:
        StoreError: the checkpoint is not of a run with this configuration.
    """
    config = command.config
    terms = Terms(config, command.epoch_limit or config.stop.epochs, command.rule_armed)
    trainer.resume(command.checkpoint, terms, _previous(command))
    record.load(command)
    trainer.set_seconds(record.seconds_at(trainer.update))


def _previous(command: Resume) -> Theta:
    """θ before the last update, where the history tells; else after it."""
    rows = command.updates
    if len(rows) == 1:
        return command.config.start.theta
    if len(rows) and rows.index[-2] == rows.index[-1] - 1:
        return rows.point(-2)
    return command.checkpoint.theta
