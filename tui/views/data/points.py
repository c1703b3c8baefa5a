"""The samples: each is a dot where it is, or a larger mark about it if they are few."""

from __future__ import annotations

from engine.arrays import Floats
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.dot_marks import BLOCK, PLUS, Stamp, stamp
from tui.canvas.palette import Look
from tui.canvas.raster import Dots

_DOTS_PER_MARK = 40
"""Samples are marked by more than one dot if the plot has at least this many dots for each."""
_DENSE = 1 / 3
"""Samples in at least this share of the cells are a crowd, in which lines are above them."""


def samples(plan: Layout, x: Floats, y: Floats, look: Look) -> Cells:
    """The samples at (x, y), both (k,); those outside are left out."""
    return _points(plan, x, y, look, BLOCK, look.palette.sample, look.markers.glyphs.sample)


def lit_samples(plan: Layout, x: Floats, y: Floats, look: Look) -> Cells:
    """The samples of the current batch, larger and bold."""
    sign = look.markers.glyphs.lit
    return _points(plan, x, y, look, PLUS, look.palette.lit, sign, bold=True)


def signs(plan: Layout, samples: int, lit: int, look: Look) -> tuple[str, str]:
    """The signs of a sample and of one in the batch in the legend, as they are drawn."""
    glyphs, dots = look.markers.glyphs, Dots(plan.area, look.markers)
    if look.markers.resolution != BLOCK.resolution:
        return glyphs.sample, glyphs.lit
    few, few_lit = (count * _DOTS_PER_MARK <= dots.width * dots.height for count in (samples, lit))
    return "⠶" if few else "⠂", "⠿" if few_lit else "⠂"


def are_dense(plan: Layout, drawn: Cells) -> bool:
    """Whether the samples are a crowd, in which single ones cannot be told apart."""
    filled = int((drawn.chars != " ").sum())
    return filled > _DENSE * plan.area.columns * plan.area.rows


def _points(
    plan: Layout,
    x: Floats,
    y: Floats,
    look: Look,
    mark: Stamp,
    colour: int,
    sign: str,
    *,
    bold: bool = False,
) -> Cells:
    dots = Dots(plan.area, look.markers)
    few = len(x) * _DOTS_PER_MARK <= dots.width * dots.height
    if few and look.markers.resolution == mark.resolution:
        stamp(dots, x, y, mark, 1)
    else:
        dots.points(x, y)
    return dots.cells((colour,), plan.columns, plan.rows, bold=int(bold), sign=sign)
