"""Marker sets: how fine a curve is drawn, and which glyph stands for what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Glyphs:
    """The single characters that stand for things in a plot.

    Attributes:
        start, current, optimum: the three points of the surface.
        sample, lit: a data point; one that is in the current batch.
        path: stands for the trajectory in a legend.
        thin, thick: stand for a thin and a thick curve in a legend.
        change: marks a live change.
        rule: the character of a horizontal reference line.
    """

    start: str
    current: str
    optimum: str
    sample: str
    lit: str
    path: str
    thin: str
    thick: str
    change: str
    rule: str


_UNICODE = Glyphs("○", "●", "×", "·", "●", "⋯", "─", "━", "┊", "╌")
_ASCII = Glyphs("S", "@", "X", ".", "O", "*", "-", "=", ":", "-")


class Markers(StrEnum):
    """What curves are drawn with; a key cycles through them."""

    BRAILLE = "braille"
    QUADRANT = "quadrant"
    DOT = "dot"
    ASCII = "ascii"

    @property
    def next(self) -> Markers:
        """The set that the key goes to from here."""
        members = list(Markers)
        return members[(members.index(self) + 1) % len(members)]

    @property
    def resolution(self) -> tuple[int, int]:
        """How many dots a cell has across and down."""
        return {Markers.BRAILLE: (2, 4), Markers.QUADRANT: (2, 2)}.get(self, (1, 1))

    @property
    def plotext(self) -> str:
        """The name that plotext has for it, or the character itself."""
        return {
            Markers.BRAILLE: "braille",
            Markers.QUADRANT: "hd",
            Markers.DOT: "•",
            Markers.ASCII: "*",
        }[self]

    @property
    def glyphs(self) -> Glyphs:
        """The glyphs of this set."""
        return _ASCII if self is Markers.ASCII else _UNICODE
