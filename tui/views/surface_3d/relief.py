"""The loss as height: the box around the surface, and the position of (w, b, loss) in it.

In the box, x and y run from -0.5 to 0.5 over the w and b of the view, and z from -`RISE`/2 to
`RISE`/2 over the loss.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Floats
from tui.canvas.area import Scale
from tui.canvas.cycle import Cycle
from tui.canvas.limits import SMALLEST, round_above, round_limits, steady_log_limits
from tui.canvas.loss_surface import Surface

RISE = 0.62
"""The height of the box; its other edges have length 1."""
_DECADES = 1e-5
"""On a logarithmic axis, losses below this share of the greatest are on the floor."""
_FROM_ZERO = 0.5
"""If the least loss is below this share of the greatest, the box begins at 0."""


class Height(Cycle, StrEnum):
    """The function of the loss that is the height; a key cycles through them."""

    ROOT = "root"
    LOG = "log"
    LINEAR = "linear"

    @property
    def axis(self) -> str:
        """The name of the axis."""
        return {Height.LOG: "loss, log", Height.ROOT: "loss, √", Height.LINEAR: "loss"}[self]

    @property
    def plain_axis(self) -> str:
        """The same in ASCII."""
        return "sqrt loss" if self is Height.ROOT else self.axis


@dataclass(frozen=True, eq=False)
class Relief:
    """A surface and its heights.

    Attributes:
        surface: the loss over the view.
        height: the function of the loss that is the height.
        loss: the losses at the bottom and at the top of the box.
    """

    surface: Surface
    height: Height
    loss: Scale

    def position(self, loss: ArrayLike) -> Floats:
        """The positions of losses between the bottom, 0, and the top, 1, clipped to them.

        Losses that are nan are far out, where squares overflow; they are at the top.
        """
        values = np.asarray(loss, np.float64)
        low, high = self._end(self.loss.low), self._end(self.loss.high)
        with np.errstate(all="ignore"):
            if self.height is Height.LOG:
                values = np.log10(np.maximum(values, self.loss.low))
            elif self.height is Height.ROOT:
                values = np.sqrt(np.maximum(values - self._foot, 0.0))
            place = (values - low) / (high - low)
        return np.nan_to_num(np.clip(place, 0.0, 1.0), nan=1.0)

    def loss_at(self, position: ArrayLike) -> Floats:
        """The losses at positions between 0 and 1: the inverse of `position`."""
        low, high = self._end(self.loss.low), self._end(self.loss.high)
        place = low + np.asarray(position, np.float64) * (high - low)
        if self.height is Height.LOG:
            return np.asarray(10.0**place, np.float64)
        return place * place + self._foot if self.height is Height.ROOT else place

    def _end(self, loss: float) -> float:
        if self.height is Height.LOG:
            return math.log10(loss)
        return math.sqrt(loss - self._foot) if self.height is Height.ROOT else loss

    @property
    def _foot(self) -> float:
        """What roots are taken above: 0, or the bottom of losses that are below 0."""
        return min(self.loss.low, 0.0)

    def ground(self, w: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
        """The (x, y) in the box of points of the plane."""
        view = self.surface.view
        with np.errstate(over="ignore", invalid="ignore"):
            x = (np.asarray(w, np.float64) - view.w_low) / (view.w_high - view.w_low) - 0.5
            y = (np.asarray(b, np.float64) - view.b_low) / (view.b_high - view.b_low) - 0.5
        return x, y

    def plane(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """The (w, b) of points of the box."""
        view = self.surface.view
        w = view.w_low + (np.asarray(x, np.float64) + 0.5) * (view.w_high - view.w_low)
        b = view.b_low + (np.asarray(y, np.float64) + 0.5) * (view.b_high - view.b_low)
        return w, b

    def z_of(self, loss: ArrayLike) -> Floats:
        """The z in the box of losses."""
        return (self.position(loss) - 0.5) * RISE

    def losses(self, x: ArrayLike, y: ArrayLike) -> Floats:
        """The loss at points of the box's ground."""
        return self.surface.losses(*self.plane(x, y))

    def z_over(self, x: ArrayLike, y: ArrayLike) -> Floats:
        """The z of the surface at points of the box's ground."""
        return self.z_of(self.losses(x, y))


def relief_of(surface: Surface, height: Height) -> Relief:
    """The surface with this height function, in a box between two round losses."""
    finite = surface.grid[np.isfinite(surface.grid)]
    if not finite.size:
        return Relief(surface, height, Scale(1.0, 10.0))
    # The least loss of a bowl, if the optimum is in the view: the grid misses it.
    least, greatest = surface.least, float(finite.max())
    if height is Height.LOG:
        greatest = max(greatest, SMALLEST)
        limits = steady_log_limits(max(least, _DECADES * greatest), greatest)
        return Relief(surface, height, Scale(limits.low, limits.high))
    if surface.moments is None and not 0 <= least < _FROM_ZERO * greatest:
        return Relief(surface, height, round_limits(least, max(greatest, least + SMALLEST)))
    return Relief(surface, height, Scale(0.0, round_above(max(greatest, SMALLEST))))
