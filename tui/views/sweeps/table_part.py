"""The table of a sweep on a page: the columns that fit, its lines, and its notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.sweeps.spec import SweepSpec
from engine.sweeps.summary import SweepSummary
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.canvas.table import MARGIN, body_row, table_cells
from tui.model.experiment import SweepExperiment
from tui.text.columns import Table
from tui.text.sweep_table import WORDS, left_out, settings_shown, summary_table
from tui.text.sweeps import sweep_notes
from tui.views.sweeps.pages import LEAST_ROWS, Page
from tui.views.sweeps.parts import HEAD_ROWS, put_notes, wrapped

_SHORT_TABLE = 13
"""Notes are left out if a table of up to this many rows would not be whole."""


@dataclass(frozen=True, eq=False)
class TablePart:
    """A table and its place on a page.

    Attributes:
        table: the columns shown.
        columns: its width in cells.
        rows: its lines, with the header.
        fixed: number of its first columns, which hold settings.
        notes: the lines below it.
        more: how many of the last of them name further columns.
    """

    table: Table
    columns: int
    rows: int
    fixed: int
    notes: tuple[str, ...]
    more: int

    def put(self, cells: Cells, look: Look, selected: int) -> None:
        """Write it to a page."""
        text = table_cells(
            self.table,
            self.columns,
            self.rows,
            look,
            left=WORDS,
            fixed=self.fixed,
            selected=min(selected, len(self.table) - 2),
        )
        cells.paste(text, 0, HEAD_ROWS)
        put_notes(cells, HEAD_ROWS + self.rows + 1, self.notes, look)

    def row_at(self, column: int, row: int, selected: int) -> int | None:
        """The row of the body in this cell of the page; None where there is none."""
        if column >= self.columns:
            return None
        return body_row(row - HEAD_ROWS, selected, len(self.table) - 1, self.rows)

    def is_more(self, column: int, row: int) -> bool:
        """Whether this cell of the page is in a note that names further columns."""
        last = HEAD_ROWS + self.rows + 1 + len(self.notes)
        return column < self.columns and last - self.more <= row < last


def table_part(part: Page, experiment: SweepExperiment, look: Look, skipped: int) -> TablePart:
    """The table on this page; `skipped` is the number of measured columns scrolled past."""
    columns, rows = part.table
    spec, summaries = experiment.spec, experiment.summaries
    table, hidden = _columns_shown(spec, summaries, columns - MARGIN - 1, skipped)
    notes = wrapped(sweep_notes(spec, summaries), columns, look)
    named = wrapped([f"→ more columns: {', '.join(hidden)}"], columns, look) if hidden else []
    notes += named
    needed = len(table) if len(table) <= _SHORT_TABLE else LEAST_ROWS
    dropped = 0
    if len(notes) + 1 + needed > rows:
        kept = max(rows - 1 - needed, 0)
        dropped = len(notes) - kept
        notes = notes[:kept]
    high = min(len(table), rows - len(notes) - bool(notes))
    more = max(len(named) - dropped, 0)
    return TablePart(table, columns, high, len(settings_shown(spec)), tuple(notes), more)


def _columns_shown(
    spec: SweepSpec, summaries: Sequence[SweepSummary], width: int, skipped: int
) -> tuple[Table, list[str]]:
    """The columns that fit, the most important ones first; scrolled, the settings and the others.

    Also returns the headers of those that come next.
    """
    table = summary_table(spec, summaries, width)
    hidden = left_out(spec, table)
    if not skipped or not hidden:
        return table, hidden
    fixed = len(settings_shown(spec))
    whole = summary_table(spec, summaries)
    later = hidden[min(skipped, len(hidden)) - 1 :]
    places = [*range(fixed), *(whole[0].index(head) for head in later)]
    return [[row[place] for place in places] for row in whole], []
