"""What a monkey does at a keyboard: keys, text, mouse, pastes, other sizes, lost workers."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

ALT, CTRL = 3, 5
_CURSOR = {"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F"}
_TILDE = {"insert": 2, "delete": 3, "pageup": 5, "pagedown": 6, "f5": 15, "f12": 24}
SPECIAL = (
    *(f"\x1b[{letter}" for letter in _CURSOR.values()),
    *(f"\x1b[1;{mod}{letter}" for letter in _CURSOR.values() for mod in range(2, 9)),
    *(f"\x1b[{code}~" for code in _TILDE.values()),
    *(f"\x1b[{code};{mod}~" for code in _TILDE.values() for mod in (2, ALT, CTRL)),
    "\x1bOP", "\x1bOQ", "\x1b[Z", "\x1b", "\x1b", "\r", "\r", "\t", "\x7f", " ",
)  # fmt: skip
"""Keys that are not characters, with modifiers."""
_ENDS = "q\x03\x11"
"""Keys that may end the program, and are pressed rarely."""
_SUSPENDS = "\x1a"
# A path that a monkey types must not lead out of its folder.
_LEADS_OUT = "/~"
CHARACTERS = tuple(
    chr(code) for code in (*range(1, 27), *range(33, 127)) if chr(code) not in _ENDS + _SUSPENDS
)
"""Every control key and every printable character that keeps the program going."""
TEXTS = (
    "0", "-1", "0.1", "1e-3", "0.05", "1e400", "-1e-400", "nan", "inf", "full", "7", "64", "300",
    "auto", "adam", "lion", "ftrl", "on", "off", "never", "gradient", "expression", "loss[-1] < 9",
    "ü", "日本語", "e\u0301", "\u202e", "'; --", "[bold]", "%s%n", "x" * 300, "run.npz", "a.csv",
    "a.svg", "b.png", "c.txt", "runs", ".", "..", "1,2,3", "1e-3:1:5", "\u00a0", "\U0001f412",
)  # fmt: skip
_FINAL = "ABCDHFPQRSZ~uMmIOcnthl"


@dataclass(frozen=True)
class Bytes:
    """Bytes on standard input."""

    data: bytes


@dataclass(frozen=True)
class Size:
    """Another size of the terminal."""

    columns: int
    rows: int


@dataclass(frozen=True)
class Harm:
    """What happens to the worker: killed, or stopped for a while; the app may be suspended."""

    what: str


Stroke = Bytes | Size | Harm


class Strokes:
    """A stream of strokes, the same for the same seed.

    Args:
        seed: of the generator.
        size: columns and rows at the beginning.
    """

    def __init__(self, seed: int, size: tuple[int, int]) -> None:
        self._random = random.Random(seed)
        self._size = size
        self._kinds: list[tuple[Callable[[], Stroke], float]] = [
            (self._character, 55),
            (self._special, 22),
            (self._mouse, 12),
            (self._text, 5),
            (self._sequence, 2.5),
            (self._paste, 1),
            (self._resize, 2),
            (self._harm, 0.15),
            (self._end, 0.02),
        ]

    def next(self) -> Stroke:
        """The next stroke."""
        kinds, weights = zip(*self._kinds, strict=True)
        stroke: Stroke = self._random.choices(kinds, weights)[0]()
        return stroke

    def _character(self) -> Bytes:
        character = self._random.choice(CHARACTERS)
        # Escape before a character is alt with it.
        return Bytes((("\x1b" if self._random.random() < 0.03 else "") + character).encode())

    def _special(self) -> Bytes:
        return Bytes(self._random.choice(SPECIAL).encode())

    def _text(self) -> Bytes:
        """Something typed into whatever is open, often taken back or sent off."""
        after = self._random.choice(["", "\r", "\r", "\x1b", "\t"])
        return Bytes((self._random.choice(TEXTS) + after).encode())

    def _mouse(self) -> Bytes:
        """A click, a drag, a move or a turn of the wheel, inside the screen and a little beyond."""
        columns, rows = self._size
        x, y = (self._random.randint(0, most + 2) for most in (columns, rows))
        ends = self._random.choice(["click", "drag", "move", "wheel", "lost"])
        button = self._random.choice([0, 0, 0, 1, 2]) + self._random.choice([0, 0, 4, 8, 16])
        press, release = f"\x1b[<{button};{x};{y}M", f"\x1b[<{button};{x};{y}m"
        match ends:
            case "click":
                text = press + release
            case "drag":
                text = f"{press}\x1b[<{button + 32};{x + 3};{y + 1}M\x1b[<{button};{x + 5};{y}m"
            case "move":
                text = f"\x1b[<{35 + self._random.choice([0, 4])};{x};{y}M"
            case "wheel":
                text = f"\x1b[<{64 + self._random.randint(0, 3)};{x};{y}M" * 3
            case _:
                text = press
        return Bytes(text.encode())

    def _sequence(self) -> Bytes:
        """An escape sequence that no terminal sends, or part of one."""
        generator = self._random
        begin = generator.choice(["\x1b[", "\x1b[?", "\x1b[<", "\x1bO", "\x1b]", "\x1bP", "\x1b_"])
        numbers = ";".join(str(generator.choice([0, 1, 27, 65536, -1])) for _ in range(3))
        data = (begin + numbers + generator.choice(_FINAL)).encode()
        data = data[: generator.randint(2, len(data))]
        return Bytes(data + generator.choice([b"", b"\xff", b"\xe4", b"\x1b\\", b"\x07"]))

    def _paste(self) -> Bytes:
        text = self._random.choice(TEXTS) * self._random.choice([1, 3, 200])
        lines = self._random.choice(["", "\n", "\r\n", "\t"]).join([text] * 3)
        return Bytes(b"\x1b[200~" + lines.encode() + b"\x1b[201~")

    def _resize(self) -> Size:
        columns, rows = self._random.choice(
            [(1, 1), (2, 50), (300, 90), (80, 24), (80, 24), (120, 40), (20, 5), (200, 3), (0, 0)]
        )
        if not columns:
            columns, rows = self._random.randint(1, 300), self._random.randint(1, 90)
        self._size = columns, rows
        return Size(columns, rows)

    def _harm(self) -> Harm:
        return Harm(self._random.choice(["kill", "kill", "stop", "suspend"]))

    def _end(self) -> Bytes:
        return Bytes(self._random.choice(_ENDS).encode())
