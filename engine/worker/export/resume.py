"""Restores a run of another worker: its state, its history, its end.

Uses the trainer: for the worker only.
"""

from __future__ import annotations

from engine.problems.base import Theta
from engine.protocol.commands import Resume
from engine.worker.training.record import Record
from engine.worker.training.trainer import Trainer
from engine.worker.training.trainer_state import Terms


def take_up(command: Resume, trainer: Trainer, record: Record) -> None:
    """Continue a run.

    Args:
        command: the run.
        trainer, record: of a run at its start, on the same data.

    Raises:
        StoreError: the checkpoint does not match this configuration; nothing has changed.
    """
    config = command.config
    terms = Terms(config, command.epoch_limit or config.stop.epochs, command.rule_armed)
    trainer.resume(command.checkpoint, terms, _previous(command))
    record.load(command)
    trainer.set_seconds(record.seconds_at(trainer.update))


def _previous(command: Resume) -> Theta:
    """θ before the last update, if in the history; otherwise after it."""
    rows = command.updates
    if len(rows) == 1:
        return command.config.start.theta
    if len(rows) and rows.index[-2] == rows.index[-1] - 1:
        return rows.point(-2)
    return command.checkpoint.theta
