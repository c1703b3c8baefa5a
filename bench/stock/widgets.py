"""Stock widgets that show a scene: plotext's plot, and Textual's text."""

from __future__ import annotations

from rich.text import Text
from textual.strip import Strip
from textual.widgets import Static
from textual_plotext import PlotextPlot

from bench.stock.drawings import Drawing
from tui.model.scene import Scene


# textual_plotext has no types.
class StockPlot(PlotextPlot):  # type: ignore[misc]
    """A plot that is rebuilt for each scene."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self.drawing = drawing

    def show(self, scene: Scene) -> None:
        """Draw this."""
        self.drawing(self.plt, scene)
        self.refresh()


class StockText(Static):
    """Text written beforehand: the cost of computing its numbers is left out."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[Scene, Text] = {}

    def learn(self, scene: Scene, lines: list[Strip]) -> None:
        """Take another widget's lines for this scene."""
        text = Text(no_wrap=True, end="")
        for strip in lines:
            for segment in strip:
                text.append(segment.text, segment.style)
            text.append("\n")
        self._known[scene] = text

    def show(self, scene: Scene) -> None:
        """Show the text learned for this scene."""
        self.update(self._known[scene])
