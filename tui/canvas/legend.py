"""The legend of a plot: what its lines and glyphs mean, by the same names in every view.

A legend lists what is drawn, and nothing else, the most important first. It is never cut short
while there is any way to write it: one line gives way to several where the layout has space for
them, names to short names, and those to narrower gaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.text.width import cut, text_width


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
    SAMPLES = "samples"
    UPDATE = "update"

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


@dataclass(frozen=True)
class _Placed:
    """An entry with its text, and the gap between glyph and text."""

    entry: LegendEntry
    text: str
    gap: int

    @property
    def width(self) -> int:
        return text_width(self.entry.glyph) + self.gap + text_width(self.text)


@dataclass(frozen=True)
class LegendLines:
    """A legend in lines, and the gap between two entries."""

    lines: tuple[tuple[_Placed, ...], ...] = ()
    gap: int = 2


def legend_lines(
    entries: tuple[LegendEntry, ...], first: int, room: int, most: int = 1
) -> LegendLines:
    """The entries in at most `most` lines: with names, short names, or narrow.

    The first line has room for `first` characters, the others for `room`. The last entries are
    dropped only if not even that fits.
    """
    for count in range(len(entries), 0, -1):
        names = [entry.name for entry in entries[:count]]
        short = [entry.short or entry.name for entry in entries[:count]]
        for texts, inner, outer in ((names, 1, 2), (short, 1, 2), (short, 1, 1), (short, 0, 1)):
            placed = [
                _Placed(entry, text, inner if text else 0)
                for entry, text in zip(entries[:count], texts, strict=True)
            ]
            lines = _filled(placed, first, room, outer)
            if len(lines) <= most and all(lines):
                return LegendLines(lines, outer)
    return LegendLines()


def _filled(
    placed: list[_Placed], first: int, room: int, gap: int
) -> tuple[tuple[_Placed, ...], ...]:
    """Entries in lines, each as full as possible; a line too narrow for its entry stays empty.

    Those without a name stay beside the next one, whose name is theirs.
    """
    lines: list[list[_Placed]] = [[]]
    left = first
    for group in _groups(placed):
        width = sum(part.width for part in group) + gap * (len(group) - 1)
        if width + gap * bool(lines[-1]) > left:
            lines.append([])
            left = room
        left -= width + gap * bool(lines[-1])
        if left >= 0:
            lines[-1].extend(group)
    return tuple(tuple(line) for line in lines)


def _groups(placed: list[_Placed]) -> Iterator[list[_Placed]]:
    group: list[_Placed] = []
    for part in placed:
        group.append(part)
        if part.text:
            yield group
            group = []
    if group:
        yield group


@dataclass(frozen=True)
class Head:
    """The lines above a plot.

    Attributes:
        name: the name of the y axis as it is written.
        legend_row: the first line of the legend; 0 is beside the name.
        lines: how many there are.
    """

    name: str = ""
    legend_row: int = 0
    lines: int = 1

    def room(self, columns: int) -> int:
        """The room for the first line of the legend, in characters."""
        return columns if self.legend_row else columns - text_width(self.name) - 2


def head_of(
    columns: int, name: str, entries: tuple[LegendEntry, ...], most: int, *, roomy: bool
) -> Head:
    """The name of the y axis and the legend: both whole in few lines, if possible.

    Args:
        columns: the width.
        name: of the y axis.
        entries: of the legend; none if they are not known yet.
        most: lines for both.
        roomy: whether there may be one more so that nothing is cut.
    """
    short = cut(name, columns // 3)
    usual, complete = _head(columns, Head(short), entries, most)
    if not entries or not roomy or (short == name and complete):
        return usual
    # Beside the name in one line, in a line of its own, or from beside the name on.
    heads = (
        _head(columns, Head(name), entries, 1),
        _head(columns, Head(cut(name, columns), 1), entries, max(most - 1, 1)),
        _head(columns, Head(name), entries, max(most, 2)),
    )
    return next((head for head, complete in heads if complete), usual)


def _head(
    columns: int, head: Head, entries: tuple[LegendEntry, ...], most: int
) -> tuple[Head, bool]:
    """A head with the lines that its legend needs, and whether that has all entries."""
    found = legend_lines(entries, head.room(columns), columns, most).lines
    lines = max(head.legend_row + len(found), 1)
    return replace(head, lines=lines), sum(map(len, found)) == len(entries)


def put_legend(
    cells: Cells,
    room: int,
    look: Look,
    entries: tuple[LegendEntry, ...],
    most: int = 1,
    top: int = 0,
) -> None:
    """Write the legend right-aligned above line `most`, from line `top` on, which has this room."""
    legend = legend_lines(entries, room, cells.columns, most - top)
    for row, line in enumerate(legend.lines, top):
        column = cells.columns - sum(part.width for part in line) - legend.gap * (len(line) - 1)
        for part in line:
            cells.put(column, row, part.entry.glyph, part.entry.colour, bold=True)
            start = column + part.width - text_width(part.text)
            cells.put(start, row, part.text, look.palette.text)
            column += part.width + legend.gap
