"""Changes of the terminal's text style, in the fewest bytes.

SGR, select graphic rendition: ECMA-48, section 8.3.117.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rich.color import ColorSystem
from rich.style import Style

RESET = "\x1b[m"

_FOREGROUNDS = {"38", "39", *(str(code) for code in (*range(30, 38), *range(90, 98)))}
_BACKGROUNDS = {"48", "49", *(str(code) for code in (*range(40, 48), *range(100, 108)))}
_ARGUMENTS = {"5": 2, "2": 4}
"""Number of parameters of an extended colour after 38 or 48, by the first of them."""
_SEEN_ON_BLANKS = {"4", "7", "9", "21", "51", "52", "53"}
"""Attributes visible on blanks: underlines, frames, reverse video."""


@dataclass(frozen=True, slots=True)
class Pen:
    """The style of characters; empty parts are the terminal's defaults.

    Attributes:
        attributes: SGR codes of weight, slant, lines.
        fore, back: SGR codes of the colours.
    """

    attributes: tuple[str, ...] = ()
    fore: str = ""
    back: str = ""

    @property
    def on_blanks(self) -> Pen:
        """The part that is visible on a blank."""
        if _SEEN_ON_BLANKS.isdisjoint(self.attributes):
            return Pen(back=self.back)
        return self


PLAIN = Pen()


@lru_cache(maxsize=8192)
def pen_of(style: Style | None, colours: ColorSystem | None) -> Pen:
    """A rich style in a terminal with this colour system; None means no colours."""
    if style is None:
        return PLAIN
    if colours is None:
        style = style.without_color
    codes = style.render("x", color_system=colours or ColorSystem.STANDARD).partition("x")[0]
    attributes: list[str] = []
    fore = back = ""
    parts = codes.removeprefix("\x1b[").removesuffix("m").split(";") if codes else []
    while parts:
        code = parts.pop(0)
        if code in ("38", "48"):
            count = _ARGUMENTS[parts[0]]
            code, parts = ";".join([code, *parts[:count]]), parts[count:]
        kind = code.partition(";")[0]
        if kind in _FOREGROUNDS:
            fore = "" if kind == "39" else code
        elif kind in _BACKGROUNDS:
            back = "" if kind == "49" else code
        elif code:
            attributes.append(code)
    return Pen(tuple(attributes), fore, back)


@lru_cache(maxsize=16384)
def blank_pen(now: Pen, wanted: Pen) -> Pen:
    """The pen closest to `now` that makes a blank look the same as `wanted`."""
    if wanted.on_blanks.attributes or not _SEEN_ON_BLANKS.isdisjoint(now.attributes):
        return wanted
    return Pen(now.attributes, now.fore, wanted.back)


@lru_cache(maxsize=16384)
def change(before: Pen, after: Pen) -> str:
    """The escape sequence that changes the pen from `before` to `after`."""
    if before == after:
        return ""
    anew = [*after.attributes, *filter(None, (after.fore, after.back))]
    whole = f"\x1b[0;{';'.join(anew)}m" if anew else RESET
    if not set(before.attributes) <= set(after.attributes):
        return whole
    codes = [code for code in after.attributes if code not in before.attributes]
    if after.fore != before.fore:
        codes.append(after.fore or "39")
    if after.back != before.back:
        codes.append(after.back or "49")
    return min(f"\x1b[{';'.join(codes)}m", whole, key=len)
