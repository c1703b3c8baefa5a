"""Sweeps and trade-offs, as a widget: the results so far, in tables and plots."""

from __future__ import annotations

import time
from collections.abc import Hashable
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Size

from tui.canvas.cells import Cells
from tui.keys.bindings import bindings_for
from tui.keys.command import Context, Handlers
from tui.model.experiment import SweepExperiment, TableExperiment
from tui.model.plot_settings import Settings, whole
from tui.text.width import cut
from tui.views.base import PlotView
from tui.views.cells_widget import CellPlot

if TYPE_CHECKING:
    from engine.sweeps.rows import Cell

_LARGE = 200
"""Rows of a table that takes long to draw,"""
_SECONDS_APART = 0.25
"""and how far apart its pictures are."""
_MOST_SKIPPED = 9
_MOST = 1 << 31
_NOTHING = (
    "No sweep or trade-off yet.",
    "",
    "M  compare batch sizes 1, 16, 32, 64, 128 and full side by side",
    "B  sweep batch sizes, learning rates and more",
    "T  trade-off of batch size on this device",
)


class ExperimentView(PlotView):
    """The selected sweep or trade-off."""

    TITLE = "sweeps"
    CONTEXT = Context.SWEEP
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = ("page",)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._seen = 0
        self._page = self._selected = self._skipped = 0
        self._pages = 1
        self._has_panels = False
        self._known: tuple[object, ...] = ()
        self._due = 0.0

    @property
    def experiment(self) -> TableExperiment | None:
        """The experiment shown."""
        return None if self.scene is None else self.scene.experiments.shown

    def draw(self, size: Size) -> None:
        """Draw the page."""
        # Imported late: not needed before the first experiment.
        from tui.views.sweeps import pages as sweep_pages
        from tui.views.sweeps import sweep_page, tradeoff_page
        from tui.views.sweeps.tradeoff_plot import Measured

        scene, experiment = self.scene, self.experiment
        if scene is None:
            return
        number = 0 if experiment is None else experiment.number
        if number != self._seen:
            self._seen, self._page, self._selected, self._skipped = number, 0, 0, 0
        if experiment is None:
            self.entitle(self.TITLE)
            self.set_layer("page", _nothing(size, scene.look.palette.text))
            self.say("")
            return
        columns, rows, look = size.width, size.height, scene.look
        if not self._is_due(experiment, (size, look, self._page, self._selected, self._skipped)):
            return
        if isinstance(experiment, SweepExperiment):
            all_pages = sweep_pages.pages_of(columns, rows, experiment)
            pages = len(all_pages)
            self._page %= pages
            self._selected = min(self._selected, max(len(experiment.cells) - 1, 0))
            title = "batch sizes compared" if experiment.comparison else "sweep"
            part = all_pages[self._page]
            shown, self._has_panels = part.name, part.multiples is not None
            cells = sweep_page.sweep_cells(
                columns, rows, experiment, look, part, selected=self._selected,
                skipped=self._skipped,
            )  # fmt: skip
        else:
            pages, self._has_panels = tradeoff_page.page_count(), False
            self._page %= pages
            title = "trade-off of batch size"
            shown = list(Measured)[self._page - 1] if self._page else "table"
            cells = tradeoff_page.tradeoff_cells(
                columns, rows, experiment, look, page=self._page, skipped=self._skipped
            )
        self._pages = pages
        which = scene.experiments.place
        self.entitle(f"{title} · {which}, h: next" if which else title)
        self.set_layer("page", cells)
        place = f"{self._page + 1} of {pages}" if pages > 1 else ""
        text = " · ".join(part for part in (shown, place and f"page {place}, v: next") if part)
        self.say(text)

    def _is_due(self, experiment: TableExperiment, how: tuple[Hashable, ...]) -> bool:
        """Whether to draw now; a large table is not drawn for every new row.

        Skipped rows are drawn with the next event; the last event is always the end.
        """
        now = time.monotonic()
        known = (
            len(experiment.rows),
            experiment.done,
            experiment.stage,
            experiment.device,
            experiment.step,
        )
        if not self.outdated("how", how, experiment.number):
            large = isinstance(experiment, SweepExperiment) and len(experiment.cells) > _LARGE
            if known == self._known or (large and not experiment.stage.over and now < self._due):
                return False
        self._known, self._due = known, now + _SECONDS_APART
        return True

    # ------------------------------------------------------------------------------ commands

    @property
    def handlers(self) -> Handlers:
        """What carries out the commands that need no more than the pages."""
        return {
            "sweep-above": partial(self.move, -1),
            "sweep-below": partial(self.move, 1),
            "sweep-left": partial(self.scroll, -1),
            "sweep-right": partial(self.scroll, 1),
            "sweep-page": self.next_page,
        }

    @property
    def settings(self) -> Settings:
        """Page, selected row, skipped columns."""
        return {
            "number": self._seen,
            "page": self._page,
            "selected": self._selected,
            "skipped": self._skipped,
        }

    def adopt(self, settings: Settings) -> None:
        """The same of the same experiment; drawing keeps them within its limits."""
        self._seen = whole(settings, "number", 0, _MOST)
        self._page = whole(settings, "page", 0, _MOST)
        self._selected = whole(settings, "selected", 0, _MOST)
        self._skipped = whole(settings, "skipped", 0, _MOST_SKIPPED)

    def next_page(self) -> str:
        """Show the next page; returns why there is none."""
        experiment = self.experiment
        if isinstance(experiment, SweepExperiment) and self._pages == 1:
            return "this is the only page" if experiment.rows else "no results to show yet"
        self._page += 1
        self.redraw()
        return ""

    def move(self, step: int) -> str:
        """Select the row that many below; returns why nothing changed."""
        experiment = self.experiment
        rows = len(experiment.cells) if isinstance(experiment, SweepExperiment) else 0
        if rows < 2:
            return "there is no other row to select"
        self._selected = (self._selected + step) % rows
        self.redraw()
        return ""

    def on_cell_plot_clicked(self, event: CellPlot.Clicked) -> None:
        """Select the row or the panel that was clicked, or show further columns."""
        from tui.views.sweeps import pages as sweep_pages
        from tui.views.sweeps import sweep_page

        scene, experiment, size = self.scene, self.experiment, self.content_size
        if scene is None or not isinstance(experiment, SweepExperiment):
            return
        spot = sweep_page.spot_at(
            (event.column, event.row),
            size,
            experiment,
            scene.look,
            sweep_pages.pages_of(*size, experiment)[self._page],
            selected=self._selected,
            skipped=self._skipped,
        )
        if spot.scroll:
            self.scroll(spot.scroll)
        elif spot.cell is not None:
            self.move(spot.cell - self._selected)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Select the row below."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Select the row above."""
        event.stop()
        self.move(-1)

    def scroll(self, step: int) -> str:
        """Show columns that many further right, or select a panel; returns why nothing changed."""
        if self._has_panels:
            return self.move(step)
        skipped = min(max(self._skipped + step, 0), _MOST_SKIPPED)
        if skipped == self._skipped:
            return f"this is the {'last' if step > 0 else 'first'} column"
        self._skipped = skipped
        self.redraw()
        return ""

    @property
    def selected(self) -> Cell | None:
        """The cell of a sweep whose row is selected; None where there is none."""
        experiment = self.experiment
        if isinstance(experiment, SweepExperiment) and experiment.rows:
            return experiment.cells[self._selected].summary.cell
        return None


def _nothing(size: Size, colour: int) -> Cells:
    cells = Cells.blank(size.width, size.height)
    for row, text in enumerate(_NOTHING):
        cells.put(2, 1 + row, cut(text, size.width - 2), colour)
    return cells
