"""What is drawn of a phase map: all of it, a part, or none of its runs."""

from __future__ import annotations

from collections.abc import Iterator

from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.sweep_messages import PhaseRows
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec
from tests.tui.views.worlds import World
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.model.experiment import PhaseExperiment
from tui.model.known_problem import Problem
from tui.views.phase import layers, picture
from tui.views.phase.box import box_cells
from tui.views.phase.chart import chart_of
from tui.views.phase.shades import shades_of

_STATES = (RunState.CONVERGED, RunState.MAX_EPOCHS, RunState.DIVERGED)


def phase_map(problem: Problem | None, known: int = 48, **axes: Axis) -> PhaseExperiment:
    """A map of 8 × 6 cells, so many of which are known, with all kinds of ends."""
    x = axes.get("x", Axis("batch_size", 0.7, 140, log=True, cells=8))
    y = axes.get("y", Axis("learning_rate", 1e-4, 1e-1, log=True, cells=6))
    spec = PhaseSpec(RunConfig(), x, y)
    rows = tuple(
        PhaseRow(cell, _STATES[cell // 16], 1 + cell * cell, 1 + cell * cell, 9.0 + cell, 1.0)
        for cell in range(known)
    )
    made = PhaseExperiment(spec=spec, problem=problem)
    return made.after(PhaseRows(rows, known, spec.runs), "CPU")


def of_phases(world: World, size: tuple[int, int], look: Look) -> Iterator[tuple[str, Cells]]:
    """Every layer of a phase map, in this size and look."""
    problem = world.scene(RunConfig()).problem
    for known in (48, 16, 0):
        made = phase_map(problem, known)
        chart = chart_of(made)
        shades, plan = shades_of(chart, look), layers.phase_layout(*size, chart)
        yield "views.phase.layers.ground", layers.ground(plan, chart, shades, look)
        yield "views.phase.layers.side", layers.side(plan, chart, shades, look, now=True)
        yield "views.phase.box.box_cells", box_cells(plan, look, (8, 3), (3, 5))
        yield "views.phase.layers.marks", layers.marks(plan, (10.0, 0.001), look)
        yield "views.phase.picture.phase_cells", picture.phase_cells(made, *size, look)
