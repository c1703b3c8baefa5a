"""Parts shared by the pages of a sweep and of a trade-off: title, progress, notes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.canvas.progress import bar_text
from tui.canvas.table import plain
from tui.model.experiment import AnyExperiment
from tui.model.experiment_base import Stage
from tui.text.ties import loose, tied
from tui.text.width import cut

HEAD_ROWS = 3
"""Title, progress, and a blank line."""
_BAR = 24


def put_head(cells: Cells, title: str, experiment: AnyExperiment, cost: str, look: Look) -> None:
    """The first lines: the title, and the progress or the cost."""
    palette = look.palette
    cells.put(0, 0, shorten(title, cells.columns, look), palette.text, bold=True)
    stage, text = experiment.stage, ""
    match stage:
        case _ if stage.over and experiment.reason:
            text = experiment.reason
        case Stage.ENDED:
            text = cost
        case Stage.STOPPED | Stage.LOST | Stage.INTERRUPTED:
            why = "stopped" if stage is Stage.STOPPED else stage.value
            text = f"{why}: {experiment.progress}"
        case Stage.WAITING:
            text = stage.value
        case Stage.RUNNING:
            text = " · ".join(filter(None, (experiment.progress, experiment.step)))
    bad = stage is Stage.LOST or bool(experiment.reason)
    colour = palette.warning if bad else palette.muted if stage.over else palette.current
    column = 0
    if stage is not Stage.ENDED:
        bar = bar_text(experiment.done, experiment.total, _BAR, look=look)
        cells.put(0, 1, bar, palette.current if not stage.over else palette.muted)
        column = _BAR + 1
    cells.put(column, 1, shorten(text, cells.columns - column, look), colour)


def shorten(text: str, columns: int, look: Look) -> str:
    """The text shortened to `columns` cells, in ASCII if the markers are ASCII."""
    return plain(cut(plain(text, look), columns), look)


def wrapped(notes: Sequence[str], columns: int, look: Look) -> list[str]:
    """Notes as lines of at most `columns` cells."""
    lines: list[str] = []
    for note in notes:
        lines += map(loose, textwrap.wrap(tied(plain(note, look)), max(columns, 1)))
    return lines


def put_notes(cells: Cells, row: int, lines: Sequence[str], look: Look) -> None:
    """Write lines from this row downwards."""
    for number, line in enumerate(lines):
        cells.put(0, row + number, shorten(line, cells.columns, look), look.palette.muted)
