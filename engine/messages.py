"""What passes between the app and the worker: commands go down, events come up.

Every message is one frozen dataclass of plain values and numpy arrays. Nothing is shared, nothing
refers to a live object, and a message once sent is never changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.config import RunConfig
from engine.snapshot import BatchSpan, BatchStep, Change, Checkpoint, RunState, Series

MOST_STEPS = 8
"""The most updates that a frame can tell of one by one."""

# ---------------------------------------------------------------- commands


@dataclass(frozen=True)
class Configure:
    """Take this configuration. What is live takes effect at the next update; else it restarts."""

    config: RunConfig


@dataclass(frozen=True)
class Run:
    """Train until paused or the run ends."""


@dataclass(frozen=True)
class Pause:
    """Stop training after the present slice."""


@dataclass(frozen=True)
class Step:
    """Make this many updates, then pause."""

    updates: int = 1


@dataclass(frozen=True)
class StepEpoch:
    """Train to the end of the present epoch, then pause."""


@dataclass(frozen=True)
class Restart:
    """Back to the starting point, same configuration, paused (or running on, if `run`)."""

    run: bool = False


@dataclass(frozen=True)
class SetPace:
    """Make this many updates a second; None is as many as the device can."""

    updates_per_second: float | None


@dataclass(frozen=True)
class Watch:
    """What the worker shall report.

    Attributes:
        frames: whether to send frames at all.
        points: the most rows in each of a frame's series.
        every: report every so many epochs exactly (`EpochRows`), the last one included; 0 is none.
        pulse: seconds between `StateChanged` events that tell how far a run has come; 0 is none.
        history: write every update of the run to this file, a `HistoryFile.part`, as it is made.
        steps: the last so many updates with their batches' moments, at most `MOST_STEPS`.
        slots: whether frames tell the optimizer's state before the last update.
    """

    frames: bool = True
    points: int = 2000
    every: int = 0
    pulse: float = 0.0
    history: Path | None = None
    steps: int = 0
    slots: bool = False


@dataclass(frozen=True)
class Acknowledge:
    """The last frame has been dealt with; the next may come."""


@dataclass(frozen=True)
class Save:
    """Write the updates kept to this file, .npz or .csv by its name."""

    path: Path


@dataclass(frozen=True)
class Resume:
    """Go on from a checkpoint of another worker, with the history that was on screen."""

    config: RunConfig
    checkpoint: Checkpoint
    updates: Series
    epochs: Series
    kept_every: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Quit:
    """End the worker."""


Command = (
    Configure
    | Run
    | Pause
    | Step
    | StepEpoch
    | Restart
    | SetPace
    | Watch
    | Acknowledge
    | Save
    | Resume
    | Quit
)

# ---------------------------------------------------------------- events


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
class Frame:
    """One immutable snapshot of the run: all that the screen shows of it.

    Attributes:
        state: where the run stands.
        config: the configuration in force.
        w, b: the parameters after the last update; previous: before it.
        batch_loss: of the last update, taken before it; nan before the first.
        epoch_loss: mean of the last whole epoch's batch losses; nan before the first.
        full_loss: loss over all samples at (w, b), from float64 moments.
        batch: the last update's samples; None before the first.
        updates, epochs: the history, thinned to the rows asked for by `Watch`.
        kept_every: 1 while every update is kept; else the length in updates of the stretches of
            which just the extremes are kept.
        seconds: training time so far, without compilation; compile_seconds: compilation.
        updates_per_second: measured over about the last second.
        checkpoint: enough to go on from here in another process.
        changes: what was changed live.
        steps: the last updates, oldest first, as many as `Watch.steps` asked for and can be had.
        slots_before: the optimizer's state before the last update, if `Watch.slots` asked for it
            and there was one.
    """

    state: RunState
    config: RunConfig
    w: float
    b: float
    previous: tuple[float, float]
    batch_loss: float
    epoch_loss: float
    full_loss: float
    batch: BatchSpan | None
    updates: Series
    epochs: Series
    kept_every: int
    seconds: float
    compile_seconds: float
    updates_per_second: float
    checkpoint: Checkpoint
    changes: tuple[Change, ...] = ()
    steps: tuple[BatchStep, ...] = ()
    slots_before: dict[str, NDArray[np.generic]] | None = None

    @property
    def update(self) -> int:
        """Updates made since the start."""
        return self.checkpoint.update

    @property
    def epoch(self) -> int:
        """Whole epochs completed."""
        return self.checkpoint.epoch


@dataclass(frozen=True)
class StateChanged:
    """The run's state is another, or (`Watch.pulse`) the same and further on. Never dropped.

    Attributes:
        state: the new state.
        reason: one line for people, such as "diverged at update 12: the batch loss is inf".
        update, epoch: where it happened.
        epoch_means: w, b and loss, plain means over the last whole epoch's updates; nan before it.
        w, b: the last update's.
    """

    state: RunState
    reason: str
    update: int
    epoch: int
    epoch_means: tuple[float, float, float]
    w: float
    b: float
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
class Saved:
    """The history was written: so many updates, all of them or thinned."""

    path: Path
    rows: int
    kept_every: int


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


Told = Refused | Saved | HistoryFailed | Failed | Lost
Event = Starting | Ready | Frame | StateChanged | EpochRows | Told
