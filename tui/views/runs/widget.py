"""The table that compares runs, as a widget: keys select, sort and remove runs."""

from __future__ import annotations

import math
from dataclasses import replace

from textual.geometry import Size
from textual.message import Message

from engine.history.summary import summary_of
from tui.keys.bindings import bindings_for
from tui.keys.table import Context
from tui.model.scene import Picture
from tui.text.runs import COLUMNS, Entry, in_order
from tui.views.base import PlotView
from tui.views.runs import page as plot

_LOSS = next(place for place, column in enumerate(COLUMNS) if column.title == "full loss")


class CompareView(PlotView):
    """The current run and the kept runs, in numbers."""

    TITLE = "runs"
    CONTEXT = Context.RUNS
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = ("table",)

    class Hidden(Message):
        """Request to hide a kept run in the plots, or to show it again."""

        def __init__(self, letter: str) -> None:
            self.letter = letter
            super().__init__()

    class Removed(Message):
        """Request to remove a kept run."""

        def __init__(self, letter: str) -> None:
            self.letter = letter
            super().__init__()

    class Chosen(Message):
        """Request to continue a kept run."""

        def __init__(self, letter: str) -> None:
            self.letter = letter
            super().__init__()

    class Renaming(Message):
        """Request to rename a kept run."""

        def __init__(self, letter: str) -> None:
            self.letter = letter
            super().__init__()

    class Exporting(Message):
        """Request to write these rows to a file."""

        def __init__(self, entries: list[Entry]) -> None:
            self.entries = entries
            super().__init__()

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._sorted_by = _LOSS
        self._descending = False
        self._selected = ""

    @property
    def entries(self) -> list[Entry]:
        """The rows, sorted."""
        picture = self.picture
        if picture is None:
            return []
        return in_order(entries_of(picture), COLUMNS[self._sorted_by], descending=self._descending)

    @property
    def selected(self) -> str:
        """The letter of the selected run; empty for the current run."""
        return self._selected

    def draw(self, size: Size) -> None:
        """Draw the table."""
        picture = self.picture
        if picture is None:
            return
        entries = self.entries
        letters = [entry.letter for entry in entries]
        if self._selected not in letters:
            self._selected = letters[0] if letters else ""
        cells = plot.table(
            size.width,
            size.height,
            entries,
            picture.look,
            selected=letters.index(self._selected) if letters else 0,
            sorted_by=self._sorted_by,
            descending=self._descending,
        )
        self.set_layer("table", cells)
        about = COLUMNS[self._sorted_by].about
        kept = "" if picture.kept else " · p: keep the run"
        self.say(f"sorted by {COLUMNS[self._sorted_by].title}: {about}{kept}")

    # ------------------------------------------------------------------------------ keys

    def action_row(self, step: int) -> None:
        letters = [entry.letter for entry in self.entries]
        if letters:
            place = letters.index(self._selected) if self._selected in letters else 0
            self._selected = letters[(place + step) % len(letters)]
            self.redraw()

    def action_column(self, step: int) -> None:
        self._sorted_by = (self._sorted_by + step) % len(COLUMNS)
        self.redraw()

    def action_turn(self) -> None:
        self._descending = not self._descending
        self.redraw()

    def action_hide(self) -> None:
        if self._selected:
            self.post_message(self.Hidden(self._selected))

    def action_remove(self) -> None:
        if self._selected:
            self.post_message(self.Removed(self._selected))

    def action_choose(self) -> None:
        if self._selected:
            self.post_message(self.Chosen(self._selected))

    def action_rename(self) -> None:
        if self._selected:
            self.post_message(self.Renaming(self._selected))

    def action_export(self) -> None:
        if self.entries:
            self.post_message(self.Exporting(self.entries))


def entries_of(picture: Picture) -> list[Entry]:
    """The current run, if it has started, and the kept runs, even those on other data."""
    samples = picture.preview.samples
    found = []
    if picture.frame is not None:
        found.append(Entry("", "now", summary_of(picture.frame, picture.theory, samples)))
    for run in picture.kept:
        summary = summary_of(run.frame, picture.theory, samples)
        if run.config.data != picture.problem.data:
            # The optimum and the number of samples of the current data are not those of this run.
            summary = replace(summary, off_w=math.nan, off_b=math.nan)
        found.append(Entry(run.letter, run.name, summary, run.hidden))
    return found
