"""What all views of a run have in common: they are given a picture and draw what changed."""

from __future__ import annotations

from typing import ClassVar, Self

from textual.geometry import Region

from engine.protocol.commands import Watch
from tui.keys.command import Context, Handlers
from tui.model.scene import Picture
from tui.views.cells_widget import CellPlot


class PlotView(CellPlot):
    """A view of a run.

    A subclass draws `self.picture` in `draw`. One with keys of its own, which work while it has the
    focus, says `CONTEXT = Context.ITS_OWN` and `BINDINGS = bindings_for(CONTEXT)`.
    """

    TITLE: ClassVar[str] = ""
    CONTEXT: ClassVar[Context | None] = None
    WATCH: ClassVar[Watch] = Watch()
    """What it needs to be told of the run, besides what all are told."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._said = ""
        self._saying = False
        super().__init__(self.TITLE, id=id, classes=classes)
        self._picture: Picture | None = None

    @property
    def handlers(self) -> Handlers:
        """What carries out the commands of its own context."""
        return {}

    def say(self, text: str) -> None:
        """Put a read-out into the lower border."""
        if text == self._said:
            return
        self._said, self._saying = text, True
        try:
            self.border_subtitle = text
        finally:
            self._saying = False

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """As Textual's, but a read-out has just the lower border painted again."""
        if self._saying and not regions:
            columns, rows = self.content_size
            regions = (Region(-1, rows, columns + 2, 1),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    @property
    def picture(self) -> Picture | None:
        """What is to be shown; None before there is anything."""
        return self._picture

    def show(self, picture: Picture) -> None:
        """Show this, drawing only what changed."""
        self._picture = picture
        self.redraw()

    @property
    def wanted(self) -> Watch:
        """What it needs to be told now."""
        return self.WATCH
