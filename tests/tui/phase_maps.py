"""Phase maps asked for on a stage, and what the worker tells of them."""

from __future__ import annotations

from engine.history.values import RunState
from engine.protocol.sweep_messages import MapPhases, PhaseRows, SweepEnded
from engine.sweeps.phase_rows import PhaseRow
from tests.tui.stage import Stage
from tui.views.phase.widget import PhaseView


def told(on: Stage) -> MapPhases:
    """The map asked for last."""
    return next(order for order in reversed(on.engine.said) if isinstance(order, MapPhases))


def view_of(on: Stage) -> PhaseView:
    """The view of phase maps."""
    view = on.app.dashboard.plot("phase")
    assert isinstance(view, PhaseView)
    return view


async def tell(
    on: Stage, count: int, *, end: bool = False, theta: tuple[float, float] = (9.9, 1.4)
) -> None:
    """Say that the first runs of it converged there; `end`: and that no more come."""
    spec = told(on).spec
    rows = tuple(
        PhaseRow(cell, RunState.CONVERGED, 7 + cell, 7 + cell, *theta) for cell in range(count)
    )
    on.engine.tell(PhaseRows(rows, count, spec.runs))
    if end:
        on.engine.tell(SweepEnded(count, spec.runs, stopped=count < spec.runs))
    await on.settle()
