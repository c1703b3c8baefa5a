"""Events that the worker sends to the app: one frozen dataclass each, of plain values and arrays.

A message is never changed after it is sent. Commands are in `engine.protocol.commands`.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.reached import Reached
from engine.history.values import RunState, Series

if TYPE_CHECKING:
    # Imported for types only: sweeps would slow down the start by some milliseconds.
    from engine.protocol.landscape_messages import LossPart, MapDone, PlaneKnown
    from engine.protocol.problem_messages import Evaluated
    from engine.protocol.sweep_messages import (
        PhaseRows,
        SweepEnded,
        SweepRows,
        TradeoffRows,
    )

IMPORTING = "importing TensorFlow"
"""What a worker does first (`Beat.doing`)."""
JOINING = "waiting for the other processes"
"""What one of several that train together does until all are there: TensorFlow holds the lock of
Python meanwhile, so no heartbeat is sent."""


@dataclass(frozen=True)
class Starting:
    """A worker process was started and is importing TensorFlow. Made by the client."""


@dataclass(frozen=True)
class Delayed:
    """The next worker starts later, because the last ones died at once. Made by the client.

    Attributes:
        seconds: until it starts.
        deaths: the number of workers in a row that died before they did anything.
        reason: why the last one died.
    """

    seconds: float
    deaths: int
    reason: str


@dataclass(frozen=True)
class Beat:
    """A sign of life, sent about every second by a thread of the worker; only the client sees it.

    Attributes:
        doing: what its main thread is doing, in a few words; empty if it waits for commands.
        seconds: for how long.
    """

    doing: str
    seconds: float


class Standstill(StrEnum):
    """Why a worker does not answer."""

    BUSY = "busy"
    """It works: it uses the processor or waits for a disk."""
    IDLE = "idle"
    """It uses no processor time."""
    STOPPED = "stopped"
    """A signal or a debugger stopped it."""


@dataclass(frozen=True)
class Silence:
    """The worker has not answered for some seconds. Made by the client, every second.

    Attributes:
        seconds: the time; 0 once it answers again.
        doing: what it is, or was last, doing; empty if unknown.
        how: why, as far as its process shows.
    """

    seconds: float
    doing: str = ""
    how: Standstill = Standstill.BUSY


@dataclass(frozen=True)
class Ready:
    """TensorFlow is imported and the device chosen; training can begin.

    Attributes:
        device: the name of the device for the user, such as "CPU" or "GPU:0 NVIDIA A100".
        tensorflow, keras: their versions.
        import_seconds: the time to import them.
        bus: the PCI bus id of a GPU; empty for none.
    """

    device: str
    tensorflow: str
    keras: str
    import_seconds: float
    bus: str = ""


@dataclass(frozen=True)
class RaceFrame:
    """The current state of all runs of a race, in the order of `Race.configs`."""

    frames: tuple[Frame, ...]

    @property
    def ended(self) -> bool:
        """Whether all runs have ended."""
        return all(frame.state.ended for frame in self.frames)


@dataclass(frozen=True)
class StateChanged:
    """The state of the run changed, or (`Watch.pulse`) the run progressed. Never dropped.

    Attributes:
        state: the new state.
        reason: one line for the user, such as "the batch loss overflows float32 at update 12".
        reached: what the run has reached.
        resumed: whether another run was taken up in this state: the reason says which.
    """

    state: RunState
    reason: str
    reached: Reached
    resumed: bool = False


@dataclass(frozen=True)
class EpochRows:
    """Exact epoch means, for `Watch(every=N)`; `updates[k]` is the number of updates to its end."""

    epochs: Series
    updates: NDArray[np.int64]


@dataclass(frozen=True)
class Refused:
    """A refused command, with the reason in one line. Nothing has changed.

    `standing` is the configuration that still applies, if the command would have changed it.
    """

    message: str
    standing: RunConfig | None = None


@dataclass(frozen=True)
class Notice:
    """Information for the user, in one line, and details for the log."""

    message: str
    details: str = ""


class Wrote(StrEnum):
    """The form in which a run was written."""

    HISTORY = "history"
    RUN = "run"
    EVENTS = "events"


@dataclass(frozen=True)
class Saved:
    """The run was written, with all or a thinned set of updates.

    Attributes:
        path: the file or folder.
        rows: number of updates written.
        kept_every: see `Frame`.
        what: the form.
        of: number of updates of the run; 0 is unknown.
    """

    path: Path
    rows: int
    kept_every: int
    what: Wrote = Wrote.HISTORY
    of: int = 0


@dataclass(frozen=True)
class Stored:
    """The run was written for the session on disk, or could not be.

    Attributes:
        folder: the folder.
        update: the number of updates of the run.
        digest: the SHA-256 of its summary, which has those of the other files.
        size: bytes of the history.
        cost: seconds of the processor that it took.
        failure: why it could not be written, in one line; empty on success.
    """

    folder: Path
    update: int = 0
    digest: str = ""
    size: int = 0
    cost: float = 0.0
    failure: str = ""


@dataclass(frozen=True)
class HistoryFailed:
    """The history can no longer be written, with the reason in one line; the run pauses."""

    message: str


@dataclass(frozen=True)
class Failed:
    """The worker cannot continue: the reason in one line, and details for the log.

    `usage` is whether the user's input is the cause (a file, a device), not the program.
    """

    message: str
    details: str = ""
    usage: bool = False

    @classmethod
    def to_start(cls, error: OSError) -> Failed:
        """No process could be started."""
        details = "".join(traceback.format_exception(error))
        return cls(f"the worker could not be started: {error}", details)


@dataclass(frozen=True)
class Lost:
    """The worker process is lost. Made by the client.

    Attributes:
        reason: one line, such as "ended by SIGKILL (out of memory?)".
        output: the last lines that it printed.
        deaths: the number of workers in a row that died before they reported any results.
        unwritten: files and folders that it was asked to write and did not.
    """

    reason: str
    output: tuple[str, ...] = field(default=())
    deaths: int = 0
    unwritten: tuple[Path, ...] = ()


Told = Refused | Notice | Saved | HistoryFailed | Failed | Lost
"""Events with a message for the user."""

Event: TypeAlias = """(
    Starting
    | Delayed
    | Silence
    | Beat
    | Ready
    | Frame
    | RaceFrame
    | StateChanged
    | EpochRows
    | Evaluated
    | Stored
    | SweepRows
    | TradeoffRows
    | PhaseRows
    | SweepEnded
    | PlaneKnown
    | LossPart
    | MapDone
    | Told
)"""
