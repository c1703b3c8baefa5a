"""Surfaces of losses whose computation may take long: coarse at once, fine from a thread.

Only the newest wish is computed. One that is outdated is given up between two parts of its grid,
so that quick zooming, panning or dragging leaves nothing behind to wait for.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from engine.problems.base import Objective
from engine.problems.neurons.objective import NeuronObjective
from engine.problems.on_grid import on_grid
from engine.problems.view import View
from tui.canvas.grid import Grid
from tui.canvas.loss_surface import GRID, Surface, surface_from, surface_of
from tui.canvas.smooth_grid import smooth

_Wish = tuple[Objective, View]
Background = Callable[[Callable[[], Surface | None], Callable[[Surface | None], None]], None]
"""Calls the first function in a thread, and the second one with its result in this one."""

_AT_ONCE = 3_000_000
"""Losses of single samples that take about a hundredth of a second."""
_PART = 8_000_000
"""Those between two looks at whether the surface is still wanted, and"""
_FEWEST_PARTS = 4
"""as many looks at least."""
_COARSEST = 24
_REMEMBERED = 6


class SurfaceMaker:
    """Makes the surfaces of a plot, and remembers the last ones.

    Args:
        background: computes in a thread; None computes everything at once.
        ready: called when a finer surface can be had.
    """

    def __init__(
        self, background: Background | None = None, ready: Callable[[], None] = lambda: None
    ) -> None:
        self._background = background
        self._ready = ready
        self._made: dict[tuple[int, View], Surface] = {}
        self._wanted: _Wish | None = None
        """The newest wish that is not fulfilled; the thread reads it too."""
        self._under_way: _Wish | None = None

    def of(self, objective: Objective, view: View) -> Surface:
        """The surface, as fine as it can be had now; the same object until a finer one is made.

        One that was asked for before and is not finished is given up.
        """
        made = self.rough(objective, view)
        wish = None if made.whole else (objective, view)
        # An equal one stays the same object, by which the thread knows it.
        if wish != self._wanted:
            self._wanted = wish
        self._refine()
        return made

    def rough(self, objective: Objective, view: View) -> Surface:
        """The surface as fine as it can be had now, of which no finer one is needed."""
        key = id(objective), view
        made = self._made.get(key)
        if made is None or made.objective is not objective:
            at_once = self._background is None or objective.is_quadratic
            if at_once or _work(objective, GRID * GRID) <= _AT_ONCE:
                made = surface_of(objective, view)
            else:
                made = _coarse(objective, view)
            self._remember(made)
        return made

    def _refine(self) -> None:
        """Compute the fine one in a thread, one at a time; the last one wanted is next."""
        wish = self._wanted
        if wish is None or self._under_way is not None or self._background is None:
            return
        self._under_way = wish
        self._background(lambda: _fine(*wish, lambda: self._wanted is wish), self._take)

    def _take(self, surface: Surface | None) -> None:
        """Remember a fine surface; None is one that was given up, or failed."""
        if self._wanted is self._under_way:
            self._wanted = None
        self._under_way = None
        if surface is not None:
            self._remember(surface)
            self._ready()
        self._refine()

    def _remember(self, surface: Surface) -> None:
        key = id(surface.objective), surface.view
        self._made.pop(key, None)
        self._made[key] = surface
        while len(self._made) > _REMEMBERED:
            del self._made[next(iter(self._made))]


def _coarse(objective: Objective, view: View) -> Surface:
    """The surface of a grid that takes about a hundredth of a second, smooth between its points.

    So it has nearly the bands of the fine one, which is drawn in its place a moment later.
    """
    points = max(math.isqrt(_AT_ONCE // objective.count), _COARSEST)
    w = np.linspace(view.w_low, view.w_high, points)
    b = np.linspace(view.b_low, view.b_high, points)
    finer = smooth(on_grid(objective, w, b), GRID)
    return surface_from(objective, Grid(view, finer), whole=False)


def _fine(objective: Objective, view: View, wanted: Callable[[], bool]) -> Surface | None:
    """The surface, computed in parts; None once it is not wanted any more."""
    w = np.linspace(view.w_low, view.w_high, GRID)
    b = np.linspace(view.b_low, view.b_high, GRID)
    parts = min(max(_work(objective, GRID * GRID) // _PART, _FEWEST_PARTS), GRID)
    columns = []
    for part in np.array_split(w, parts):
        if not wanted():
            return None
        columns.append(on_grid(objective, part, b))
    return surface_from(objective, Grid(view, np.concatenate(columns, axis=1)))


def _work(objective: Objective, points: int) -> int:
    """Losses of single samples at these points; that of a landscape depends on none."""
    return points * (objective.count if isinstance(objective, NeuronObjective) else 1)
