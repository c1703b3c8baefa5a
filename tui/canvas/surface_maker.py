"""Surfaces of losses whose computation may take long: coarse at once, fine from a thread."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from engine.problems.base import Objective
from engine.problems.neurons.objective import NeuronObjective
from engine.problems.view import View
from tui.canvas.grid import Grid
from tui.canvas.loss_surface import GRID, Surface, surface_from, surface_of

Background = Callable[[Callable[[], Surface], Callable[[Surface], None]], None]
"""Calls the first function in a thread, and the second one with its result in this one."""

_AT_ONCE = 600_000
"""Losses of single samples that take a few hundredths of a second."""
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
        self._under_way: tuple[Objective, View] | None = None

    def of(self, objective: Objective, view: View) -> Surface:
        """The surface, as fine as it can be had now; the same object until a finer one is made."""
        key = id(objective), view
        made = self._made.get(key)
        if made is not None and made.objective is objective:
            return made
        if self._background is None or objective.is_quadratic or _work(objective) <= _AT_ONCE:
            made = surface_of(objective, view)
        else:
            made = self._coarse(objective, view)
            self._refine(objective, view)
        self._remember(made)
        return made

    def _coarse(self, objective: Objective, view: View) -> Surface:
        points = max(math.isqrt(_AT_ONCE // 4 // objective.count), _COARSEST)
        w = np.linspace(view.w_low, view.w_high, points)
        b = np.linspace(view.b_low, view.b_high, points)
        grid = Grid(view, objective.loss(w[None, :], b[:, None]))
        return surface_from(objective, grid, whole=False)

    def _refine(self, objective: Objective, view: View) -> None:
        """Compute the fine one in a thread, one at a time; the last one wanted is next."""
        busy, self._under_way = self._under_way is not None, (objective, view)
        if busy or self._background is None:
            return
        self._background(lambda: surface_of(objective, view), self._take)

    def _take(self, surface: Surface) -> None:
        wanted, self._under_way = self._under_way, None
        self._remember(surface)
        if wanted is not None and (surface.objective, surface.view) != wanted:
            self._refine(*wanted)
        self._ready()

    def _remember(self, surface: Surface) -> None:
        key = id(surface.objective), surface.view
        self._made.pop(key, None)
        self._made[key] = surface
        while len(self._made) > _REMEMBERED:
            del self._made[next(iter(self._made))]


def _work(objective: Objective) -> int:
    """Losses of single samples on the fine grid; that of a landscape depends on none."""
    return GRID * GRID * (objective.count if isinstance(objective, NeuronObjective) else 1)
