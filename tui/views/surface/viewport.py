"""Which part of the plane a plot shows: panned, zoomed, following a point, never past precision."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from engine.problems.linear_neuron.landscape import View
from tui.canvas.limits import multiple_of, step_above, step_below

Point = tuple[float, float]

LEVELS_PER_DOUBLING = 4
"""Zoom goes in levels, so that as many steps in as out lead back to the very same view."""
_FARTHEST = -20 * LEVELS_PER_DOUBLING
_NEAREST = 16 * LEVELS_PER_DOUBLING
_FINEST = 1e-5
"""A view is at least this wide beside its limits: a hundred float32 numbers stay apart in it."""
_LARGEST = 1e100
_EDGE = 0.1
"""A point that is followed is near the edge in this outer part of the view."""
_LONGEST_STEP = 0.4
"""Of the view's width: with longer steps to and fro, following would make the picture flicker."""


@dataclass(frozen=True)
class Viewport:
    """A view of the plane, made from another by zooming and panning.

    Attributes:
        home: the view to begin with.
        level: how far it is zoomed in, in levels; negative is out.
        centre: (w, b) in the middle; None is the middle of `home`.
    """

    home: View
    level: int = 0
    centre: Point | None = None

    @property
    def moved(self) -> bool:
        """Whether it shows anything else than `home`."""
        return self.level != 0 or self.centre is not None

    @property
    def magnification(self) -> float:
        """How many times nearer than `home` it is."""
        return float(2.0 ** (self.level / LEVELS_PER_DOUBLING))

    @property
    def middle(self) -> Point:
        """(w, b) in the middle."""
        home = self.home
        if self.centre is not None:
            return self.centre
        return home.w_low / 2 + home.w_high / 2, home.b_low / 2 + home.b_high / 2

    @property
    def size(self) -> Point:
        """Width and height."""
        home, by = self.home, self.magnification
        return (home.w_high - home.w_low) / by, (home.b_high - home.b_low) / by

    @property
    def view(self) -> View:
        """What it shows."""
        if not self.moved:
            return self.home
        (w, b), (width, height) = self.middle, self.size
        return View(w - width / 2, w + width / 2, b - height / 2, b + height / 2)

    def zoomed(self, levels: int, about: Point | None = None) -> Viewport:
        """Nearer by so many levels, `about` (the middle) staying where it is.

        The same one where it would go past its limits.
        """
        level = min(max(self.level + levels, _FARTHEST), _NEAREST)
        nearer = replace(self, level=level)
        if about is not None and level != self.level:
            share = self.magnification / nearer.magnification
            w, b = self.middle
            centre = about[0] + (w - about[0]) * share, about[1] + (b - about[1]) * share
            nearer = replace(nearer, centre=centre)
        return _sound_or(nearer, self)

    def panned(self, w: float, b: float) -> Viewport:
        """Moved by so much to the right and upwards; the same one past the limits."""
        middle = self.middle
        return self.centred((middle[0] + w, middle[1] + b))

    def centred(self, point: Point) -> Viewport:
        """With this point in the middle; the same one past the limits."""
        return _sound_or(replace(self, centre=point), self)

    def following(self, point: Point, previous: Point) -> Viewport:
        """With `point` in the middle if it was near the edge or out of sight, else the same.

        It steps back where the last step, from `previous`, is long beside the view, and as far as
        precision asks for: so a run that diverges stays in sight for long.
        """
        if not all(map(math.isfinite, (*point, *previous))):
            return self
        port = self
        while port.level > _FARTHEST and port.too_narrow_for(point, previous):
            port = replace(port, level=max(port.level - 2, _FARTHEST))
        if not port.keeps(point):
            port = replace(port, centre=point)
        while port.level > _FARTHEST and not port.sound:
            port = replace(port, level=max(port.level - 2, _FARTHEST))
        return _sound_or(port, self)

    def too_narrow_for(self, point: Point, previous: Point) -> bool:
        """Whether a step between two points is long beside it."""
        return any(
            abs(new - old) > _LONGEST_STEP * size
            for new, old, size in zip(point, previous, self.size, strict=True)
        )

    def keeps(self, point: Point) -> bool:
        """Whether a point lies in it, not near the edge."""
        return all(
            abs(place - middle) <= (0.5 - _EDGE) * size
            for place, middle, size in zip(point, self.middle, self.size, strict=True)
        )

    @property
    def sound(self) -> bool:
        """Whether numbers are fine enough for it; the view to begin with is what it is."""
        if self.level <= 0 and self.centre is None:
            return True
        view, sizes = self.view, self.size
        ends = (view.w_low, view.w_high), (view.b_low, view.b_high)
        return all(
            -_LARGEST < low < high < _LARGEST and size >= _FINEST * max(abs(low), abs(high))
            for (low, high), size in zip(ends, sizes, strict=True)
        )


def _sound_or(port: Viewport, other: Viewport) -> Viewport:
    return port if port.sound else other


def nudged(value: float, cell: float, direction: int) -> float:
    """The next round number up (1) or down (-1) from a value, about a cell's size away."""
    below, above = step_below(cell), step_above(cell)
    step = above if above * below < cell * cell else below
    hair = 1e-9
    if direction > 0:
        count = math.floor(value / step + hair) + 1
    else:
        count = math.ceil(value / step - hair) - 1
    return multiple_of(step, count)


def rounded(value: float, cell: float) -> float:
    """The round number nearest to the middle of a cell of this size, which lies in the cell."""
    step = step_below(cell)
    return multiple_of(step, round(value / step))
