"""The loss of a network on a plane through its weights, as far as it is evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.networks.landscape.order import filled
from engine.protocol.landscape_messages import Directions, LossPart, PlaneKnown

_SAME = 1e-6
"""Points count as one if they differ by less than this part of the distance to the next one."""


@dataclass(frozen=True, eq=False)
class Landscape:
    """Losses on a grid of the plane; never changed.

    Attributes:
        directions: what spans the plane.
        plane: the plane, and what is evaluated on it.
        losses: (rows, columns); row 0 is the least coordinate along the second direction.
        known: which of them are evaluated.
        chunk: samples that were evaluated at once; 0 if nothing was evaluated in this process.
        seconds: of evaluation.
        behind: what is shown where nothing is known yet, (rows, columns), nan where nothing is;
            None for nothing at all.
    """

    directions: Directions
    plane: PlaneKnown
    losses: Floats
    known: NDArray[np.bool_]
    chunk: int = 0
    seconds: float = 0.0
    shown: Floats = field(default_factory=lambda: np.empty((0, 0)))
    """The losses with interpolated ones where none is known yet."""
    behind: Floats | None = None

    @classmethod
    def empty(cls, directions: Directions, plane: PlaneKnown) -> Landscape:
        """The landscape before the first point is evaluated."""
        shape = (len(plane.second), len(plane.first))
        unknown = np.full(shape, np.nan)
        return cls(directions, plane, unknown, np.zeros(shape, np.bool_), shown=unknown)

    def with_part(self, part: LossPart) -> Landscape:
        """The same with more points."""
        losses, known = self.losses.copy(), self.known.copy()
        losses.reshape(-1)[part.points] = part.losses
        known.reshape(-1)[part.points] = True
        shown = filled(losses, known, self.behind)
        return replace(self, losses=losses, known=known, chunk=part.chunk, shown=shown)

    def part(self, first: Floats, second: Floats) -> Landscape:
        """The same plane at other points: what is known of them, before a picture of the rest.

        Args:
            first, second: the coordinates of columns and rows, ascending.
        """
        plane = self.plane
        columns, rows = _places(plane.first, first), _places(plane.second, second)
        both = np.ix_(rows, columns)
        known = (rows >= 0)[:, None] & (columns >= 0) & self.known[both]
        losses = np.where(known, self.losses[both], np.nan)
        wide = [np.interp(first, plane.first, row, np.nan, np.nan) for row in self.shown]
        behind = np.stack(
            [np.interp(second, plane.second, column, np.nan, np.nan) for column in np.array(wide).T]
        ).T
        return replace(
            self,
            plane=replace(plane, first=first, second=second),
            losses=losses,
            known=known,
            seconds=0.0,
            shown=filled(losses, known, behind),
            behind=behind,
        )

    @property
    def done(self) -> int:
        """Points that are evaluated."""
        return int(self.known.sum())

    @property
    def total(self) -> int:
        """Points of the grid."""
        return self.known.size

    @property
    def complete(self) -> bool:
        """Whether all points are evaluated."""
        return bool(self.known.all())

    @property
    def not_finite(self) -> int:
        """Evaluated points whose loss is not finite."""
        return int((self.known & ~np.isfinite(self.losses)).sum())

    @property
    def least(self) -> tuple[float, float, float] | None:
        """Both coordinates and the loss of the least known point; None if none is finite."""
        losses = np.where(self.known & np.isfinite(self.losses), self.losses, np.inf)
        row, column = np.unravel_index(int(np.argmin(losses)), losses.shape)
        if not np.isfinite(losses[row, column]):
            return None
        first, second = self.plane.first[column], self.plane.second[row]
        return float(first), float(second), float(losses[row, column])


def _places(axis: Floats, wanted: Floats) -> NDArray[np.intp]:
    """Where on an axis the wanted coordinates are; -1 for those that are between its points."""
    nearest = np.abs(axis[None, :] - wanted[:, None]).argmin(axis=1)
    apart = np.abs(axis[nearest] - wanted)
    step = min(axis[1] - axis[0], wanted[1] - wanted[0])
    return np.where(apart < _SAME * step, nearest, -1)
