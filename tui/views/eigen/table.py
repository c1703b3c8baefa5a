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
    """A factor with at least two digits of its distance from 1."""
    away = abs(1 - factor)
    if not math.isfinite(factor) or not 0 < away < 1:
        return significant(factor, _DIGITS) if math.isfinite(factor) else UNKNOWN
    digits = min(max(_DIGITS, 1 - math.floor(math.log10(away))), 15)
    return f"{factor:.{digits}f}"


def large_text(value: float, digits: int) -> str:
    """A number to a few digits, with a suffix if it is large: 13.9M."""
    rounded = float(f"{value:.{digits}g}") if math.isfinite(value) else value
    return short(rounded) if abs(rounded) >= _LARGE else significant(value, digits)


def radius_text(radius: float) -> str:
    """A spectral radius in at most eight characters; close to 1, as its distance from it."""
    text = factor_text(radius)
    return text if len(text) <= _RADIUS_WIDTH else f"1-{scientific(1 - radius, 1)}"


def half_life_text(half_life: float) -> str:
    """A half-life in updates, in words where it is none."""
    if half_life == 0:
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
) -> tuple[Column, ...]:
    """The columns for both directions of these titles; no factors if `directions` is None."""
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
        Column("error now", tuple(_size(abs(error)) for error in errors), 3),
    )


def axis_text(first: float, second: float) -> str:
    """A unit vector, to two decimals."""
    return f"({first:.2f}, {second:.2f})"


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


def _size(value: float) -> str:
    return significant(value, 3) if math.isfinite(value) else UNKNOWN


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
