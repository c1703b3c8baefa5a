"""Sweeps and trade-offs, as a widget: the results so far, in tables and plots."""

from __future__ import annotations

import time
from collections.abc import Hashable

from textual.geometry import Size
from textual.message import Message

from tui.canvas.cells import Cells, cut
from tui.keys.bindings import bindings_for
from tui.keys.table import Context
from tui.model.experiments import AnyExperiment, SweepExperiment
from tui.views.base import PlotView

_LARGE = 200
"""Rows of a table that takes long to draw,"""
_SECONDS_APART = 0.25
"""and how far apart its pictures are."""
_NOTHING = (
    "No sweep or trade-off yet.",
    "",
    "B  sweep batch sizes, learning rates, optimizers and seeds: every combination",
    "T  measure the trade-off of batch size on this device",
)


class ExperimentView(PlotView):
    """The selected sweep or trade-off."""

    TITLE = "sweeps"
    CONTEXT = Context.SWEEP
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = ("page",)

    class Taken(Message):
        """Request to use the settings of this cell for the current run."""

        def __init__(self, values: dict[str, object]) -> None:
            self.values = values
            super().__init__()

    class Exporting(Message):
        """Request to write the results to a file."""

    class Stopping(Message):
        """Request to stop the running experiment."""

    class Turning(Message):
        """Request to show the other kind of experiment."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._seen: AnyExperiment | None = None
        self._page = self._selected = self._skipped = 0
        self._known: tuple[object, ...] = ()
        self._due = 0.0

    @property
    def experiment(self) -> AnyExperiment | None:
        """The experiment shown."""
        return None if self.picture is None else self.picture.experiments.shown

    def draw(self, size: Size) -> None:
        """Draw the page."""
        # Imported late: not needed before the first experiment.
        from tui.views.sweeps import sweep_page, tradeoff_page
        from tui.views.sweeps.tradeoff_plot import Measured

        picture, experiment = self.picture, self.experiment
        if picture is None:
            return
        if experiment is not self._seen:
            self._seen, self._page, self._selected, self._skipped = experiment, 0, 0, 0
        if experiment is None:
            self.border_title = self.TITLE
            self.set_layer("page", _nothing(size, picture.look.palette.text))
            self.say("")
            return
        columns, rows, look = size.width, size.height, picture.look
        if not self._is_due(experiment, (size, look, self._page, self._selected, self._skipped)):
            return
        if isinstance(experiment, SweepExperiment):
            all_pages = sweep_page.pages_of(columns, rows, experiment)
            pages = len(all_pages)
            self._page %= pages
            self._selected = min(self._selected, max(len(experiment.summaries) - 1, 0))
            what = ", ".join(_WORDS[name] for name in all_pages[self._page].quantities)
            title, shown = "sweep", f"map: {what}" if what else ""
            cells = sweep_page.sweep_cells(
                columns, rows, experiment, look, page=self._page, selected=self._selected,
                skipped=self._skipped,
            )  # fmt: skip
        else:
            pages = tradeoff_page.page_count()
            self._page %= pages
            title = "trade-off of batch size"
            shown = list(Measured)[self._page - 1] if self._page else "table"
            cells = tradeoff_page.tradeoff_cells(
                columns, rows, experiment, look, page=self._page, skipped=self._skipped
            )
        which = picture.experiments.place
        self.border_title = f"{title} · {which}, h: next" if which else title
        self.set_layer("page", cells)
        place = f"{self._page + 1} of {pages}" if pages > 1 else ""
        text = " · ".join(part for part in (shown, place and f"page {place}, v: next") if part)
        self.say(text)

    def _is_due(self, experiment: AnyExperiment, how: tuple[Hashable, ...]) -> bool:
        """Whether to draw now; a large table is not drawn for every new row.

        Skipped rows are drawn with the next event; the last event is always the end.
        """
        now = time.monotonic()
        known = len(experiment.rows), experiment.done, experiment.stage, experiment.device
        if not self.outdated("how", how, experiment):
            large = isinstance(experiment, SweepExperiment) and len(experiment.summaries) > _LARGE
            if known == self._known or (large and not experiment.stage.over and now < self._due):
                return False
        self._known, self._due = known, now + _SECONDS_APART
        return True

    # ------------------------------------------------------------------------------ keys

    def action_turn(self) -> None:
        self._page += 1
        self.redraw()

    def action_row(self, step: int) -> None:
        if isinstance(self.experiment, SweepExperiment) and self.experiment.rows:
            self._selected = (self._selected + step) % len(self.experiment.summaries)
            self.redraw()

    def action_column(self, step: int) -> None:
        self._skipped = min(max(self._skipped + step, 0), 6)
        self.redraw()

    def action_choose(self) -> None:
        experiment = self.experiment
        if isinstance(experiment, SweepExperiment) and experiment.rows:
            optimizer, size, rate = experiment.summaries[self._selected].cell
            values: dict[str, object] = {
                "optimizer": optimizer,
                "batch_size": size,
                "learning_rate": rate,
            }
            self.post_message(self.Taken(values))

    def action_export(self) -> None:
        self.post_message(self.Exporting())

    def action_stop(self) -> None:
        self.post_message(self.Stopping())

    def action_other(self) -> None:
        self.post_message(self.Turning())


_WORDS = {"epochs": "epochs", "seconds": "seconds", "loss": "final loss"}


def _nothing(size: Size, colour: int) -> Cells:
    cells = Cells.blank(size.width, size.height)
    for row, text in enumerate(_NOTHING):
        cells.put(2, 1 + row, cut(text, size.width - 2), colour)
    return cells
