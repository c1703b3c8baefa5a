"""A recording as it has been read so far: frozen, and cheap to compare by identity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np

from engine.arrays import Floats
from engine.networks.recording.header import Header
from engine.networks.recording.now import Now


class State(StrEnum):
    """What is known of a training."""

    NO_FOLDER = "no such folder yet"
    NOTHING = "nothing recorded yet"
    RUNNING = "running"
    IDLE = "no update"
    SILENT = "no sign of life"
    ENDED = "ended"
    STOPPED = "stopped"
    KILLED = "killed"

    @property
    def waiting(self) -> bool:
        """Whether there is no recording yet."""
        return self in (State.NO_FOLDER, State.NOTHING)

    @property
    def over(self) -> bool:
        """Whether the training goes on no more, unless it is begun again."""
        return self in (State.ENDED, State.STOPPED, State.KILLED)


@dataclass(frozen=True, eq=False)
class Rows:
    """A quantity over the training, in the order of updates; arrays of the same length.

    Attributes:
        update: the updates.
        epoch: the epochs made.
        seconds: of training.
        value: the quantity; may be nan.
    """

    update: Floats
    epoch: Floats
    seconds: Floats
    value: Floats

    @classmethod
    def nothing(cls) -> Rows:
        """No rows."""
        return cls(*(np.empty(0) for _ in range(4)))

    def __len__(self) -> int:
        return len(self.update)


@dataclass(frozen=True, eq=False)
class Recording:
    """A training, as far as it was read.

    Attributes:
        state: whether it goes on.
        header: what it is of; None while there is none.
        now: the last sign of life; None before the first.
        silent: seconds since the last sign of life, if the state is about that.
        epochs: what Keras reported after each epoch, by name: loss, val_loss, the metrics.
        running: the mean loss over the epoch so far, at single updates.
        learning_rate: of the next update, at single updates and after epochs.
        fits: the updates made before each call of `fit`.
        last_epoch: the epoch at which the last call of `fit` ends; 0 if not known.
        checkpoints: by update, in order.
        fault: why something cannot be read; empty if all can be.
    """

    state: State = State.NO_FOLDER
    header: Header | None = None
    now: Now | None = None
    silent: float = 0.0
    epochs: Mapping[str, Rows] = field(default_factory=dict)
    running: Rows = field(default_factory=Rows.nothing)
    learning_rate: Rows = field(default_factory=Rows.nothing)
    fits: tuple[int, ...] = ()
    last_epoch: int = 0
    checkpoints: Mapping[int, Path] = field(default_factory=dict)
    fault: str = ""
