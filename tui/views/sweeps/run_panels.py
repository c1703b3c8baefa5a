"""The two pictures of a run among small multiples: its loss per update, and its trajectory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from engine.history.frame import Frame
from engine.sweeps.comparison import MOST_RECORDED
from tui.canvas.axes import Layout
from tui.canvas.bands import bands
from tui.canvas.cells import Cells
from tui.canvas.contours import contours
from tui.canvas.curves import horizontal_rule
from tui.canvas.dot_characters import codes_of
from tui.canvas.loss_surface import Surface, surface_of
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.canvas.thick import thickened
from tui.canvas.thin import thinned
from tui.canvas.trajectory import points, trajectory
from tui.model.known_problem import Problem
from tui.text.width import BLANK
from tui.views.sweeps.panels import Shared, panel

_FULL = 0xFF
"""All eight dots of a cell."""
_LINES_APART = 80
"""A panel of this many columns has a contour line at every level."""


@dataclass(frozen=True)
class Ground:
    """What panels are drawn with; those of runs with other L2 regularization have another one.

    Attributes:
        shared: their axes.
        problem: the samples, the loss and the starting point.
        look: colours and markers.
    """

    shared: Shared
    problem: Problem
    look: Look

    @cached_property
    def surface(self) -> Surface:
        """The loss over all samples."""
        return surface_of(self.problem.objective, self.shared.view)


def loss_panel(width: int, rows: int, frame: Frame, ground: Ground) -> Cells:
    """The loss of each update, and the least loss as a dashed line."""
    shared, look = ground.shared, ground.look
    plan = panel(width, rows, shared.updates, shared.losses)
    palette, glyphs = look.palette, look.markers.glyphs
    least = ground.problem.least_loss
    cells = horizontal_rule(plan, least, look.markers, palette.optimum, glyphs.rule)
    updates = frame.updates
    at = updates.index.astype(np.float64)
    dots = Dots(plan.area, look.markers)
    curve = thinned(at, updates.loss, shared.updates, dots.width, log=shared.losses.log)
    dots.line(*curve)
    sign = glyphs.solid
    joining = np.ones((plan.rows, plan.columns), np.bool_) if look.markers.fine else None
    drawn = dots.cells((palette.batch_loss,), plan.columns, plan.rows, sign=sign)
    both = cells.overlay(_thick(drawn, look), joining)
    return _on_top(both, cells, palette.optimum)


def path_panel(width: int, rows: int, frame: Frame, ground: Ground) -> Cells:
    """The trajectory over the contour lines of the loss over all samples."""
    shared, problem, look = ground.shared, ground.problem, ground.look
    plan = panel(width, rows, shared.w, shared.b)
    w, b = np.concatenate([np.array([problem.start]), frame.updates.theta]).T
    cells = _backdrop(plan, ground).overlay(_thick(trajectory(plan, w, b, look), look))
    best, now = problem.optima, frame.theta
    return cells.overlay(points(plan, look, start=problem.start, optima=best, current=now))


def _thick(cells: Cells, look: Look) -> Cells:
    return thickened(cells, look.markers) if look.thick else cells


def _on_top(both: Cells, rule: Cells, colour: int) -> Cells:
    """With the colour of a rule in its cells that a curve fills, where it would not be seen."""
    _, dots = codes_of(both.chars)
    full = (dots == _FULL).reshape(both.chars.shape)
    both.fore[full & (rule.chars != BLANK)] = colour
    return both


@lru_cache(maxsize=MOST_RECORDED)
def _backdrop(plan: Layout, ground: Ground) -> Cells:
    """The bands and contour lines, which are the same in all panels of a loss."""
    surface = ground.surface
    # In a narrow panel, the contour lines of a steep valley would fill it.
    every = max(1, round(_LINES_APART / max(plan.columns, 1)))
    fewer = replace(surface, levels=surface.levels[::every])
    return bands(plan, surface, ground.look).overlay(contours(plan, fewer, ground.look))


class Same:
    """A frame as a key: equal to the same object only, because its arrays cannot be compared."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def __hash__(self) -> int:
        return id(self.frame)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.frame is self.frame


@lru_cache(maxsize=MOST_RECORDED)
def drawn_loss(width: int, rows: int, run: Same, ground: Ground) -> Cells:
    """`loss_panel`, drawn once: most of a page stays the same when a run ends."""
    return loss_panel(width, rows, run.frame, ground)


@lru_cache(maxsize=MOST_RECORDED)
def drawn_path(width: int, rows: int, run: Same, ground: Ground) -> Cells:
    """`path_panel`, drawn once."""
    return path_panel(width, rows, run.frame, ground)
