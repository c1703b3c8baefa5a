"""The table that compares runs, as a widget: keys select, sort and remove runs."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

from textual import events
from textual.geometry import Size

from engine.history.summary import summary_of
from engine.theory.verdict import loss_over_least
from tui.keys.bindings import bindings_for
from tui.keys.command import Context, Handlers
from tui.model.judgement import verdict_of
from tui.model.kept_runs import KeptRun
from tui.model.plot_settings import Settings, flag, whole, word
from tui.model.scene import Scene
from tui.model.units import difference, in_units_of
from tui.text.runs import COLUMNS, Entry, in_order, titles
from tui.text.width import text_width
from tui.views.base import PlotView
from tui.views.cells_widget import CellPlot
from tui.views.runs import page as plot

_LOSS = next(place for place, column in enumerate(COLUMNS) if column.title == "full loss")

_CORNERS = 4
"""Cells of the lower border that hold no text."""


class CompareView(PlotView):
    """The current run and the kept runs, in numbers."""

    TITLE = "runs"
    CONTEXT = Context.RUNS
    BINDINGS = bindings_for(CONTEXT)
    LAYERS = ("table",)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._sorted_by = _LOSS
        self._descending = False
        self._selected = ""

    @property
    def entries(self) -> list[Entry]:
        """The rows, sorted."""
        scene = self.scene
        if scene is None:
            return []
        return in_order(entries_of(scene), COLUMNS[self._sorted_by], descending=self._descending)

    @property
    def selected(self) -> str:
        """The letter of the selected run; empty for the current run."""
        return self._selected

    def draw(self, size: Size) -> None:
        """Draw the table."""
        scene = self.scene
        if scene is None:
            return
        entries = self.entries
        letters = [entry.letter for entry in entries]
        if self._selected not in letters:
            self._selected = letters[0] if letters else ""
        cells = plot.table(
            size.width,
            size.height,
            entries,
            scene.look,
            selected=letters.index(self._selected) if letters else 0,
            sorted_by=self._sorted_by,
            descending=self._descending,
            scaling=scene.preview.scaling,
        )
        self.set_layer("table", cells)
        about = COLUMNS[self._sorted_by].about
        kept = "" if scene.kept else " · p: keep the run"
        order = f"sorted by {titles(scene.preview.scaling)[self._sorted_by]}"
        texts = [f"{order}: {about}{kept}", f"{order}{kept}"]
        for entry in entries:
            if entry.apart and entry.letter == self._selected:
                has = f"{self._selected} has {entry.apart}"
                texts = [
                    f"{has}: not in the plots, not comparable with now",
                    f"{has}: not comparable, not in the plots",
                    has,
                ]
        room = size.width - _CORNERS
        self.say(next((text for text in texts if text_width(text) <= room), texts[-1]))

    # ------------------------------------------------------------------------------ commands

    @property
    def handlers(self) -> Handlers:
        """What carries out the commands that need no more than the table."""
        return {
            "run-above": partial(self.move, -1),
            "run-below": partial(self.move, 1),
            "column-left": partial(self.sort_by, -1),
            "column-right": partial(self.sort_by, 1),
            "turn-order": self.turn_order,
        }

    @property
    def settings(self) -> Settings:
        """Order and selection."""
        return {
            "sorted_by": self._sorted_by,
            "descending": self._descending,
            "selected": self._selected,
        }

    def adopt(self, settings: Settings) -> None:
        """The same order and selection."""
        self._sorted_by = whole(settings, "sorted_by", 0, len(COLUMNS) - 1, _LOSS)
        self._descending = flag(settings, "descending")
        self._selected = word(settings, "selected")

    def move(self, step: int) -> str:
        """Select the row that many below; returns why nothing changed."""
        letters = [entry.letter for entry in self.entries]
        if len(letters) < 2:
            return "there is no other run; p keeps one"
        place = letters.index(self._selected) if self._selected in letters else 0
        self._selected = letters[(place + step) % len(letters)]
        self.redraw()
        return ""

    def sort_by(self, step: int) -> None:
        """Sort by the column that many to the right."""
        self._sorted_by = (self._sorted_by + step) % len(COLUMNS)
        self.redraw()

    # ------------------------------------------------------------------------------ mouse

    def on_cell_plot_clicked(self, event: CellPlot.Clicked) -> None:
        """Select the run that was clicked, or sort by the column; a second time, the other way."""
        scene, size, entries = self.scene, self.content_size, self.entries
        if scene is None:
            return
        if event.row == 0:
            place = plot.column_at(
                event.column,
                size.width,
                entries,
                sorted_by=self._sorted_by,
                scaling=scene.preview.scaling,
            )
            if place == self._sorted_by:
                self.turn_order()
            elif place is not None:
                self.sort_by(place - self._sorted_by)
            return
        letters = [entry.letter for entry in entries]
        chosen = letters.index(self._selected) if self._selected in letters else 0
        row = plot.entry_at(event.row, size.height, len(letters), chosen)
        if row is not None:
            self._selected = letters[row]
            self.redraw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Select the run below."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Select the run above."""
        event.stop()
        self.move(-1)

    def turn_order(self) -> None:
        """Sort the other way round."""
        self._descending = not self._descending
        self.redraw()


def entries_of(scene: Scene) -> list[Entry]:
    """The current run, if it has started, and the kept runs, even those on other data."""
    kept = [_entry(scene, run) for run in scene.kept]
    return kept if scene.frame is None else [_entry(scene, KeptRun("", "now", scene.frame)), *kept]


def _entry(scene: Scene, run: KeptRun) -> Entry:
    problem = scene.problem
    shown = in_units_of(run, problem, scene.version)
    summary = summary_of((shown or run).frame, scene.optima, scene.preview.samples)
    if shown is None:
        # The optimum and the number of samples of the current data are not those of this run.
        summary = replace(summary, off=(math.nan, math.nan))
        apart = difference(run, problem, scene.version)
        return Entry(run.letter, run.name, summary, run.hidden, apart=apart)
    ratio = loss_over_least(shown.frame.full_loss, scene.least_loss)
    verdict = verdict_of(run, problem) if run.frame.state.ended else None
    return Entry(run.letter, run.name, summary, run.hidden, ratio, verdict)
