"""What keys show and hide in the plot of the data: residuals, their histogram, reference lines."""

from __future__ import annotations

from tui.keys.command import Handlers
from tui.model.plot_settings import Settings, flag
from tui.views.data.editable import EditablePlot
from tui.views.data.references import why_no_residuals


class ToggledPlot(EditablePlot):
    """A plot of the data of which parts are shown or hidden."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._residuals = self._histogram = False
        self._references = True

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        return {
            "data-residuals": self.toggle_residuals,
            "data-histogram": self.toggle_histogram,
            "data-references": self.toggle_references,
        }

    @property
    def settings(self) -> Settings:
        """What is shown besides the samples and lines."""
        return {
            "residuals": self._residuals,
            "histogram": self._histogram,
            "without references": not self._references,
        }

    def adopt(self, settings: Settings) -> None:
        """Show the same."""
        self._residuals = flag(settings, "residuals")
        self._histogram = flag(settings, "histogram")
        self._references = not flag(settings, "without references")

    def toggle_residuals(self) -> str:
        """Toggle the lines of the residuals; returns why there are none."""
        if reason := self._why_not:
            return reason
        self._residuals = not self._residuals
        self.redraw()
        return ""

    def toggle_histogram(self) -> str:
        """Toggle the histogram of the residuals; returns why there is none."""
        if reason := self._why_not:
            return reason
        self._histogram = not self._histogram
        self.redraw()
        return ""

    @property
    def _why_not(self) -> str:
        """Why there are no residuals; empty if there are."""
        return "" if self.scene is None else why_no_residuals(self.scene.problem.kind)

    def toggle_references(self) -> None:
        """Toggle the line of the optimum and the true line."""
        self._references = not self._references
        self.redraw()
