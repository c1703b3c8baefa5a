"""What passes between the app and the worker: commands go down, events come up.

Every message is one frozen dataclass of plain values and numpy arrays. Nothing is shared, nothing
refers to a live object, and a message once sent is never changed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.config import RunConfig
from engine.snapshot import BatchSpan, BatchStep, Change, Checkpoint, RunState, Series
from engine.sweep_messages import (
    MeasureTradeoff,
    StopSweep,
    Sweep,
    SweepEnded,
    SweepRows,
    TradeoffRows,
)

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
class SaveRun:
    """Write the whole run as this folder, see `engine.run_file`; `over` one that is there."""

    folder: Path
    over: bool = False


@dataclass(frozen=True)
class WriteEvents:
    """Write event files for TensorBoard into this folder."""

    folder: Path


@dataclass(frozen=True)
class Resume:
    """Go on from a checkpoint of another worker, with the history that was on screen.

    Attributes:
        kept_every: of the updates; epochs_kept_every: of the epochs, None is the same.
        state: where the run stood.
        reason: what to tell of it.
        epoch_limit: epochs after which it ends; None is the configuration's.
        rule_armed: whether the stop rule is looked at.
    """

    config: RunConfig
    checkpoint: Checkpoint
    updates: Series
    epochs: Series
    kept_every: int
    changes: tuple[Change, ...]
    epochs_kept_every: int | None = None
    state: RunState = RunState.PAUSED
    reason: str = "carried on from the last checkpoint"
    epoch_limit: int | None = None
    rule_armed: bool = True


@dataclass(frozen=True)
class Seek:
    """Show the run as it stood after this update, paused; None is the present.

    The run itself stays as it is: `Seek(None)` leads back to it, and so does whatever changes or
    restarts it. Training on needs the present, or a `Fork`. Of several that wait the last counts.
    """

    update: int | None


@dataclass(frozen=True)
class Shift:
    """Seek so many updates, or ends of epochs, from the moment last sought; negative is back."""

    updates: int = 0
    epochs: int = 0


@dataclass(frozen=True)
class Fork:
    """Make the moment that is shown the present, with this configuration, paused.

    What the run did after it is forgotten.
    """

    config: RunConfig


class RaceBy(StrEnum):
    """What the runs of a race have in common at any time."""

    EPOCHS = "epochs"
    SAMPLES = "samples seen"
    SECONDS = "seconds"


@dataclass(frozen=True)
class Race:
    """Restart these runs together and step them side by side; the first is the present one.

    They must have the present data. `Pause` and `Run` hold the race and let it go on; `Restart`,
    `Step` and a change of parameters end it, and leave the first run as the present one.
    """

    configs: tuple[RunConfig, ...]
    by: RaceBy


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
    | SaveRun
    | WriteEvents
    | Resume
    | Seek
    | Shift
    | Fork
    | Race
    | Sweep
    | MeasureTradeoff
    | StopSweep
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
        scatter: of the batch losses of the last epochs, see `engine.smoothness`; nan while unknown.
        of: how many updates the run has made, where this is an earlier moment of it; the histories
            end with that moment. None for the present.
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
    scatter: float = math.nan
    of: int | None = None

    @property
    def update(self) -> int:
        """Updates made since the start."""
        return self.checkpoint.update

    @property
    def epoch(self) -> int:
        """Whole epochs completed."""
        return self.checkpoint.epoch


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

Event = (
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
)
