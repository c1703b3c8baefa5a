"""The pages of a sweep: where its table, maps, plots and small multiples are."""

from __future__ import annotations

from dataclasses import dataclass

from tui.canvas.table import width_of
from tui.model.experiment import SweepExperiment
from tui.text.sweep_table import EXCESS, summary_table
from tui.text.sweeps import sweep_notes
from tui.views.sweeps.heat_map import HeatMap, least_columns, natural_size
from tui.views.sweeps.maps import QUANTITIES, Quantity, heat_maps
from tui.views.sweeps.multiples import page_count
from tui.views.sweeps.parts import HEAD_ROWS
from tui.views.sweeps.sweep_plot import Quantity as Plotted

BESIDE = 4
"""Blank cells between the table and the maps, and between two maps."""
LEAST_ROWS = 6
"""Least height of the table above maps: the header and some rows."""
_LEAST_PLOT = 36, 7
"""The least columns and rows of a plot."""
_WIDTH = 100
"""The width of the table where it stands beside maps."""


@dataclass(frozen=True)
class Page:
    """The layout of a page in cells; a size of 0 × 0 means not on this page.

    Attributes:
        table: columns and rows of the table, including its notes.
        maps: columns and rows of all maps, or plots, together.
        corner: column and row of the top left cell of the maps or plots.
        shown: the maps on this page.
        quantities: what they show.
        plots: the plots of one setting on this page.
        multiples: which of the pages of small multiples this is; None for none of them.
    """

    table: tuple[int, int] = (0, 0)
    maps: tuple[int, int] = (0, 0)
    corner: tuple[int, int] = (0, 0)
    shown: tuple[HeatMap, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    plots: tuple[Plotted, ...] = ()
    multiples: int | None = None

    @property
    def name(self) -> str:
        """What it shows, besides a table."""
        if self.multiples is not None:
            return "loss and trajectory of each run"
        if self.quantities:
            return f"map: {', '.join(_WORDS[name] for name in self.quantities)}"
        if not self.table[1]:
            return f"plot: {', '.join(self.plots)}"
        return "table and plots" if self.plots else "table"


_WORDS = {
    "epochs": "epochs",
    "seconds": "seconds",
    "loss": "final loss",
    "excess": EXCESS,
}


def pages_of(columns: int, rows: int, experiment: SweepExperiment) -> list[Page]:
    """All pages, those with pictures first.

    The small multiples of recorded runs; then the table beside or above the maps of two settings,
    or the plots of one, or each on its own page if there is no room.
    """
    multiples = [Page(multiples=k) for k in range(page_count(columns, rows, experiment))]
    if not experiment.rows:
        return multiples or [Page((columns, rows - HEAD_ROWS))]
    if len(experiment.spec.varied) < 2 or len(experiment.spec.schedules) > 1:
        return [*multiples, *_plot_pages(columns, rows - HEAD_ROWS, experiment)]
    return [*multiples, *_pages_with_maps(columns, rows, experiment)]


def _plot_pages(columns: int, room: int, experiment: SweepExperiment) -> list[Page]:
    """The table above the plots, or after them."""
    both = tuple(Plotted)
    high = len(experiment.summaries) + 1
    least = min(high, LEAST_ROWS)
    wide = columns >= 2 * _LEAST_PLOT[0] + BESIDE
    if room >= least + 1 + _LEAST_PLOT[1]:
        notes = _notes_rows(columns, experiment)
        upper = min(high + notes, max(least, room - 1 - _LEAST_PLOT[1]))
        shape = (columns, upper), (columns, room - upper - 1), (0, HEAD_ROWS + upper + 1)
        if wide:
            return [Page(*shape, plots=both)]
        return [Page(*shape, plots=(what,)) for what in both]
    alone = (0, 0), (columns, room), (0, HEAD_ROWS)
    plots = [Page(*alone, plots=both)] if wide else [Page(*alone, plots=(one,)) for one in both]
    return [*plots, Page((columns, room))]


def _pages_with_maps(columns: int, rows: int, experiment: SweepExperiment) -> list[Page]:
    room = rows - HEAD_ROWS
    summaries = experiment.summaries
    maps = {name: heat_maps(experiment.spec, summaries, name) for name in QUANTITIES}
    sizes = [natural_size(heat) for each in maps.values() for heat in each]
    wide, high = max(size[0] for size in sizes), max(size[1] for size in sizes)
    table = summary_table(experiment.spec, summaries, _WIDTH)
    across, down = width_of(table) + 1, len(table) + _notes_rows(columns, experiment)
    if columns >= across + BESIDE + wide and room >= high:
        corner = across + BESIDE, HEAD_ROWS
        shape = (across, room), (columns - corner[0], room), corner
    elif room >= min(down, LEAST_ROWS + 4) + 1 + high:
        upper = min(down, room - high - 1)
        corner = 0, HEAD_ROWS + upper + 1
        shape = (columns, upper), (columns, room - upper - 1), corner
    else:
        alone = _map_pages(((0, 0), (columns, room), (0, HEAD_ROWS)), maps)
        return [*alone, Page((columns, room))]
    return _map_pages(shape, maps)


def _map_pages(shape: _Shape, maps: dict[Quantity, list[HeatMap]]) -> list[Page]:
    """The pages of maps, with one quantity per page or several side by side."""
    columns = shape[1][0]
    together = 1
    for count in range(2, len(QUANTITIES) + 1):
        beside = [heat for name in QUANTITIES[:count] for heat in maps[name]]
        if per_line(columns, beside) == len(beside):
            together = count
    groups = [QUANTITIES[:together], *((name,) for name in QUANTITIES[together:])]
    return [page for names in groups for page in _chunks(shape, names, maps)]


_Shape = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]


def _chunks(
    shape: _Shape, names: tuple[Quantity, ...], maps: dict[Quantity, list[HeatMap]]
) -> list[Page]:
    """Pages with as many maps of these quantities as fit."""
    heats = [heat for name in names for heat in maps[name]]
    each = max(1, per_line(shape[1][0], heats) * _per_column(shape[1][1], heats))
    return [Page(*shape, tuple(heats[k : k + each]), names) for k in range(0, len(heats), each)]


def per_line(columns: int, maps: list[HeatMap]) -> int:
    """The number of maps per line: all if they fit, otherwise by the widest."""
    least = [least_columns(heat) for heat in maps]
    if sum(least) + BESIDE * (len(maps) - 1) <= columns:
        return len(maps)
    return max(1, (columns + BESIDE) // (max(least) + BESIDE))


def _per_column(rows: int, maps: list[HeatMap]) -> int:
    high = max(natural_size(heat)[1] for heat in maps)
    return max(1, (rows + 1) // (high + 1))


def _notes_rows(columns: int, experiment: SweepExperiment) -> int:
    """The number of lines of notes, including the blank line above."""
    # Their number hardly depends on the width, and not on the look.
    notes = sweep_notes(experiment.spec, experiment.summaries)
    return sum(1 + len(note) // max(columns, 1) for note in notes) + bool(notes)
