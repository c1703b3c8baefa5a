"""The measured trade-off of batch size on one screen: table, conclusion, and plots over M."""

from __future__ import annotations

from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.canvas.table import table_cells, width_of
from tui.model.experiment import TradeoffExperiment
from tui.text.tradeoff import tradeoff_goal, tradeoff_table, tradeoff_title, tradeoff_verdict
from tui.views.sweeps.parts import HEAD_ROWS, put_head, put_notes, wrapped
from tui.views.sweeps.tradeoff_plot import Measured, tradeoff_plot

_LEAST_PLOT = (44, 9)
_BESIDE = 3
_LEAST_BESIDE = 40
_TOGETHER = (Measured.SECONDS, Measured.SPEED, Measured.EPOCHS, Measured.UPDATE)
"""The four quantities plotted together if they fit."""


def tradeoff_cells(
    columns: int,
    rows: int,
    experiment: TradeoffExperiment,
    look: Look,
    *,
    page: int = 0,
    skipped: int = 0,
) -> Cells:
    """One page in `columns` × `rows` cells: the table, with or without plots, or one plot.

    Args:
        columns, rows: the size, any.
        experiment: the results so far.
        look: colours and markers.
        page: index below `page_count`.
        skipped: number of columns of the table scrolled past, if not all fit.
    """
    cells = Cells.blank(columns, rows)
    measured = experiment.rows
    put_head(
        cells,
        tradeoff_title(experiment.spec, experiment.device),
        experiment,
        tradeoff_goal(experiment.spec, measured),
        look,
    )
    if not measured:
        return cells
    room = rows - HEAD_ROWS
    if page:
        what = list(Measured)[page - 1]
        cells.paste(tradeoff_plot(columns, room, measured, what, look), 0, HEAD_ROWS)
        return cells
    table = tradeoff_table(measured)
    # The height must stay the same when a batch size is added.
    high = min(experiment.total + 1, room)
    part = table_cells(table, columns, high, look, fixed=1, skipped=skipped)
    cells.paste(part, 0, HEAD_ROWS)
    beside = columns - width_of(table) - _BESIDE
    text = tradeoff_verdict(measured, experiment.device)
    lines = wrapped([text], beside - 1, look) if beside >= _LEAST_BESIDE else []
    if 0 < len(lines) <= high:
        verdict = Cells.blank(beside, high)
        put_notes(verdict, 0, lines, look)
        cells.paste(verdict, columns - beside, HEAD_ROWS)
        below = HEAD_ROWS + high + 1
    else:
        lines = wrapped([text], columns - 1, look)
        put_notes(cells, HEAD_ROWS + high + 1, lines, look)
        below = HEAD_ROWS + high + len(lines) + 2
    _put_plots(cells, below, experiment, look)
    return cells


def page_count() -> int:
    """The number of pages."""
    return 1 + len(Measured)


def _put_plots(cells: Cells, top: int, experiment: TradeoffExperiment, look: Look) -> None:
    """Put four, two or no plots below this row."""
    least_columns, least_rows = _LEAST_PLOT
    room = cells.rows - top
    across = 2 if cells.columns >= 2 * least_columns + _BESIDE else 1
    down = min(2, room // least_rows)
    if down < 1 or across < 2:
        return
    wide = (cells.columns - _BESIDE) // 2
    high = (room - (down - 1)) // down
    for place, what in enumerate(_TOGETHER[: across * down]):
        plot = tradeoff_plot(wide, high, experiment.rows, what, look)
        cells.paste(plot, (place % across) * (wide + _BESIDE), top + (place // across) * (high + 1))
