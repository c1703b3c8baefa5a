"""The characters that a terminal has, and what is written instead of those that it has not.

Each is replaced by one of the same width, so that everything stays in its place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_UTF = ("utf-8", "utf8", "utf-16", "utf-32")
_ASCII = {
    **dict.fromkeys("─━╌╍┄┆┈┊═–−‾", "-"),
    **dict.fromkeys("│┃‖║▎▏▌▍▐", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯┼⊗╳", "+"),
    **dict.fromkeys("╱", "/"),
    **dict.fromkeys("╲", "\\"),
    **dict.fromkeys("▀▂▄▆█▉▊▋▓▖▗▘▙▚▛▜▝▞▟■□", "#"),
    **dict.fromkeys("░▒", ":"),
    **dict.fromkeys("▲△↑↖↗", "^"),
    **dict.fromkeys("▼▽↓↘↙", "v"),
    **dict.fromkeys("▶►→›▸", ">"),
    **dict.fromkeys("◀◄◂←‹", "<"),
    **dict.fromkeys("◆◇◈◦•·", "."),
    **dict.fromkeys("○◌◎◉●◧", "o"),
    **dict.fromkeys("✓⌈⌉", "+"),
    **dict.fromkeys("✗×", "x"),
    **dict.fromkeys("…", "~"),
    **dict.fromkeys("’′", "'"),
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("±⁺₊", "+"),
    **dict.fromkeys("⁻₋", "-"),
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "0123456789" * 2, strict=True)),
    **dict(zip("≤≥√∂°½ᵗ≈∞‰⌊⌋", "<>Vdo2t~8%[]", strict=True)),
    **dict(zip("ΔαβγδεηθκλμµπρσŷΣ∇ø", "DabgdehtklmmprsySVo", strict=True)),
}
"""What stands in ASCII for a character, by look or by name."""
_CONSOLE = dict(zip("╭╮╰╯✓✗…‖▶◂◀●○", "┌┐└┘√x.║►◄◄•o", strict=True))
"""What stands for a character in the font of the Linux console: that of the IBM PC."""
_BRAILLE, _DOTS = 0x2800, " .::**###"
_BLANK_BRAILLE = chr(_BRAILLE)


@dataclass(frozen=True)
class Repertoire:
    """The characters of a terminal.

    Attributes:
        encoding: that of its text.
        console: whether it is the Linux console, whose font has 256 or 512 characters.
    """

    encoding: str = "utf-8"
    console: bool = False

    @classmethod
    def of(cls, encoding: str | None, environment: Mapping[str, str]) -> Repertoire:
        """That of a terminal with this encoding and these variables."""
        return cls(encoding or "ascii", environment.get("TERM") == "linux")

    @property
    def whole(self) -> bool:
        """Whether it has all characters of Unicode."""
        return self.encoding.lower().startswith(_UTF) and not self.console

    def shown(self, text: str) -> str:
        """The text with characters of this repertoire only."""
        if self.whole or text.isascii():
            return text
        return "".join(c if c.isascii() else self._one(c) for c in text)

    def _one(self, character: str) -> str:
        """What stands for one character."""
        if self.console:
            character = _CONSOLE.get(character, character)
            return _dots(character) if _is_braille(character) else character
        try:
            character.encode(self.encoding)
        except UnicodeError:
            return _plain(character)
        return character


UNICODE = Repertoire()


def _plain(character: str) -> str:
    """One character, or two for a wide one, of ASCII."""
    if _is_braille(character):
        return _dots(character)
    if character in _ASCII:
        return _ASCII[character]
    # Imported late: commands without a screen need nothing of it.
    from rich.cells import get_character_cell_size

    base = unicodedata.normalize("NFKD", character)[:1]
    width = get_character_cell_size(character)
    return base if base.isascii() and width == 1 else "?" * width


def _is_braille(character: str) -> bool:
    return _BLANK_BRAILLE <= character <= chr(_BRAILLE + 0xFF)


def _dots(character: str) -> str:
    """A character as dark as a pattern of dots."""
    return _DOTS[(ord(character) - _BRAILLE).bit_count()]
