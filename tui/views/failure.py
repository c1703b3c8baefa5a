"""A view that could not be drawn: what it shows instead, and when it is tried again."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from textual.geometry import Size

from tui.canvas.cells import Cells
from tui.text.columns import wrapped
from tui.text.width import cut, text_width

RETRY_SECONDS = 1.0
"""Seconds after which a drawing that failed is tried again although little has changed."""
_WIDEST = 60


@dataclass(frozen=True)
class Failure:
    """A drawing that failed.

    Attributes:
        basis: what it depended on, except for the frame.
        seconds: when it failed, in seconds of a monotonic clock.
    """

    basis: tuple[Size, tuple[Hashable, ...]]
    seconds: float

    def holds(self, basis: tuple[Size, tuple[Hashable, ...]], now: float) -> bool:
        """Whether it is too early to try again."""
        return basis == self.basis and now - self.seconds < RETRY_SECONDS


def failure_cells(columns: int, rows: int, error: str) -> Cells:
    """What a view of this size shows of an error, as much as there is room for."""
    cells = Cells.blank(columns, rows)
    reason = wrapped([error], max(1, min(columns, _WIDEST)))
    lines = ["✗ not drawn", "", *reason, "", "drawn again at the next change", "l: log"]
    if len(lines) > rows:
        lines = [f"✗ not drawn: {error}", "l: log"][:rows]
    width = min(columns, max(map(text_width, lines), default=0))
    top = (rows - len(lines)) // 2
    for row, line in enumerate(lines):
        cells.put((columns - width) // 2, top + row, cut(line, columns), bold=row == 0)
    return cells
