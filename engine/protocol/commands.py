"""Commands, one frozen dataclass each, of plain values and arrays: `engine.send(Step(5))`.

A message once sent is never changed. `engine.protocol.events` are the answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias

from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.values import Change, Checkpoint, RunState, Series

if TYPE_CHECKING:
    # Sweeps cost the start of the app some milliseconds, and it may never see one.
    from engine.protocol.sweep_messages import (
        MeasureTradeoff,
        StopSweep,
        Sweep,
    )

CARRIED_ON = "carried on from the last checkpoint"
MOST_STEPS = 8
"""The most updates that a frame can tell of one by one."""


@dataclass(frozen=True)
class Configure:
    """Take this configuration. What is live takes effect at the next update; else it restarts."""

    config: RunConfig


@dataclass(frozen=True)
class Run:
    """Train until paused or ended. An ended run goes on past its end, a diverged one restarts."""


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
        optimizer_state: whether frames tell the optimizer's state before and after the last update.
    """

    frames: bool = True
    points: int = 2000
    every: int = 0
    pulse: float = 0.0
    history: Path | None = None
    steps: int = 0
    optimizer_state: bool = False


@dataclass(frozen=True)
class Acknowledge:
    """The last frame has been dealt with; the next may come."""


@dataclass(frozen=True)
class Save:
    """Write the updates kept to this file, .npz or .csv by its name."""

    path: Path


@dataclass(frozen=True)
class SaveRun:
    """Write the whole run as this folder (`engine.storage.saved_run`); `over` one that is there."""

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
        reason: what `StateChanged` says of it.
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
    reason: str = CARRIED_ON
    epoch_limit: int | None = None
    rule_armed: bool = True

    @classmethod
    def of(
        cls,
        frame: Frame,
        config: RunConfig | None = None,
        *,
        state: RunState = RunState.PAUSED,
        reason: str = CARRIED_ON,
    ) -> Self:
        """Go on with the run of a frame, with the history that the frame holds.

        Args:
            frame: the run to go on with.
            config: its configuration from here on; None is the frame's.
            state: where the run stands.
            reason: what `StateChanged` says of it.
        """
        return cls(
            config or frame.config,
            frame.checkpoint,
            frame.updates,
            frame.epochs,
            frame.kept_every,
            frame.changes,
            state=state,
            reason=reason,
        )


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


@dataclass(frozen=True)
class Revive:
    """Start a worker where there is none; it carries on from the last checkpoint.

    Carried out by `engine.client`; no worker receives it.
    """


Command: TypeAlias = """(
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
)"""
"""What a worker receives."""

ClientCommand: TypeAlias = "Command | Revive"
"""What `engine.client.engine.Engine.send` takes."""
