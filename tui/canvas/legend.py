"""The legend of a plot: what its lines and glyphs mean, by the same names in every view.

A legend lists what is drawn, and nothing else, the most important first. It is never cut short
while there is any way to write it: names give way to short names, and those to narrower gaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.text.width import text_width


class Named(StrEnum):
    """What several views show, by the name that all of them give it."""

    NOW = "now"
    START = "start"
    OPTIMUM = "optimum"
    LEAST_LOSS = "least loss"
    EPOCH_MEAN = "epoch mean"
    BATCH_LOSS = "batch loss"
    FULL_LOSS = "full loss"
    BATCH = "batch"
    BATCH_MINIMUM = "batch minimum"
    TRUE_LINE = "true line"
    RESIDUALS = "residuals"

    @property
    def short(self) -> str:
        """The name where space is short."""
        return _SHORT.get(self, self.value)


_SHORT = {
    Named.OPTIMUM: "opt",
    Named.LEAST_LOSS: "least",
    Named.EPOCH_MEAN: "mean",
    Named.BATCH_LOSS: "batch",
    Named.FULL_LOSS: "full",
    Named.BATCH_MINIMUM: "batch min",
    Named.TRUE_LINE: "true",
}


@dataclass(frozen=True)
class LegendEntry:
    """One entry of a legend: glyph or glyphs, colour, name and short name."""

    glyph: str
    colour: int
    name: str
    short: str = ""


def entry(named: Named, glyph: str, colour: int, more: str = "") -> LegendEntry:
    """The entry of something that several views show; `more` follows its full name."""
    return LegendEntry(glyph, colour, f"{named}{more}", named.short)


def put_legend(cells: Cells, room: int, look: Look, entries: tuple[LegendEntry, ...]) -> None:
    """Write the legend right-aligned in the first line: names, short names, or narrow.

    The last entries are dropped only if not even that fits.
    """
    for count in range(len(entries), 0, -1):
        shown = entries[:count]
        names = [entry.name for entry in shown]
        short = [entry.short or entry.name for entry in shown]
        for texts, inner, outer in ((names, 1, 2), (short, 1, 2), (short, 1, 1), (short, 0, 1)):
            widths = [
                text_width(entry.glyph) + inner + text_width(text)
                for entry, text in zip(shown, texts, strict=True)
            ]
            if sum(widths) + outer * (count - 1) > room:
                continue
            column = cells.columns - sum(widths) - outer * (count - 1)
            for entry, text, width in zip(shown, texts, widths, strict=True):
                cells.put(column, 0, entry.glyph, entry.colour, bold=True)
                cells.put(column + width - text_width(text), 0, text, look.palette.text)
                column += width + outer
            return
