"""What other layers are made of, drawn of a world."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tests.tui.views.worlds import World
from tui.canvas import curves, loss_surface, strokes
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import Cells, composed
from tui.canvas.markers import Markers
from tui.canvas.notice import notice_cells
from tui.canvas.palette import Look
from tui.views.data import formula
from tui.views.data import layers as data
from tui.views.failure import failure_cells

Size = tuple[int, int]


def of_parts(world: World, size: Size, look: Look) -> Iterator[tuple[str, Cells]]:
    """What other layers are made of."""
    plan = data.data_layout(*size, world.preview)
    x, y = (column.astype(np.float64) for column in (world.preview.x, world.preview.y))
    wild = np.array([*x.tolist(), math.inf, math.nan]), np.array([*y.tolist(), 1.0, -math.inf])
    yield "canvas.axes_drawing.axes_cells", axes_cells(plan, look, loss_surface.legend(look))
    yield (
        "canvas.curves.horizontal_rule",
        curves.horizontal_rule(plan, float(wild[1][0]), look.markers, 1, "-"),
    )
    yield "canvas.curves.vertical_rules", curves.vertical_rules(plan, wild[0].tolist(), "|", 1)
    yield "canvas.curves.static_points", curves.static_points(plan, look.markers, *wild, 1, "o")
    yield "canvas.curves.static_lines", curves.static_lines(plan, look.markers, [(*wild, 1, "o")])
    stroke = strokes.stroke_cells(plan.area, look.markers, *wild, size, 1)
    yield "canvas.strokes.stroke_cells", stroke
    if look.markers is not Markers.ASCII:  # as in the status line: where it is drawn has no look
        yield "views.failure.failure_cells", failure_cells(*size, "too wide for it")
    yield "canvas.notice.notice_cells", notice_cells(*size, "no picture", look, ["one", "two"])
    yield "views.data.formula.page", formula.page(replace(world.scene(), look=look), *size)
    yield "canvas.cells.composed", composed(*size, [(stroke, True), (stroke, False)])
