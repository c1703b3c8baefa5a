"""What is drawn of a world to play with: its data while they are edited."""

from __future__ import annotations

from collections.abc import Iterator

from engine.config.run import RunConfig
from tests.tui.views.worlds import World
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.model.draft import Draft
from tui.model.known_problem import Problem
from tui.views.data import editing, lines
from tui.views.data import layers as data


def of_play(world: World, size: tuple[int, int], look: Look) -> Iterator[tuple[str, Cells]]:
    """Every layer of what can be played with, in this size and look."""
    problem = Problem(RunConfig().data, (0.0, 0.0), world.preview, world.theory, world.view)
    draft = Draft.begun(problem)
    for state in (draft, draft.at_next(1, (1.0, 1.0)), draft.holding(0)):
        plan = data.data_layout(*size, world.preview, also=editing.ranges_of(state))
        yield "views.data.editing.cursor", editing.cursor(plan, state, look)
        yield "views.data.lines.former_line", lines.former_line(plan, state.best_before, look)
