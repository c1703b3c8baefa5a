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
from engine.problems.own.version import UNKNOWN, Version

if TYPE_CHECKING:
    # Imported for types only: sweeps would slow down the start by some milliseconds.
    from engine.protocol.landscape_messages import MapLoss, StopMap
    from engine.protocol.problem_messages import Evaluate, Permit
    from engine.protocol.sweep_messages import MapPhases, MeasureTradeoff, StopSweep, Sweep

CARRIED_ON = "continued from the last checkpoint"
MOST_STEPS = 8
"""The most updates that a frame can contain one by one."""


@dataclass(frozen=True)
class Configure:
    """Use this configuration. Live changes take effect at the next update; others restart."""

    config: RunConfig


@dataclass(frozen=True)
class Run:
    """Train until paused or ended. An ended run continues past its end, a diverged one restarts.

    Attributes:
        until: a stop expression: after the first epoch at which it is true, the run pauses, with
            the reason `engine.expressions.syntax.is_true`; empty for none.
    """

    until: str = ""


@dataclass(frozen=True)
class Pause:
    """Stop training after the current slice."""


@dataclass(frozen=True)
class Step:
    """Make this many updates, then pause."""

    updates: int = 1


@dataclass(frozen=True)
class StepEpoch:
    """Train to the end of the current epoch, then pause."""


@dataclass(frozen=True)
class Restart:
    """Return to the starting point with the same configuration, paused (running if `run`)."""

    run: bool = False


@dataclass(frozen=True)
class SetPace:
    """Limit the updates per second; None is unlimited."""

    updates_per_second: float | None


@dataclass(frozen=True)
class Watch:
    """What the worker reports.

    Attributes:
        frames: whether to send frames.
        points: the most rows in each series of a frame.
        every: report every `every`-th epoch exactly (`EpochRows`), and the last one; 0 is none.
        pulse: seconds between `StateChanged` events that report the progress; 0 is none.
        history: write every update of the run to this file, a `HistoryFile.part`, as it is made.
        steps: number of last updates with the moments of their batches, at most `MOST_STEPS`.
        optimizer_state: whether frames have the optimizer's state.
        optimizer_before: whether they have that before the last update, which is made again.
        kernels: whether they have the number of kernels of an update, which takes as long as
            compiling, once for each program.
    """

    frames: bool = True
    points: int = 2000
    every: int = 0
    pulse: float = 0.0
    history: Path | None = None
    steps: int = 0
    optimizer_state: bool = False
    optimizer_before: bool = False
    kernels: bool = False


@dataclass(frozen=True)
class Acknowledge:
    """The last frame has been processed; the next may be sent."""


@dataclass(frozen=True)
class Save:
    """Write the stored updates to this file, .npz or .csv by its name."""

    path: Path


@dataclass(frozen=True)
class SaveRun:
    """Write the run as this folder (`engine.storage.saved_run`); `over`: replace it."""

    folder: Path
    over: bool = False


@dataclass(frozen=True)
class Store:
    """Write the run as this new folder while training goes on; `Stored` follows."""

    folder: Path


@dataclass(frozen=True)
class WriteEvents:
    """Write event files for TensorBoard into this folder."""

    folder: Path


@dataclass(frozen=True)
class Resume:
    """Continue from a checkpoint of another worker, with the history that was on the screen.

    Attributes:
        kept_every: of the updates; epochs_kept_every: of the epochs, None is the same.
        state, reason: of the run, as in `StateChanged`.
        epoch_limit, rule_armed: when it ends, as in `Frame`.
        version: of the file with the loss, if it comes from one; another one is refused.
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
    version: Version = UNKNOWN

    @classmethod
    def of(
        cls,
        frame: Frame,
        config: RunConfig | None = None,
        *,
        state: RunState = RunState.PAUSED,
        reason: str = CARRIED_ON,
    ) -> Self:
        """Continue the run of a frame, with the history in the frame.

        Args:
            frame, config: the run, and its configuration from here; None is that of the frame.
            state, reason: see `Resume`.
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
            epoch_limit=frame.epoch_limit,
            rule_armed=frame.rule_armed,
            version=frame.version,
        )


@dataclass(frozen=True)
class Seek:
    """Show the run after this update, paused; None is the present.

    The run is not changed: `Seek(None)` returns to it, as do commands that change or restart it.
    Training needs the present or a `Fork`. Of several pending ones, the last counts.
    """

    update: int | None


@dataclass(frozen=True)
class Shift:
    """Seek by updates or ends of epochs, relative to the last target; negative is backward."""

    updates: int = 0
    epochs: int = 0


@dataclass(frozen=True)
class Fork:
    """Make the moment shown the present, with this configuration, paused.

    The rest of the run is discarded.
    """

    config: RunConfig


class RaceBy(StrEnum):
    """The unit in which the runs of a race are kept equal."""

    EPOCHS = "epochs"
    SAMPLES = "samples seen"
    SECONDS = "seconds"


@dataclass(frozen=True)
class Race:
    """Restart these runs together and step them side by side; the first is the current run.

    They must use the current data. `Pause` and `Run` pause and continue the race; `Restart`, `Step`
    and a change of parameters end it and leave the first run as the current run.

    Attributes:
        configs: of the runs.
        by: the unit.
        resumes: the runs of a race of another worker, which goes on, paused; none restarts them.
    """

    configs: tuple[RunConfig, ...]
    by: RaceBy
    resumes: tuple[Resume, ...] = ()


@dataclass(frozen=True)
class Quit:
    """End the worker."""


@dataclass(frozen=True)
class Revive:
    """Start a worker if there is none; it continues from the last checkpoint.

    Carried out by `engine.client`; no worker receives it.

    Attributes:
        replace: whether to end a worker that does not answer (`Silence`) first.
    """

    replace: bool = False


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
    | Store
    | WriteEvents
    | Resume
    | Seek
    | Shift
    | Fork
    | Race
    | Sweep
    | MeasureTradeoff
    | MapPhases
    | StopSweep
    | MapLoss
    | StopMap
    | Permit
    | Evaluate
    | Quit
)"""
"""Commands that a worker receives."""

ClientCommand: TypeAlias = "Command | Revive"
"""Commands that `engine.client.engine.Engine.send` accepts."""
