"""Labels of live changes beside their marks on the loss curve."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine.history.values import Change
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.text.numbers import number
from tui.text.width import text_width

_ROWS = 3
"""The number of rows, from the top, for labels."""
_SHORT = {
    "learning_rate": "lr ",
    "batch_size": "M ",
    "optimizer": "",
    "momentum": "momentum ",
    "tolerance": "tolerance ",
    "epochs": "max epochs ",
    "stop": "stop ",
    "beta_1": "beta 1 ",
    "beta_2": "beta 2 ",
    "weight_decay": "weight decay ",
}


def change_labels(changes: Iterable[Change]) -> dict[int, str]:
    """The changes after each update with changes: "lr 0.01", "M 16".

    If a parameter was changed several times at one update, the last change counts. Default
    hyperparameters of a new optimizer are not listed.
    """
    made: dict[int, dict[str, str]] = {}
    for change in changes:
        made.setdefault(change.update, {})[change.parameter] = change.new
    return {update: _label(values) for update, values in made.items()}


def _label(values: dict[str, str]) -> str:
    if "optimizer" in values:
        values = {k: v for k, v in values.items() if k in ("optimizer", "learning_rate")}
    return ", ".join(
        _SHORT.get(name, f"{name} ".replace("_", " ")) + _value(value)
        for name, value in values.items()
    )


def _value(text: str) -> str:
    try:
        return number(float(text))
    except ValueError:
        return {"True": "on", "False": "off"}.get(text, text)


def labels(
    plan: Layout,
    places: Iterable[tuple[float, str]],
    taken: NDArray[np.bool_],
    look: Look,
) -> Cells:
    """The labels that fit in the first rows, right or left of their marks.

    Args:
        plan: the layout of the axes.
        places: x and label of each mark.
        taken: occupied cells of the plot, (rows, columns), without the marks.
        look: colours and markers.
    """
    cells = Cells.blank(plan.columns, plan.rows)
    area = plan.area
    if not area.columns or not area.rows:
        return cells
    taken = taken.copy()
    # The newest change has priority.
    for x, label in reversed(list(places)):
        place = area.cell(x, area.y.value(0.5))
        width = text_width(label)
        if place is None or not width:
            continue
        for row in range(area.row, area.row + min(_ROWS, area.rows)):
            column = _room(taken[row], place[0], width, area.column, area.column + area.columns)
            if column is not None:
                cells.put(column, row, label, look.palette.text)
                taken[row, max(column - 1, 0) : column + width + 1] = True
                break
    return cells


def _room(row: NDArray[np.bool_], mark: int, width: int, low: int, high: int) -> int | None:
    """The first column for a text of this width beside the mark; None if it does not fit."""
    for column in (mark + 1, mark - width):
        if column >= low and column + width <= high and not row[column : column + width].any():
            return column
    return None
