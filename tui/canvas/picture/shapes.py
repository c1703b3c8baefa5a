"""Characters that are drawn, because a font may lack them or leave gaps: dots, blocks, lines.

A shape lies in a cell of `WIDTH` × `HEIGHT`, measured from its top left corner. It is a path for an
SVG picture, and covers pixels of a PNG picture.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tui.canvas.dot_characters import codes_of
from tui.canvas.picture.glyphs import HEIGHT, WIDTH, Coverage

_RADIUS = 2.8
"""The radius of a braille dot."""
_HALF_LINES = {"LIGHT": 1, "HEAVY": 2}
_FINE = 4
"""Looks per pixel and axis at what a round shape covers."""

Looks = NDArray[np.float64]


@dataclass(frozen=True)
class Box:
    """A rectangle, in whole units.

    Attributes:
        left, top, right, bottom: its edges.
        share: how much of what is below it is hidden, from 0 to 1.
    """

    left: int
    top: int
    right: int
    bottom: int
    share: float = 1.0

    def path(self, x: int, y: int) -> str:
        """The rectangle as an SVG path, for a cell with its top left corner at (x, y)."""
        across, down = self.right - self.left, self.bottom - self.top
        return f"M{x + self.left} {y + self.top}h{across}v{down}h{-across}z"

    def coverage(self) -> Coverage:
        """The pixels that it covers."""
        covered = np.zeros((HEIGHT, WIDTH), np.float32)
        covered[self.top : self.bottom, self.left : self.right] = self.share
        return covered


@dataclass(frozen=True)
class Dot:
    """A round dot around (x, y)."""

    x: int
    y: int

    def path(self, x: int, y: int) -> str:
        """The dot as an SVG path, for a cell with its top left corner at (x, y)."""
        arc = f"a{_RADIUS:g} {_RADIUS:g} 0 1 0"
        return (
            f"M{x + self.x - _RADIUS:g} {y + self.y}{arc} {2 * _RADIUS:g} 0{arc}{-2 * _RADIUS:g} 0"
        )

    def coverage(self) -> Coverage:
        """The share of each pixel that it covers."""
        x, y = _looks()
        return _mean(np.hypot(x - self.x, y - self.y) <= _RADIUS)


@dataclass(frozen=True)
class Corner:
    """A rounded corner of a frame, from the middle of one side to that of another.

    Attributes:
        right, down: whether it leads to the right, and down.
    """

    right: bool
    down: bool

    def path(self, x: int, y: int) -> str:
        """The corner as an SVG path, for a cell with its top left corner at (x, y)."""
        half, middle = WIDTH // 2, y + HEIGHT // 2
        right, down = 1 if self.right else -1, 1 if self.down else -1
        edge, turn, end = x + half + half * right, middle + half * down, middle + HEIGHT // 2 * down
        outer, inner, sweep = half + 1, half - 1, int(self.right == self.down)
        return (
            f"M{x + half - right} {end}V{turn}A{outer} {outer} 0 0 {sweep} {edge} {middle - down}"
            f"V{middle + down}A{inner} {inner} 0 0 {1 - sweep} {x + half + right} {turn}V{end}z"
        )

    def coverage(self) -> Coverage:
        """The share of each pixel that it covers."""
        x, y = _looks()
        across = (x - WIDTH / 2) * (1 if self.right else -1)
        below = (y - HEIGHT / 2) * (1 if self.down else -1)
        half = WIDTH / 2
        arc = np.abs(np.hypot(half - across, half - below) - half) <= 1
        bent = (below <= half) & (across <= half) & (across >= -1) & (below >= -1)
        return _mean(np.where(bent, arc, (below > half) & (np.abs(across) <= 1)))


@dataclass(frozen=True)
class Diagonal:
    """A thin line from corner to corner of the cell, rising to the right or falling."""

    rising: bool

    def path(self, x: int, y: int) -> str:
        """The line as an SVG path, for a cell with its top left corner at (x, y)."""
        left, right = (y + HEIGHT, y) if self.rising else (y, y + HEIGHT)
        down = -2 if self.rising else 2
        return (
            f"M{x} {left}V{left + down}L{x + WIDTH - 1} {right}H{x + WIDTH}V{right - down}"
            f"L{x + 1} {left}z"
        )

    def coverage(self) -> Coverage:
        """The share of each pixel that it covers."""
        x, y = _looks()
        across = x / WIDTH if self.rising else 1 - x / WIDTH
        return _mean(np.abs(across + y / HEIGHT - 1) * WIDTH * HEIGHT <= np.hypot(WIDTH, HEIGHT))


Shape = Box | Dot | Corner | Diagonal


@cache
def shapes_of(character: str) -> tuple[Shape, ...]:
    """The shapes of a character; none if it is a letter of a font."""
    point = ord(character)
    if 0x2580 <= point <= 0x2593 and (block := _block(point)):
        return (block,)
    kinds, codes = codes_of(np.array([character]))
    places = [divmod(bit, 2) for bit in range(8) if int(codes[0]) >> bit & 1]
    wide, high = WIDTH // 2, HEIGHT // 4
    if kinds[0] == 0:
        return tuple(Dot(wide * u + wide // 2, high * v + high // 2) for v, u in places)
    if kinds[0] == 1:
        return tuple(Box(wide * u, high * v, wide * (u + 1), high * (v + 1)) for v, u in places)
    if point in (0x2594, 0x2595):
        return (Box(0, 0, WIDTH, 4) if point == 0x2594 else Box(WIDTH - 2, 0, WIDTH, HEIGHT),)
    return _lines(unicodedata.name(character, "")) if 0x2500 <= point <= 0x257F else ()


def _block(point: int) -> Box | None:
    """A block that is a whole rectangle: a part of the cell, or a shade."""
    if 0x2591 <= point <= 0x2593:
        return Box(0, 0, WIDTH, HEIGHT, share=0.25 * (point - 0x2590))
    if point == 0x2580:
        return Box(0, 0, WIDTH, HEIGHT // 2)
    if 0x2581 <= point <= 0x2588:
        return Box(0, HEIGHT - HEIGHT // 8 * (point - 0x2580), WIDTH, HEIGHT)
    if 0x2589 <= point <= 0x258F:
        return Box(0, 0, WIDTH // 8 * (0x2590 - point), HEIGHT)
    return Box(WIDTH // 2, 0, WIDTH, HEIGHT) if point == 0x2590 else None


def _lines(name: str) -> tuple[Shape, ...]:
    """The shapes of a character for frames, from its name in Unicode; none for double lines."""
    words = name.removeprefix("BOX DRAWINGS ").split()
    if " ARC " in name:
        return (Corner(right="RIGHT" in words, down="DOWN" in words),)
    if "DIAGONAL" in words:
        way = "UPPER LEFT TO" in name, "UPPER RIGHT TO" in name
        return tuple(Diagonal(rising) for rising in (False, True) if way[rising] or not any(way))
    if "SINGLE" in words or ("DOUBLE" in words and "DASH" not in words):
        return ()
    dashes = {"DOUBLE": 2, "TRIPLE": 3, "QUADRUPLE": 4}
    pieces = next((dashes[word] for word in words if word in dashes), 1)
    arms: dict[str, int] = {}
    weight = next((_HALF_LINES[word] for word in words if word in _HALF_LINES), 1)
    for part in " ".join(words).split(" AND "):
        weight = next((_HALF_LINES[w] for w in part.split() if w in _HALF_LINES), weight)
        for side in part.replace("HORIZONTAL", "LEFT RIGHT").replace("VERTICAL", "UP DOWN").split():
            if side in ("LEFT", "RIGHT", "UP", "DOWN"):
                arms[side] = weight
    if pieces > 1:
        return _dashed(pieces, weight, upright="UP" in arms)
    return tuple(_arm(side, half, arms) for side, half in arms.items())


def _arm(side: str, half: int, arms: dict[str, int]) -> Box:
    """The line from the middle of the cell to a side; it reaches over the lines across it."""
    x, y = WIDTH // 2, HEIGHT // 2
    over = max((arms[a] for a in arms if (a in "UPDOWN") != (side in "UPDOWN")), default=0)
    return {
        "LEFT": Box(0, y - half, x + over, y + half),
        "RIGHT": Box(x - over, y - half, WIDTH, y + half),
        "UP": Box(x - half, 0, x + half, y + over),
        "DOWN": Box(x - half, y - over, x + half, HEIGHT),
    }[side]


def _dashed(pieces: int, half: int, *, upright: bool) -> tuple[Shape, ...]:
    length, middle = (HEIGHT, WIDTH // 2) if upright else (WIDTH, HEIGHT // 2)
    step = length / pieces
    ends = [(round((k + 0.2) * step), round((k + 0.8) * step)) for k in range(pieces)]
    if upright:
        return tuple(Box(middle - half, start, middle + half, stop) for start, stop in ends)
    return tuple(Box(start, middle - half, stop, middle + half) for start, stop in ends)


@cache
def _looks() -> tuple[Looks, Looks]:
    """The places in a cell that are looked at: x and y, `_FINE` per pixel and axis."""
    y, x = np.mgrid[0 : HEIGHT * _FINE, 0 : WIDTH * _FINE]
    return (x + 0.5) / _FINE, (y + 0.5) / _FINE


def _mean(inside: NDArray[np.bool_]) -> Coverage:
    parts = inside.reshape(HEIGHT, _FINE, WIDTH, _FINE)
    return np.asarray(parts.mean(axis=(1, 3)), np.float32)
