"""Commands and events of sweeps and measurements.

`engine.protocol.commands` and `engine.protocol.events` hold all others.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.sweeps.spec import SweepRow, SweepSpec
from engine.sweeps.tradeoff import TradeoffRow, TradeoffSpec

# ---------------------------------------------------------------- commands


@dataclass(frozen=True)
class Sweep:
    """Train all runs of this sweep beside the run; a sweep that is under way is left."""

    spec: SweepSpec


@dataclass(frozen=True)
class MeasureTradeoff:
    """Measure the trade-off of batch size; a sweep that is under way is left."""

    spec: TradeoffSpec


@dataclass(frozen=True)
class StopSweep:
    """Leave the sweep or measurement after the present slice; `SweepEnded` answers."""


# ---------------------------------------------------------------- events


@dataclass(frozen=True)
class SweepRows:
    """Runs of the sweep that ended since the last of these; how many did in all, of how many."""

    rows: tuple[SweepRow, ...]
    done: int
    total: int


@dataclass(frozen=True)
class TradeoffRows:
    """Batch sizes that were measured since the last of these; how many were in all."""

    rows: tuple[TradeoffRow, ...]
    done: int
    total: int


@dataclass(frozen=True)
class SweepEnded:
    """The sweep or measurement is over; the last of its events, always sent.

    Attributes:
        done, total: rows that were told, rows that were asked for.
        stopped: whether it was left before its end.
        seconds, compile_seconds: a sweep's training time without compilation, and compilation.
    """

    done: int
    total: int
    stopped: bool
    seconds: float = 0.0
    compile_seconds: float = 0.0
