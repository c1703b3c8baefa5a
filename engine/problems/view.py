"""A part of the parameter plane."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """A box of the (w, b) plane."""

    w_low: float
    w_high: float
    b_low: float
    b_high: float

    def holds(self, w: float, b: float) -> bool:
        """Whether (w, b) lies in the box, its edges included."""
        return self.w_low <= w <= self.w_high and self.b_low <= b <= self.b_high
