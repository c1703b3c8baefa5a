"""Every layer of the view of sweeps and trade-offs, of a world."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.sweep_messages import SweepRows
from engine.sweeps.spec import SweepSpec
from engine.sweeps.tradeoff import TradeoffSpec
from tests.tui.sweeps import ended_row, measured
from tests.tui.views.worlds import World
from tui.canvas import table
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.model.experiment import SweepExperiment, TradeoffExperiment
from tui.text.numbers import significant
from tui.views.sweeps import heat_map, multiples, run_panels, sweep_page, tradeoff_page
from tui.views.sweeps import tradeoff_plot as tradeoff
from tui.views.sweeps.pages import pages_of
from tui.views.sweeps.panels import shared_axes
from tui.views.sweeps.sweep_plot import Quantity, sweep_plot

Size = tuple[int, int]
Drawings = Iterator[tuple[str, Cells]]


def of_sweeps(world: World, size: Size, look: Look) -> Drawings:
    """A sweep that ended with the losses of this world, and one that has not begun."""
    spec = SweepSpec(RunConfig(), (1, "full"), (0.01, 0.03), ("sgd", "adam"))
    states = [RunState.CONVERGED if math.isfinite(it) else RunState.DIVERGED for it in world.losses]
    rows = tuple(
        ended_row(spec, place, full_loss=loss, state=state)
        for place, (loss, state) in enumerate(zip(world.losses, states, strict=True))
    )
    for told in (rows, ()):
        sweep = SweepExperiment(spec=spec).after(SweepRows(told, len(told), spec.runs), "CPU")
        for page in pages_of(*size, sweep):
            cells = sweep_page.sweep_cells(*size, sweep, look, page)
            yield "views.sweeps.sweep_page.sweep_cells", cells
    for what in Quantity:
        yield (
            "views.sweeps.sweep_plot.sweep_plot",
            sweep_plot(*size, spec, sweep.summaries, what, look),
        )
    values = np.array([world.losses, world.losses[::-1]]).T
    names = tuple(f"{value:g}" for value in range(len(values)))
    texts = tuple((significant(loss, 3), "×") for loss in world.losses)
    limits = (len(values) - 1, None)
    heat = heat_map.HeatMap(
        "losses", "x", ("1", "full"), "y", names, values, texts, limits, "limit", ("× diverged",)
    )
    if len(values):
        yield "views.sweeps.heat_map.heat_map_cells", heat_map.heat_map_cells(heat, *size, look)
    lines = [
        ["M", "loss"],
        *([str(place), significant(it, 6)] for place, it in enumerate(world.losses)),
    ]
    yield "canvas.table.table_cells", table.table_cells(lines, *size, look, selected=0)


def of_recorded_sweeps(world: World, size: Size, look: Look) -> Drawings:
    """Two runs of this world side by side, of which one has ended."""
    spec = SweepSpec(RunConfig(), (1, "full"))
    problem = world.scene(RunConfig()).problem
    told = SweepRows((ended_row(spec, 0),), 1, 2, frames=(world.frame,))
    sweep = SweepExperiment(spec=spec, problem=problem).after(told, "CPU")
    drawn = multiples.multiples_cells(multiples.Sheet(*size, sweep, look))
    yield "views.sweeps.multiples.multiples_cells", drawn
    ground = run_panels.Ground(shared_axes([world.frame], [problem]), problem, look)
    columns, rows = size
    panel = run_panels.loss_panel(columns, rows, world.frame, ground)
    yield "views.sweeps.run_panels.loss_panel", panel
    path = run_panels.path_panel(columns, rows, world.frame, ground)
    yield "views.sweeps.run_panels.path_panel", path


def of_tradeoffs(world: World, size: Size, look: Look) -> Drawings:
    """Measurements with the losses of this world, of one batch size, and none."""
    sizes = [measured(4**place, max(loss, 1e-9)) for place, loss in enumerate(world.losses)]
    sizes = [row for row in sizes if math.isfinite(row.update_seconds)]
    for known in (tuple(sizes), ()):
        wait = TradeoffExperiment(spec=TradeoffSpec(RunConfig()), rows=known)
        for page in range(tradeoff_page.page_count()):
            cells = tradeoff_page.tradeoff_cells(*size, wait, look, page=page)
            yield "views.sweeps.tradeoff_page.tradeoff_cells", cells
    for what in tradeoff.Measured:
        plot = tradeoff.tradeoff_plot(*size, sizes[:1], what, look)
        yield "views.sweeps.tradeoff_plot.tradeoff_plot", plot
