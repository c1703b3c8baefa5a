"""The visible part of the plane: panned, zoomed, following a point, within float32 precision."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from engine.problems.view import View

Point = tuple[float, float]

LEVELS_PER_DOUBLING = 4
"""Zoom has discrete levels, so that as many steps out as in restore exactly the same view."""
FARTHEST = -20 * LEVELS_PER_DOUBLING
NEAREST = 16 * LEVELS_PER_DOUBLING
_FINEST = 1e-5
"""The least width of a view relative to its limits: it then holds a hundred float32 numbers."""
_LARGEST = 1e100
_ALIKE = 1e-6
_EDGE = 0.1
"""A followed point counts as near the edge in this outer share of the view."""
_LONGEST_STEP = 0.4
"""As a share of the width: following longer oscillating steps would make the picture flicker."""


@dataclass(frozen=True)
class Viewport:
    """A view of the plane, made from a default view by zooming and panning.

    Attributes:
        home: the default view.
        level: the zoom in levels; negative is zoomed out.
        centre: (w, b) at the centre; None is the centre of `home`.
    """

    home: View
    level: int = 0
    centre: Point | None = None

    @property
    def moved(self) -> bool:
        """Whether it differs from `home`."""
        return self.level != 0 or self.centre is not None

    @property
    def magnification(self) -> float:
        """The magnification relative to `home`."""
        return float(2.0 ** (self.level / LEVELS_PER_DOUBLING))

    @property
    def middle(self) -> Point:
        """The (w, b) at the centre."""
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
        """The view shown."""
        if not self.moved:
            return self.home
        (w, b), (width, height) = self.middle, self.size
        return View(w - width / 2, w + width / 2, b - height / 2, b + height / 2)

    def zoomed(self, levels: int, about: Point | None = None) -> Viewport:
        """Zoomed in by `levels`, with `about` (default: the centre) fixed on the screen.

        Unchanged if the limits would be exceeded.
        """
        level = min(max(self.level + levels, FARTHEST), NEAREST)
        nearer = replace(self, level=level)
        if about is not None and level != self.level:
            share = self.magnification / nearer.magnification
            w, b = self.middle
            centre = about[0] + (w - about[0]) * share, about[1] + (b - about[1]) * share
            nearer = replace(nearer, centre=centre)
        return _sound_or(nearer, self)

    def panned(self, w: float, b: float) -> Viewport:
        """Moved to the right and upwards; unchanged if the limits would be exceeded."""
        middle = self.middle
        return self.centred((middle[0] + w, middle[1] + b))

    def centred(self, point: Point) -> Viewport:
        """Centred on this point; unchanged if the limits would be exceeded."""
        return _sound_or(replace(self, centre=point), self)

    def following(self, point: Point, previous: Point) -> Viewport:
        """Centred on `point` if it is near the edge or outside, otherwise unchanged.

        It zooms out if the last step, from `previous`, is long relative to the view, and as far as
        precision requires, so that a diverging run stays visible for long.
        """
        if not all(map(math.isfinite, (*point, *previous))):
            return self
        port = self
        while port.level > FARTHEST and port.too_narrow_for(point, previous):
            port = replace(port, level=max(port.level - 2, FARTHEST))
        if not port.keeps(point):
            port = replace(port, centre=point)
        while port.level > FARTHEST and not port.sound:
            port = replace(port, level=max(port.level - 2, FARTHEST))
        return _sound_or(port, self)

    def looks_like(self, other: Viewport) -> bool:
        """Whether no eye could tell its view from another's."""
        mine, others, (width, height) = self.view, other.view, self.size
        return all(
            abs(one - two) <= _ALIKE * size
            for one, two, size in (
                (mine.w_low, others.w_low, width),
                (mine.w_high, others.w_high, width),
                (mine.b_low, others.b_low, height),
                (mine.b_high, others.b_high, height),
            )
        )

    def too_narrow_for(self, point: Point, previous: Point) -> bool:
        """Whether a step between two points is long relative to its size."""
        return any(
            abs(new - old) > _LONGEST_STEP * size
            for new, old, size in zip(point, previous, self.size, strict=True)
        )

    def keeps(self, point: Point) -> bool:
        """Whether a point is inside and not near the edge."""
        return all(
            abs(place - middle) <= (0.5 - _EDGE) * size
            for place, middle, size in zip(point, self.middle, self.size, strict=True)
        )

    @property
    def sound(self) -> bool:
        """Whether float32 resolves it; the default view always counts as valid."""
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
