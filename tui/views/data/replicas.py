"""The samples of the last batch, each as the digit of the replica that takes it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.data.batches import BatchSpan, replica_spans
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.model.scene import Scene
from tui.views.data import points
from tui.views.data.layers import batch_places
from tui.views.replica_marks import colour_of, digit_of, drawn, has_own_colours

_CELLS_PER_DIGIT = 6
"""Samples are digits if the plot has at least this many cells for each; otherwise dots."""


def replica_samples(plan: Layout, scene: Scene) -> Cells | None:
    """The samples of the last batch by replica.

    None with one replica, before the first update, or if the batch is not looked up.
    """
    frame, data = scene.frame, scene.preview.data
    if frame is None or frame.batch is None or frame.config.batch.replicas == 1:
        return None
    places, replicas = batch_places(scene.preview, frame, frame.batch), frame.config.batch.replicas
    if places is None:
        return None
    owned = owners(places, frame.batch, replicas)
    return shared_samples(plan, data.x, data.y, owned, replicas, scene.look)


def owners(places: NDArray[np.int64], span: BatchSpan, replicas: int) -> NDArray[np.int64]:
    """The replica of each place in a batch, from 0; -1 for a place of -1."""
    stops = [part.stop - span.start for part in replica_spans(span, replicas)]
    found = np.searchsorted(stops, places, side="right")
    return np.where(places < 0, -1, found)


def shared_samples(
    plan: Layout, x: Floats, y: Floats, owned: NDArray[np.int64], replicas: int, look: Look
) -> Cells:
    """The samples at (x, y) that a replica takes, all (k,), in its colour.

    As digits if there is space for them, or too few colours; otherwise as dots. Those of replicas
    that are not drawn one by one look as those of a batch do.
    """
    area, count = plan.area, int((owned >= 0).sum())
    others = owned >= drawn(replicas)
    cells = points.lit_samples(plan, x[others], y[others], look)
    roomy = count * _CELLS_PER_DIGIT <= area.columns * area.rows
    fine = look.markers.fine and has_own_colours(look)
    for place in range(drawn(replicas)):
        mine, colour = owned == place, colour_of(place, look)
        dots = Dots(area, look.markers)
        if fine and not roomy:
            dots.points(x[mine], y[mine])
            cells = cells.overlay(dots.cells((colour,), plan.columns, plan.rows))
            continue
        for point in zip(x[mine].tolist(), y[mine].tolist(), strict=True):
            if (cell := area.cell(*point)) is not None:
                cells.put(*cell, digit_of(place), colour, bold=True)
    return cells
