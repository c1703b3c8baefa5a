"""Marker sets: the resolution of curves, and the glyphs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from tui.canvas.cycle import Cycle


@dataclass(frozen=True)
class Glyphs:
    """The characters used in plots.

    Attributes:
        start, current, optimum: the three points of the surface.
        arrived: the current point if it shares a cell with the optimum.
        unmoved: the current point if it is the start.
        batch_best: the minimum of the loss of the last batch.
        step: the end of one update on the trajectory.
        sample, lit: a data point; one in the current batch.
        solid, dashed, dotted, thin, contour: kinds of line, in a legend and, where cells are not
            divided into dots, in the plot.
        change: marks a live change.
        band: the range between the minimum and maximum of many values, in a legend.
        bar: a bar of a histogram, where cells are not divided into dots.
        cursor: the line through the position that is read out.
        rule: the character of a horizontal reference line.
        left, right, above, below: the direction of a point outside the plot.
        crosshair: the cursor's centre, its horizontal arms, its vertical arms.
    """

    start: str
    current: str
    optimum: str
    arrived: str
    unmoved: str
    batch_best: str
    step: str
    sample: str
    lit: str
    solid: str
    dashed: str
    dotted: str
    thin: str
    contour: str
    change: str
    band: str
    bar: str
    cursor: str
    rule: str
    left: str
    right: str
    above: str
    below: str
    crosshair: str = "┼─│"


_FINE = Glyphs(
    start="○",
    current="●",
    optimum="×",
    arrived="⊗",
    unmoved="◎",
    batch_best="◆",
    step="•",
    sample="•",
    lit="●",
    solid="━",
    dashed="╍",
    dotted="┈",
    thin="─",
    contour="·",
    change="┊",
    band="░",
    bar="█",
    cursor="│",
    rule="╌",
    left="◀",
    right="▶",
    above="▲",
    below="▼",
)
_COARSE = replace(_FINE, sample="◦", solid="•", dashed="=", dotted=":", thin="·")
_ASCII = Glyphs(
    start="S",
    current="@",
    optimum="X",
    arrived="#",
    unmoved="@",
    batch_best="B",
    step="o",
    sample=".",
    lit="O",
    solid="*",
    dashed="=",
    dotted=":",
    thin="+",
    contour=".",
    change="|",
    band=":",
    bar="#",
    cursor="|",
    rule="-",
    left="<",
    right=">",
    above="^",
    below="v",
    crosshair="+-|",
)


class Markers(Cycle, StrEnum):
    """The markers that curves are drawn with; a key cycles through them.

    Octants have as many dots as braille, without gaps; few fonts have them yet (Unicode 16).
    """

    BRAILLE = "braille"
    QUADRANT = "quadrant"
    DOT = "dot"
    ASCII = "ascii"
    OCTANT = "octant"

    @property
    def resolution(self) -> tuple[int, int]:
        """Dots per cell, (across, down)."""
        return _RESOLUTIONS.get(self, (1, 1))

    @property
    def fine(self) -> bool:
        """Whether a cell is divided into dots."""
        return self.resolution != (1, 1)

    @property
    def finest(self) -> bool:
        """Whether a cell is divided into as many dots as there are in any set."""
        return self.resolution == (2, 4)

    @property
    def glyphs(self) -> Glyphs:
        """The glyphs of this set."""
        if self is Markers.ASCII:
            return _ASCII
        return _FINE if self.fine else _COARSE


_RESOLUTIONS = {Markers.BRAILLE: (2, 4), Markers.QUADRANT: (2, 2), Markers.OCTANT: (2, 4)}
