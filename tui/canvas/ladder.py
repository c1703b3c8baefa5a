"""The levels of a colour bar: where they are, and the colours between them."""

from __future__ import annotations

from dataclasses import dataclass

from tui.canvas.cells import Cells


@dataclass(frozen=True)
class Rungs:
    """Positions of the levels along the bar, in lines from the bottom, which is 0.

    Attributes:
        first: the line of the lowest level.
        step: lines from one level to the next.
        rows: the height of the bar.
    """

    first: int
    step: int
    rows: int


def rungs(rows: int, levels: int) -> Rungs | None:
    """Levels evenly spaced on a bar of `rows` lines, with free ends; None if it is too low."""
    step = (rows - 3) // max(levels - 1, 1)
    if step < 1 or levels < 2:
        return None
    return Rungs((rows - step * (levels - 1) - 1) // 2, step, rows)


def put_bands(
    cells: Cells,
    ladder: Rungs,
    place: slice,
    bottom: int,
    colours: tuple[int, ...],
    *,
    split: bool,
) -> None:
    """Fill these columns of a bar; a line where two bands meet has both if `split`."""
    for line in range(ladder.rows):
        band, past = divmod(line - ladder.first, ladder.step)
        below = min(max(band + (past > 0), 0), len(colours) - 1)
        row = bottom - line
        cells.back[row, place] = colours[below]
        if split and past == 0 and 0 <= band < len(colours) - 1:
            cells.chars[row, place] = "▀"
            cells.fore[row, place] = colours[band + 1]
