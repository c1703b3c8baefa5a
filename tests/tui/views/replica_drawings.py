"""What is drawn of several replicas, of a world."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from engine.data.batches import BatchSpan
from engine.history.values import BatchPart
from engine.problems.registry import problem_of
from tests.tui.views.worlds import World
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.views.data import layers as data
from tui.views.data import replicas as shared_out
from tui.views.surface import replicas
from tui.views.surface.layers import surface_layout

Size = tuple[int, int]


def of_replicas(world: World, size: Size, look: Look) -> Iterator[tuple[str, Cells]]:
    """The samples, gradients and losses of nine replicas, some of which have no samples."""
    plan, rows = surface_layout(*size, world.view), world.preview.x.size
    made = tuple(_part(world, place) for place in range(7)) + (_part(world, -1),) * 2
    for last in world.steps[-1:]:
        step = replace(last, parts=made)
        yield "views.surface.replicas.bowls", replicas.bowls(plan, step, look)
        points = world.now, (math.nan, 0.0)
        for point in points:
            drawn = replicas.arrows(plan, point, made, world.objective, look)
            yield "views.surface.replicas.arrows", drawn
            for batch in (None, step.objective):
                drawn = replicas.arrow_digits(plan, point, made, world.objective, batch, look)
                yield "views.surface.replicas.arrow_digits", drawn
    plan, owned = data.data_layout(*size, world.preview), np.arange(rows) % 11 - 1
    x, y = world.preview.data.x, world.preview.data.y
    drawn = shared_out.shared_samples(plan, x, y, owned, 9, look)
    yield "views.data.replicas.shared_samples", drawn


def _part(world: World, place: int) -> BatchPart:
    make = problem_of(world.kind).objective
    if place < 0 or make is None:
        return BatchPart(BatchSpan(0, 0, 0), None)
    rows = np.arange(place, place + 1 + place % 2) % world.preview.x.size
    batch = make(world.preview.x[rows], world.preview.y[rows])
    return BatchPart(BatchSpan(0, 0, rows.size), batch)
