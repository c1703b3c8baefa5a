"""What the worker tells the app: one frozen dataclass an event, of plain values and arrays.

A message once sent is never changed. `engine.protocol.commands` are what it answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.history.frame import Frame
from engine.history.values import RunState, Series
from engine.problems.base import Theta

if TYPE_CHECKING:
    # Sweeps cost the start of the app some milliseconds, and it may never see one.
    from engine.protocol.sweep_messages import (
        SweepEnded,
        SweepRows,
        TradeoffRows,
    )


@dataclass(frozen=True)
class Starting:
    """A worker process was started and is importing TensorFlow. Made by the client."""


@dataclass(frozen=True)
class Ready:
    """TensorFlow is imported and the device chosen; training can begin.

    Attributes:
        device: the device's name for people, such as "CPU" or "GPU:0 NVIDIA A100".
        tensorflow, keras: their versions.
        import_seconds: what importing them took.
    """

    device: str
    tensorflow: str
    keras: str
    import_seconds: float


@dataclass(frozen=True)
class RaceFrame:
    """All runs of a race as they stand, in the order of `Race.configs`."""

    frames: tuple[Frame, ...]

    @property
    def ended(self) -> bool:
        """Whether every run has come to its end."""
        return all(frame.state.ended for frame in self.frames)


@dataclass(frozen=True)
class StateChanged:
    """The run's state is another, or (`Watch.pulse`) the same and further on. Never dropped.

    Attributes:
        state: the new state.
        reason: one line for people, such as "diverged at update 12: the batch loss is inf".
        update, epoch: where it happened.
        epoch_theta, epoch_loss: plain means over the last whole epoch's updates; nan before it.
        theta: after the last update.
    """

    state: RunState
    reason: str
    update: int
    epoch: int
    epoch_theta: Theta
    epoch_loss: float
    theta: Theta
    full_loss: float
    seconds: float
    compile_seconds: float


@dataclass(frozen=True)
class EpochRows:
    """Exact epoch means, for `Watch(every=N)`; `updates[k]` counts all updates to its end."""

    epochs: Series
    updates: NDArray[np.int64]


@dataclass(frozen=True)
class Refused:
    """A command that cannot be obeyed, and why, in one line. Nothing has changed."""

    message: str


@dataclass(frozen=True)
class Notice:
    """Something that people should know of and that changes nothing, in one line."""

    message: str


class Wrote(StrEnum):
    """What was written."""

    HISTORY = "history"
    RUN = "run"
    EVENTS = "events"


@dataclass(frozen=True)
class Saved:
    """The run was written: so many updates, all of them or thinned.

    Attributes:
        path: the file or folder.
        rows: updates written.
        kept_every: see `Frame`.
        what: in which form.
        of: updates that the run has made; 0 is unknown.
    """

    path: Path
    rows: int
    kept_every: int
    what: Wrote = Wrote.HISTORY
    of: int = 0


@dataclass(frozen=True)
class HistoryFailed:
    """The history cannot be written on, and why, in one line; the run pauses."""

    message: str


@dataclass(frozen=True)
class Failed:
    """The worker cannot go on with this: the reason in one line, and details for the log.

    `usage` says that the user's input was at fault (a file, a device), not the program.
    """

    message: str
    details: str = ""
    usage: bool = False


@dataclass(frozen=True)
class Lost:
    """The worker process is gone. Made by the client.

    Attributes:
        reason: one line, such as "killed by signal 9 (out of memory?)".
        output: the last lines that it printed.
    """

    reason: str
    output: tuple[str, ...] = field(default=())


Told = Refused | Notice | Saved | HistoryFailed | Failed | Lost
"""Said once, in words."""

Event: TypeAlias = """(
    Starting
    | Ready
    | Frame
    | RaceFrame
    | StateChanged
    | EpochRows
    | SweepRows
    | TradeoffRows
    | SweepEnded
    | Told
)"""
