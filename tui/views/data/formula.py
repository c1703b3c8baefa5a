"""A loss without data in place of a plot of data: its formula, and its numbers here."""

from __future__ import annotations

import textwrap

from tui.canvas.cells import Cells
from tui.canvas.notice import notice_cells
from tui.canvas.table import plain
from tui.model.scene import Scene
from tui.text.numbers import significant

_DIGITS = 7
_MARGIN = 4


def page(scene: Scene, columns: int, rows: int) -> Cells:
    """That there are no data, the formula, w and b, the loss and the gradient, as far as they fit.

    Few rows show the numbers without the formula.
    """
    (w, b), look = scene.point, scene.look
    by_w, by_b = scene.gradient
    values = (("w", w), ("b", b), ("f(w, b)", scene.loss), ("∂f/∂w", by_w), ("∂f/∂b", by_b))
    numbers = [f"{plain(name, look):>8} = {significant(value, _DIGITS)}" for name, value in values]
    room = max(columns - _MARGIN, 1)
    formula = textwrap.wrap(plain(scene.problem.described.title, look), room)
    noise = scene.problem.kind.gradient_noise
    more = [f"gradient noise {significant(noise, 4)} a sample"] if noise else []
    below = [*formula, "", *numbers, *([""] if more else []), *more]
    if len(below) + 2 > rows:
        below = numbers
    text = "no data: a function of w and b" if len(below) + 2 <= rows else ""
    return notice_cells(columns, rows, text, look, below)
