"""A sweep on one screen: its progress, its table, and heat maps of two swept quantities."""

from __future__ import annotations

from dataclasses import dataclass

from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.canvas.table import table_cells, width_of
from tui.model.experiment import SweepExperiment
from tui.text.sweep_table import WORDS, summary_table
from tui.text.sweeps import sweep_cost, sweep_notes, sweep_title
from tui.views.sweeps.heat_map import HeatMap, heat_map_cells, least_columns, natural_size
from tui.views.sweeps.maps import QUANTITIES, Quantity, heat_maps
from tui.views.sweeps.parts import HEAD_ROWS, put_head, put_notes, wrapped

_BESIDE = 4
"""Blank cells between the table and the maps, and between two maps."""
_LEAST_ROWS = 6
"""Least height of the table above maps: the header and some rows."""
_TALLEST_CELL = 3


@dataclass(frozen=True)
class Page:
    """The layout of the table and the maps in cells; a size of 0 × 0 means not on this page.

    Attributes:
        table: columns and rows of the table, including its notes.
        maps: columns and rows of all maps together.
        corner: column and row of the top left cell of the maps.
        shown: the maps on this page.
        quantities: what they show.
    """

    table: tuple[int, int]
    maps: tuple[int, int]
    corner: tuple[int, int]
    shown: tuple[HeatMap, ...] = ()
    quantities: tuple[Quantity, ...] = ()


def sweep_cells(
    columns: int,
    rows: int,
    experiment: SweepExperiment,
    look: Look,
    *,
    page: int = 0,
    selected: int = 0,
    skipped: int = 0,
) -> Cells:
    """One page of the sweep in `columns` × `rows` cells, any size.

    Args:
        columns, rows: the size.
        experiment: the results so far.
        look: colours and markers.
        page: index in `pages_of`.
        selected: the row of the table with the cursor.
        skipped: number of measured columns scrolled past, if not all fit.
    """
    cells = Cells.blank(columns, rows)
    cost = (
        sweep_cost(experiment.rows, experiment.end, columns) if experiment.end is not None else ""
    )
    device = f", on {experiment.device}" if experiment.device else ""
    put_head(cells, sweep_title(experiment.spec) + device, experiment, cost, look)
    if not experiment.rows:
        return cells
    part = pages_of(columns, rows, experiment)[page]
    _put_table(cells, part, experiment, look, selected, skipped)
    _put_maps(cells, part, look)
    return cells


def pages_of(columns: int, rows: int, experiment: SweepExperiment) -> list[Page]:
    """All pages: the table beside or above the maps of each quantity, or each on its own page."""
    room = rows - HEAD_ROWS
    whole = Page((columns, room), (0, 0), (0, 0))
    if len(experiment.spec.varied) < 2 or not experiment.rows:
        return [whole]
    summaries = experiment.summaries
    maps = {name: heat_maps(experiment.spec, summaries, name) for name in QUANTITIES}
    sizes = [natural_size(heat) for each in maps.values() for heat in each]
    wide, high = max(size[0] for size in sizes), max(size[1] for size in sizes)
    table = summary_table(experiment.spec, summaries)
    across, down = width_of(table) + 1, len(table) + _notes_rows(columns, experiment)
    if columns >= across + _BESIDE + wide and room >= high:
        corner = across + _BESIDE, HEAD_ROWS
        shape = (across, room), (columns - corner[0], room), corner
    elif room >= min(down, _LEAST_ROWS + 4) + 1 + high:
        upper = min(down, room - high - 1)
        corner = 0, HEAD_ROWS + upper + 1
        shape = (columns, upper), (columns, room - upper - 1), corner
    else:
        return [whole, *_map_pages(((0, 0), (columns, room), (0, HEAD_ROWS)), maps)]
    return _map_pages(shape, maps)


