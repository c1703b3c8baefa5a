"""What a phase map asks the app for."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget


class PhaseZoomed(Message):
    """The wheel asks for a map about a point, nearer or farther."""

    def __init__(self, plot: Widget, about: tuple[float, float], *, nearer: bool) -> None:
        self.plot, self.about, self.nearer = plot, about, nearer
        super().__init__()

    @property
    def control(self) -> Widget:
        """The map."""
        return self.plot


class PhaseBoxed(Message):
    """A drag asks for a map of the box between two corners."""

    def __init__(self, plot: Widget, one: tuple[float, float], other: tuple[float, float]) -> None:
        self.plot, self.one, self.other = plot, one, other
        super().__init__()

    @property
    def control(self) -> Widget:
        """The map."""
        return self.plot
