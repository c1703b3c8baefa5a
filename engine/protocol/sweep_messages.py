"""Commands and events of sweeps and measurements.

`engine.protocol.commands` and `engine.protocol.events` hold all others.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.history.frame import Frame
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec
from engine.sweeps.rows import SweepRow
from engine.sweeps.spec import SweepSpec
from engine.sweeps.tradeoff import TradeoffRow, TradeoffSpec

# ---------------------------------------------------------------- commands


@dataclass(frozen=True)
class Sweep:
    """Train all runs of this sweep alongside the run; a running sweep is stopped.

    Attributes:
        spec: the sweep.
        recorded: whether to train the runs one by one and report each with its last frame.
        done: the runs to leave out, by their index: those that an earlier worker has trained.
    """

    spec: SweepSpec
    recorded: bool = False
    done: frozenset[int] = frozenset()


@dataclass(frozen=True)
class MeasureTradeoff:
    """Measure the trade-off of batch size; a running sweep is stopped.

    Attributes:
        spec: the batch sizes.
        done: how many of them, from the first, are to be left out: they were measured before.
    """

    spec: TradeoffSpec
    done: int = 0


@dataclass(frozen=True)
class MapPhases:
    """Train the runs of a phase map, coarse cells first; a running sweep is stopped.

    Attributes:
        spec: the map.
        done: the cells to leave out: those whose runs an earlier worker has trained.
    """

    spec: PhaseSpec
    done: frozenset[int] = frozenset()


@dataclass(frozen=True)
class StopSweep:
    """Stop the sweep, trade-off or phase map after the current slice; `SweepEnded` follows."""


# ---------------------------------------------------------------- events


@dataclass(frozen=True)
class SweepRows:
    """Runs of the sweep that ended since the last such event, with the count and the total.

    Attributes:
        rows: the runs.
        done, total: number of rows reported so far, and requested.
        compiling: whether a program is being compiled; the current run is trained meanwhile.
        frames: the last frame of each of the rows, if they are recorded; otherwise none.
        epoch: epochs completed of the run that is trained alone; 0 for none.
    """

    rows: tuple[SweepRow, ...]
    done: int
    total: int
    compiling: bool = False
    frames: tuple[Frame, ...] = ()
    epoch: int = 0


@dataclass(frozen=True)
class TradeoffRows:
    """Batch sizes measured since the last such event, with the count; see `SweepRows`."""

    rows: tuple[TradeoffRow, ...]
    done: int
    total: int
    compiling: bool = False


@dataclass(frozen=True)
class PhaseRows:
    """Runs of a phase map that ended since the last such event; see `SweepRows`."""

    rows: tuple[PhaseRow, ...]
    done: int
    total: int
    compiling: bool = False


@dataclass(frozen=True)
class SweepEnded:
    """The sweep, trade-off or phase map has ended; the last of its events, always sent.

    Attributes:
        done, total: number of rows reported and requested.
        stopped: whether it was stopped before its end.
        seconds, compile_seconds: a sweep's training time without compilation, and compilation.
    """

    done: int
    total: int
    stopped: bool
    seconds: float = 0.0
    compile_seconds: float = 0.0
