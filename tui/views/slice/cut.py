"""A straight line through the (w, b) plane, and the loss along it: a parabola if quadratic."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from engine.arrays import Floats
from engine.history.values import BatchStep
from engine.problems.base import NAMES, Names, Objective
from engine.problems.linear_neuron.moments import Moments
from engine.problems.view import View
from tui.canvas.cycle import Cycle

Point = tuple[float, float]

_FLAT = 1e-14
"""A slope of the moments' line below this share of its terms is a rounding error."""
_PLACES = (201, 21, 21, 21, 21, 21)
"""Points at which a minimum is looked for, then between the two around the lowest, and so on."""


class Along(Cycle, StrEnum):
    """The direction of the cut; a key cycles through them."""

    STEP = "the step"
    W = "w"
    B = "b"


@dataclass(frozen=True)
class Cut:
    """A line through a point, with its coordinate: w, b, or the distance from the point.

    Attributes:
        along: its direction.
        point: (w, b) of the point.
        direction: a unit vector (w, b).
        origin: the coordinate at the point.
    """

    along: Along
    point: Point
    direction: Point
    origin: float

    def name_in(self, names: Names) -> str:
        """The name of the axis, where the parameters have these names."""
        match self.along:
            case Along.W:
                return names[0]
            case Along.B:
                return names[1]
        units = "" if names == NAMES else f"in ({', '.join(names)}) "
        return f"distance {units}along the step"

    def at(self, x: Floats) -> tuple[Floats, Floats]:
        """The (w, b) at coordinates x."""
        with np.errstate(over="ignore", invalid="ignore"):
            way = x - self.origin
            return self.point[0] + way * self.direction[0], self.point[1] + way * self.direction[1]

    def place(self, point: Point) -> float:
        """The coordinate of a point of the plane projected onto the line."""
        return self.origin + sum(
            (there - here) * part
            for there, here, part in zip(point, self.point, self.direction, strict=True)
        )

    def losses(self, objective: Objective, x: Floats) -> Floats:
        """The loss at coordinates x."""
        return objective.loss(*self.at(x))

    def within(self, view: View) -> tuple[float, float]:
        """The coordinates at which it enters and leaves a view; both that of the point if never."""
        begin, end = -math.inf, math.inf
        sides = (view.w_low, view.w_high), (view.b_low, view.b_high)
        for (low, high), place, part in zip(sides, self.point, self.direction, strict=True):
            if part:
                edges = (low - place) / part, (high - place) / part
                begin, end = max(begin, min(edges)), min(end, max(edges))
        if not begin < end < math.inf:
            return self.origin, self.origin
        return self.origin + begin, self.origin + end


def cut_of(step: BatchStep | None, start: Point, along: Along) -> Cut:
    """The line along which the loss is shown.

    It passes through the point before the last step, or through the start if there is no step yet.
    A step of length 0, or one that is not finite, has no direction; the line then runs along w.
    """
    point = start if step is None else step.before
    direction, origin = (1.0, 0.0), point[0]
    if along is Along.B:
        return Cut(along, point, (0.0, 1.0), point[1])
    if along is Along.STEP and step is not None:
        way = [after - before for after, before in zip(step.after, step.before, strict=True)]
        length = math.hypot(*way)
        if 0 < length < math.inf:
            return Cut(along, point, (way[0] / length, way[1] / length), 0.0)
    return Cut(Along.W, point, direction, origin)


@dataclass(frozen=True, eq=False)
class Parabola:
    """The loss along a cut.

    Attributes:
        slope: its derivative at the point of the cut.
        curvature: half its second derivative there; 0 if it is flat. That of a quadratic loss is
            the same everywhere.
        least: the coordinate of its minimum; nan if it is flat, or has none where it is drawn.
        least_loss: the loss at its minimum.
        seen: the losses at which it was looked for, evenly spaced; empty if it is known.
    """

    slope: float
    curvature: float
    least: float
    least_loss: float
    seen: Floats = field(default_factory=lambda: np.empty(0))

    @property
    def half_width(self) -> float:
        """Distance from its minimum to where the loss is twice the minimum; nan if it is flat."""
        if not self.curvature > 0:
            return math.nan
        return math.sqrt(max(self.least_loss, 0.0) / self.curvature)


def parabola_of(cut: Cut, objective: Objective, reach: tuple[float, float]) -> Parabola:
    """The loss along a cut; of one that is not quadratic, the minimum is looked for in `reach`."""
    if isinstance(objective, Moments):
        return _exact(cut, objective)
    slope = float(np.dot(objective.gradient(*cut.point), cut.direction))
    bent = objective.hessian(*cut.point)
    curvature = float(np.dot(cut.direction, bent @ np.array(cut.direction))) / 2
    curvature = curvature if math.isfinite(curvature) else 0.0
    (low, high), seen = reach, np.empty(0)
    for places in _PLACES:
        x = np.linspace(low, high, places)
        losses = cut.losses(objective, x)
        seen = losses if places == _PLACES[0] else seen
        if not np.isfinite(losses).any():
            return Parabola(slope, curvature, math.nan, math.nan, seen)
        at = int(np.nanargmin(losses))
        if at in (0, places - 1):
            return Parabola(slope, curvature, math.nan, math.nan, seen)
        least, least_loss = float(x[at]), float(losses[at])
        low, high = float(x[at - 1]), float(x[at + 1])
    return Parabola(slope, curvature, least, least_loss, seen)


def _exact(cut: Cut, moments: Moments) -> Parabola:
    """The loss along a cut.

    Its curvature is the mean of (x·dw + db)²; its slope at the point is the gradient times the
    direction.
    """
    by_w, by_b = moments.gradient(*cut.point)
    (dw, db) = cut.direction
    slope = by_w * dw + by_b * db
    shift = moments.mean_x * dw + db
    if abs(shift) <= _FLAT * (abs(moments.mean_x * dw) + abs(db)):
        shift = 0.0
    curvature = moments.var_x * dw * dw + shift * shift
    if not (curvature > 0 and math.isfinite(curvature) and math.isfinite(slope)):
        return Parabola(slope, 0.0, math.nan, math.nan)
    least = cut.origin - slope / (2 * curvature)
    loss = cut.losses(moments, np.array([least]))
    return Parabola(slope, curvature, least, float(loss[0]))
