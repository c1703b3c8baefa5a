"""Rows of sweeps and measurements, as a worker would tell them."""

from __future__ import annotations

from typing import Any

from engine.history.values import RunState
from engine.sweeps.rows import Cell, Seeds, SweepRow
from engine.sweeps.spec import SweepSpec
from engine.sweeps.tradeoff import TradeoffRow
from engine.theory.verdict import Kind


def ended_row(spec: SweepSpec, index: int, **values: Any) -> SweepRow:
    """How the run of this place ended."""
    config = spec.configs()[index]
    given: dict[str, Any] = {
        "state": RunState.CONVERGED, "epochs": 10 + index, "updates": 40, "seen": 1000,
        "seconds": 0.5, "together": 3, "theta": (9.0, 1.0), "full_loss": 100.0 + index,
        "distance": (0.5, 0.25),
        "limit": None if config.optimizer.optimizer == "adam" else 0.028,
        "excess": 0.25 + index / 100, "verdict": Kind.STOPPED_EARLY,
    }  # fmt: skip
    return SweepRow(
        index=index,
        cell=Cell.of(config),
        seeds=Seeds.of(config),
        **(given | values),
    )


def measured(size: int, update_seconds: float, *, reached: bool = True) -> TradeoffRow:
    """What was measured of a batch size."""
    return TradeoffRow(
        batch_size=size, samples=size, target=103.4, reached=reached, updates=40, epochs=0.4 * size,
        seconds=0.001, update_seconds=update_seconds, samples_per_second=size / update_seconds,
        full_loss=103.0, excess=0.0957,
    )  # fmt: skip
