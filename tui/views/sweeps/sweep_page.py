"""A sweep on one screen: its progress, small multiples, its table, maps and plots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.model.experiment import SweepExperiment
from tui.text.sweeps import comparison_title, sweep_cost, sweep_title
from tui.text.width import text_width
from tui.views.sweeps.heat_map import (
    HeatMap,
    heat_map_cells,
    least_columns,
    natural_size,
    settings_at,
)
from tui.views.sweeps.multiples import Sheet, legend_text, multiples_cells, panel_at
from tui.views.sweeps.pages import BESIDE, Page, per_line
from tui.views.sweeps.parts import put_head, shorten
from tui.views.sweeps.sweep_plot import sweep_plot
from tui.views.sweeps.table_part import table_part

_TALLEST_CELL = 3


def sweep_cells(
    columns: int,
    rows: int,
    experiment: SweepExperiment,
    look: Look,
    part: Page,
    *,
    selected: int = 0,
    skipped: int = 0,
) -> Cells:
    """One page of the sweep in `columns` × `rows` cells, any size.

    Args:
        columns, rows: the size.
        experiment: the results so far.
        look: colours and markers.
        part: one of `pages_of` for this size and these results.
        selected: the row of the table with the cursor.
        skipped: number of measured columns scrolled past, if not all fit.
    """
    sheet = Sheet(columns, rows, experiment, look)
    if part.multiples is not None:
        cells = multiples_cells(sheet, page=part.multiples, selected=selected)
    else:
        cells = Cells.blank(columns, rows)
    _put_head(cells, part, sheet)
    if not experiment.rows or part.multiples is not None:
        return cells
    if part.table[1]:
        table_part(part, experiment, look, skipped).put(cells, look, selected)
    chosen = experiment.cells[selected].summary.cell if selected < len(experiment.cells) else None
    for heat, (column, row, wide, high) in _map_places(part):
        cells.paste(heat_map_cells(heat, wide, high, look, chosen), column, row)
    _put_plots(cells, part, experiment, look)
    return cells


def _put_head(cells: Cells, part: Page, sheet: Sheet) -> None:
    """The title and the progress or the cost; with small multiples, what their signs mean."""
    experiment, look = sheet.experiment, sheet.look
    end, columns = experiment.end, cells.columns
    cost = "" if end is None else sweep_cost(experiment.rows, end, columns)
    device = f", on {experiment.device}" if experiment.device else ""
    title = sweep_title(experiment.spec) + device
    if part.multiples is None:
        put_head(cells, title, experiment, cost, look)
        return
    legend = legend_text(sheet)
    wide = text_width(legend) + text_width(cost) + BESIDE <= columns
    put_head(cells, comparison_title(experiment.spec), experiment, cost if wide else "", look)
    at = columns - text_width(legend) if wide else 0
    if experiment.stage.over and not experiment.reason:
        cells.put(at, 1, shorten(legend, columns, look), look.palette.muted)


@dataclass(frozen=True)
class Spot:
    """What a click on a page chooses: a cell of the sweep, or columns further to one side."""

    cell: int | None = None
    scroll: int = 0


def spot_at(
    place: tuple[int, int],
    size: tuple[int, int],
    experiment: SweepExperiment,
    look: Look,
    part: Page,
    *,
    selected: int,
    skipped: int,
) -> Spot:
    """What is in this place, (column, row), of a page of this size; see `sweep_cells`."""
    if part.multiples is not None:
        return Spot(panel_at(place, Sheet(*size, experiment, look), part.multiples))
    if not experiment.rows:
        return Spot()
    for heat, (column, row, wide, high) in _map_places(part):
        found = settings_at(heat, wide, high, place[0] - column, place[1] - row)
        if found is not None:
            numbers = (k for k, one in enumerate(experiment.cells) if one.summary.cell == found)
            return Spot(next(numbers, None))
    if not part.table[1]:
        return Spot()
    table = table_part(part, experiment, look, skipped)
    if table.is_more(*place):
        return Spot(scroll=1)
    return Spot(table.row_at(*place, selected))


def _put_plots(cells: Cells, part: Page, experiment: SweepExperiment, look: Look) -> None:
    columns, rows = part.maps
    count = len(part.plots)
    if not count:
        return
    wide = (columns - BESIDE * (count - 1)) // count
    for place, what in enumerate(part.plots):
        plot = sweep_plot(wide, rows, experiment.spec, experiment.summaries, what, look)
        cells.paste(plot, part.corner[0] + place * (wide + BESIDE), part.corner[1])


def _map_places(part: Page) -> Iterator[tuple[HeatMap, tuple[int, int, int, int]]]:
    """The maps of a page, with the column and row of each, its columns and its rows."""
    columns, rows = part.maps
    if not part.shown:
        return
    maps = list(part.shown)
    across = min(per_line(columns, maps), len(maps))
    down = -(-len(maps) // across)
    room = (rows + 1) // down - 1
    # All maps have cells of the same height.
    lines = min((room - natural_size(heat)[1]) // len(heat.y_labels) for heat in maps)
    wide = [natural_size(heat)[0] for heat in maps]
    if down > 1 or sum(wide) + BESIDE * (across - 1) > columns:
        wide = [least_columns(heat) for heat in maps]
    if down > 1:
        wide = [max(wide)] * len(maps)
    for place, heat in enumerate(maps):
        line = place // across
        column = part.corner[0] + sum(width + BESIDE for width in wide[line * across : place])
        row = part.corner[1] + line * (room + 1)
        high = natural_size(heat)[1] + max(0, min(lines, _TALLEST_CELL - 1)) * len(heat.y_labels)
        width = min(wide[place], part.corner[0] + columns - column)
        yield heat, (column, row, width, min(high, room))
