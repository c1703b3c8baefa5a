"""The loss whose height the trajectory has: that of each batch, or the full one."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from tui.canvas.cycle import Cycle
from tui.canvas.legend import Named
from tui.model.scene import Scene
from tui.model.uncomputed import batch_loss_of
from tui.views.surface_3d.path import Track


class Level(Cycle, StrEnum):
    """The loss that is the height of the trajectory; a key toggles it."""

    BATCH = Named.BATCH_LOSS.value
    FULL = Named.FULL_LOSS.value


def track_of(scene: Scene, level: Level) -> Track:
    """The trajectory of a run with the heights of this level.

    The batch loss of an update is that of the point before it. The last point has the loss of the
    last batch if that is known, otherwise the full loss. Where updates are left out because there
    are many, a point has the batch loss of its own update.
    """
    w, b = scene.way.T
    if level is Level.FULL or scene.frame is None:
        return Track(w, b)
    updates, step = scene.frame.updates, scene.step
    losses = np.empty(len(w))
    losses[[0, -1]] = scene.objective.loss(w[[0, -1]], b[[0, -1]])
    if len(updates):
        losses[1:-1] = updates.loss[:-1]
        follows = np.diff(updates.index, prepend=0) == 1
        losses[:-1] = np.where(follows, updates.loss, losses[:-1])
        if step is not None:
            losses[-1] = batch_loss_of(step).loss(*scene.point)
    return Track(w, b, losses)