def _map_pages(shape: _Shape, maps: dict[Quantity, list[HeatMap]]) -> list[Page]:
    """The pages of maps, with one quantity per page or several side by side."""
    columns = shape[1][0]
    together = 1
    for count in range(2, len(QUANTITIES) + 1):
        beside = [heat for name in QUANTITIES[:count] for heat in maps[name]]
        if _per_line(columns, beside) == len(beside):
            together = count
    groups = [QUANTITIES[:together], *((name,) for name in QUANTITIES[together:])]
    return [page for names in groups for page in _chunks(shape, names, maps)]


_Shape = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]


def _chunks(
    shape: _Shape, names: tuple[Quantity, ...], maps: dict[Quantity, list[HeatMap]]
) -> list[Page]:
    """Pages with as many maps of these quantities as fit."""
    heats = [heat for name in names for heat in maps[name]]
    each = max(1, _per_line(shape[1][0], heats) * _per_column(shape[1][1], heats))
    return [Page(*shape, tuple(heats[k : k + each]), names) for k in range(0, len(heats), each)]


def _per_line(columns: int, maps: list[HeatMap]) -> int:
    """The number of maps per line: all if they fit, otherwise by the widest."""
    least = [least_columns(heat) for heat in maps]
    if sum(least) + _BESIDE * (len(maps) - 1) <= columns:
        return len(maps)
    return max(1, (columns + _BESIDE) // (max(least) + _BESIDE))


def _per_column(rows: int, maps: list[HeatMap]) -> int:
    high = max(natural_size(heat)[1] for heat in maps)
    return max(1, (rows + 1) // (high + 1))


def _notes_rows(columns: int, experiment: SweepExperiment) -> int:
    """The number of lines of notes, including the blank line above."""
    # Their number hardly depends on the width, and not on the look.
    notes = sweep_notes(experiment.spec, experiment.summaries)
    return sum(1 + len(note) // max(columns, 1) for note in notes) + bool(notes)


def _put_table(
    cells: Cells,
    part: Page,
    experiment: SweepExperiment,
    look: Look,
    selected: int,
    skipped: int,
) -> None:
    columns, rows = part.table
    if not rows:
        return
    summaries = experiment.summaries
    table = summary_table(experiment.spec, summaries)
    notes = wrapped(sweep_notes(experiment.spec, summaries), columns, look)
    if len(notes) + 1 + _LEAST_ROWS > rows:
        notes = []
    high = min(len(table), rows - len(notes) - bool(notes))
    text = table_cells(
        table,
        columns,
        high,
        look,
        left=WORDS,
        fixed=table[0].index("ended"),
        skipped=skipped,
        selected=min(selected, len(summaries) - 1),
    )
    cells.paste(text, 0, HEAD_ROWS)
    put_notes(cells, HEAD_ROWS + high + 1, notes, look)


def _put_maps(cells: Cells, part: Page, look: Look) -> None:
    columns, rows = part.maps
    if not part.shown:
        return
    maps = list(part.shown)
    across = min(_per_line(columns, maps), len(maps))
    down = -(-len(maps) // across)
    room = (rows + 1) // down - 1
    # All maps have cells of the same height.
    lines = min((room - natural_size(heat)[1]) // len(heat.y_labels) for heat in maps)
    wide = [natural_size(heat)[0] for heat in maps]
    if down > 1 or sum(wide) + _BESIDE * (across - 1) > columns:
        wide = [least_columns(heat) for heat in maps]
    if down > 1:
        wide = [max(wide)] * len(maps)
    for place, heat in enumerate(maps):
        line = place // across
        column = part.corner[0] + sum(width + _BESIDE for width in wide[line * across : place])
        row = part.corner[1] + line * (room + 1)
        high = natural_size(heat)[1] + max(0, min(lines, _TALLEST_CELL - 1)) * len(heat.y_labels)
        width = min(wide[place], part.corner[0] + columns - column)
        cells.paste(heat_map_cells(heat, width, min(high, room), look), column, row)
