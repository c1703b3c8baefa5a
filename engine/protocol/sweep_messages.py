"""Commands and events of sweeps and measurements.

`engine.protocol.commands` and `engine.protocol.events` hold all others.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.sweeps.rows import SweepRow
from engine.sweeps.spec import SweepSpec
from engine.sweeps.tradeoff import TradeoffRow, TradeoffSpec

# ---------------------------------------------------------------- commands


@dataclass(frozen=True)
class Sweep:
    """Train all runs of this sweep alongside the run; a running sweep is stopped."""

    spec: SweepSpec


@dataclass(frozen=True)
class MeasureTradeoff:
    """Measure the trade-off of batch size; a running sweep is stopped."""

    spec: TradeoffSpec


@dataclass(frozen=True)
class StopSweep:
    """Stop the sweep or trade-off after the current slice; `SweepEnded` follows."""


# ---------------------------------------------------------------- events


@dataclass(frozen=True)
class SweepRows:
    """Runs of the sweep that ended since the last such event, with the count and the total."""

    rows: tuple[SweepRow, ...]
    done: int
    total: int


@dataclass(frozen=True)
class TradeoffRows:
    """Batch sizes measured since the last such event, with the count."""

    rows: tuple[TradeoffRow, ...]
    done: int
    total: int


@dataclass(frozen=True)
class SweepEnded:
    """The sweep or trade-off has ended; the last of its events, always sent.

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
