"""The part of the loss plot that the user chose: zoomed, panned, stretched."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tui.canvas.area import Scale

_STEP = 2.0
"""The factor of one step of zoom."""
_NARROWEST = 1e-6
"""The least share of the whole x axis that is shown."""
MOST_STRETCH = 12


@dataclass(frozen=True)
class Window:
    """A part of the whole plot.

    Attributes:
        x: limits of the x axis; None for the whole run.
        stretch: how often the loss axis was halved.
    """

    x: Scale | None = None
    stretch: int = 0

    @property
    def chosen(self) -> bool:
        """Whether it differs from the whole plot."""
        return self != Window()

    def zoomed(self, steps: float, about: float, whole: Scale) -> Window:
        """Zoomed in by `steps` (out if negative) with a place fixed, 0 to 1 across the plot.

        Unchanged at the limits. On a logarithmic axis, all is measured in logarithms.
        """
        shown = self.x or whole
        share = _STEP**-steps
        return self._to(shown, about * (1 - share), about + (1 - about) * share, whole)

    def panned(self, share: float, whole: Scale) -> Window:
        """Moved right by a share of what is shown, at most to the ends of the run."""
        shown = self.x or whole
        low, high = whole.position([shown.low, shown.high]).tolist()
        move = min(max(share * (high - low), -low), 1 - high)
        return self._to(shown, move / (high - low), 1 + move / (high - low), whole)

    def stretched(self, steps: int) -> Window:
        """The loss axis halved `steps` times more; unchanged at the limits."""
        return replace(self, stretch=min(max(self.stretch + steps, 0), MOST_STRETCH))

    def _to(self, shown: Scale, low: float, high: float, whole: Scale) -> Window:
        """The window from `low` to `high` across what is shown; never beyond the whole."""
        x = Scale(shown.value(low), shown.value(high), whole.log)
        first, last = whole.position([x.low, x.high]).tolist()
        if last - first >= 1 - 1e-9:
            return replace(self, x=None)
        if last - first < _NARROWEST:
            return self
        # A part that sticks out is moved inside.
        inside = -min(first, 0.0) - max(last - 1, 0.0)
        if inside:
            x = Scale(whole.value(first + inside), whole.value(last + inside), whole.log)
        return replace(self, x=x)
