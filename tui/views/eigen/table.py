"""Small tables above the pictures: one row for each curve or point, in its colour."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.theory.directions import Direction, Fastest
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.canvas.table import plain
from tui.text.columns import GAP, total_width, widths_of
from tui.text.numbers import UNKNOWN, number, scientific, short, significant, whole
from tui.text.width import text_width

ROWS = 3
"""The header and two rows."""
_DIGITS = 4
_LARGE = 1e6
_RADIUS_WIDTH = 8
_ROUNDING = 2.0**-24
"""The largest relative error of a number that is rounded to float32."""
_NO_HALF_LIFE = -1 / math.log2(_ROUNDING)
"""The half-life of a factor of that size, which is 0 but for rounding."""
_SMALL = 1e-3
"""Factors below this are not near 1."""


@dataclass(frozen=True)
class Column:
    """One column: its header, a text for each row, and how easily it is left out, from 0."""

    head: str
    texts: tuple[str, ...]
    rank: int = 0


@dataclass(frozen=True)
class Row:
    """The glyph of a row and its colour."""

    glyph: str
    colour: int


def factor_text(factor: float) -> str:
    """A factor with at least two digits of its distance from 1; small ones without their noise.

    A factor 1 - ηλ is known to the rounding of η to float32.
    """
    if not math.isfinite(factor):
        return UNKNOWN
    if factor <= _ROUNDING:
        return "0"
    away = abs(1 - factor)
    if not 0 < away < 1 or factor < _SMALL:
        return significant(factor, _known_digits(factor, _ROUNDING, _DIGITS))
    digits = min(max(_DIGITS, 1 - math.floor(math.log10(away))), 15)
    return f"{factor:.{digits}f}"


def _known_digits(value: float, noise: float, most: int) -> int:
    """How many digits of a number are more than noise: at least one, at most `most`."""
    return max(1, min(most, math.floor(math.log10(abs(value) / noise)))) if noise else most


def large_text(value: float, digits: int) -> str:
    """A number to a few digits, with a suffix if it is large: 13.9M."""
    rounded = float(f"{value:.{digits}g}") if math.isfinite(value) else value
    return short(rounded) if abs(rounded) >= _LARGE else significant(value, digits)


def radius_text(radius: float) -> str:
    """A spectral radius in at most eight characters; close to 1, as its distance from it."""
    text = factor_text(radius)
    return text if len(text) <= _RADIUS_WIDTH else f"1−{scientific(1 - radius, 1)}"


def half_life_text(half_life: float) -> str:
    """A half-life in updates, in words where it is none."""
    if 0 <= half_life <= _NO_HALF_LIFE:
        return "0 updates"
    if math.isinf(half_life):
        return "never"
    size = abs(half_life)
    text = whole(round(size)) if 99.5 <= size < _LARGE else large_text(size, 3)
    return f"{text} updates" if half_life > 0 else f"doubles in {text}"


def factors(
    titles: tuple[str, str],
    directions: tuple[Direction, Direction] | None,
    eigenvalues: tuple[float, float],
    axes: tuple[str, str],
    names: tuple[str, str],
    errors: tuple[float, float],
    momentum: float,
    rounding: float,
) -> tuple[Column, ...]:
    """The columns for both directions of these titles; no factors if `directions` is None.

    `rounding` is that of θ to float32, below which errors are noise.
    """
    per_update = "spectral radius" if momentum else "|1 − ηλ|"
    known = directions is not None
    shrinks = [factor_text(one.factor) for one in directions] if directions else [UNKNOWN] * 2
    halves = [half_life_text(one.half_life) for one in directions] if directions else [UNKNOWN] * 2
    return (
        Column("direction", titles),
        Column("λ", tuple(large_text(value, _DIGITS) for value in eigenvalues), 2),
        Column(f"({', '.join(names)})", axes, 4),
        Column(f"factor {per_update}" if known else "factor", tuple(shrinks), 0),
        Column("half-life", tuple(halves), 1),
        Column("error now", tuple(error_text(error, rounding) for error in errors), 3),
    )


def axis_text(first: float, second: float) -> str:
    """A unit vector, to two decimals."""
    # A component that is rounded to 0 has no sign.
    return f"({round(first, 2) + 0.0:.2f}, {round(second, 2) + 0.0:.2f})"


def settings(
    now: tuple[float, float, float] | None, best: Fastest, optimizer: str
) -> tuple[Column, ...]:
    """The columns for the present and the fastest setting; `now` has rate, momentum, radius.

    Without `now`, the optimizer of this name has no place on the map.
    """
    rates, betas, radii, halves = (
        (number(now[0]), number(now[1]), factor_text(now[2]), _halves(now[2]))
        if now is not None
        else (UNKNOWN,) * 4
    )
    return (
        Column("setting", ("now" if now is not None else f"{optimizer}: none", "fastest")),
        Column("learning rate", (rates, significant(best.rate, _DIGITS))),
        Column("momentum", (betas, significant(best.beta, _DIGITS))),
        Column("spectral radius", (radii, factor_text(best.radius))),
        Column("half-life", (halves, _halves(best.radius)), 1),
    )


def _halves(radius: float) -> str:
    return half_life_text(Direction(0.0, radius).half_life)


def error_text(error: float, rounding: float) -> str:
    """The size of an error of θ, in the digits that the rounding of θ leaves."""
    size = abs(error)
    if not math.isfinite(size):
        return UNKNOWN
    if 0 < size < rounding:
        return f"<{significant(rounding, 1)}"
    return significant(size, _known_digits(size, rounding, 3) if size else 1)


def rounding_of(theta: tuple[float, float]) -> float:
    """The rounding of θ to float32: of its larger component, which both errors are made of."""
    return _ROUNDING * max(map(abs, theta))


def table(columns: int, rows: tuple[Row, Row], parts: tuple[Column, ...], look: Look) -> Cells:
    """The table in `ROWS` rows of cells, without the columns of the highest rank if need be."""
    cells = Cells.blank(columns, ROWS)
    shown = list(parts)
    while shown[1:] and _width(shown, look) > columns:
        shown.remove(max(shown[1:], key=lambda part: part.rank))
    lines = [[plain(part.head, look) for part in shown]]
    lines += [[plain(part.texts[row], look) for part in shown] for row in range(len(rows))]
    widths = widths_of(lines)
    palette = look.palette
    for line, texts in enumerate(lines):
        column = _MARGIN
        if line:
            cells.put(0, line, rows[line - 1].glyph, rows[line - 1].colour, bold=True)
        for place, (text, width) in enumerate(zip(texts, widths, strict=True)):
            blanks = width - text_width(text) if place else 0
            cells.put(column + blanks, line, text, palette.text if line else palette.muted)
            column += width + GAP
    return cells


_MARGIN = 2


def _width(parts: list[Column], look: Look) -> int:
    texts = [[plain(text, look) for text in (part.head, *part.texts)] for part in parts]
    return _MARGIN + total_width([max(map(text_width, column)) for column in texts])
