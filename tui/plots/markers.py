"""Marker sets: how fine a curve is drawn, and which glyph stands for what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Glyphs:
    """The single characters that stand for things in a plot.

    Attributes:
        start, current, optimum: the three points of the surface.
        arrived: the current point where it shares a cell with the optimum.
        step: the end of one update on the trajectory.
        sample, lit: a data point; one that is in the current batch.
        solid, dashed, dotted, thin: stand for a kind of line in a legend.
        change: marks a live change.
        rule: the character of a horizontal reference line.
    """

    start: str
    current: str
    optimum: str
    arrived: str
    step: str
    sample: str
    lit: str
    solid: str
    dashed: str
    dotted: str
    thin: str
    change: str
    rule: str


_UNICODE = Glyphs(
    start="○",
    current="●",
    optimum="×",
    arrived="⊗",
    step="•",
    sample="•",
    lit="●",
    solid="━",
    dashed="╍",
    dotted="┈",
    thin="─",
    change="┊",
    rule="╌",
)
_ASCII = Glyphs(
    start="S",
    current="@",
    optimum="X",
    arrived="#",
    step="o",
    sample=".",
    lit="O",
    solid="*",
    dashed="=",
    dotted=":",
    thin="+",
    change="|",
    rule="-",
)


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
