"""Blanks at which no line is broken: between a number and its unit, and inside short relations."""

from __future__ import annotations

import re

from tui.text.width import BLANK

TIE = "\N{NO-BREAK SPACE}"

_UNITS = "%|‰|[nµm]?s|min|h|[kKMGT]i?B|B|[kMG]?Hz|W"
_UNIT = re.compile(rf"(?<=[\d)]) (?=(?:{_UNITS})(?![\w/]))")
_TIMES = re.compile(r"(?<=\d) (?=× \d)|(?<=\d ×) (?=\d)")
_RELATION = re.compile(r"(?<!\S)(\S{1,6}) ([=≈<>≤≥≠]) (?=\S{1,9}(?!\S))")
_PRODUCT = re.compile(r"(?<!\S)(\S{1,6}) ([·/×+−←]) (?=\S{1,6})")


def tied(text: str) -> str:
    """The text with no-break spaces where a number and its unit meet."""
    return _TIMES.sub(TIE, _UNIT.sub(TIE, text))


def tied_closely(text: str) -> str:
    """The same, also in short formulas, as in w = 9.4 and w · x + b."""
    pattern = rf"\1{TIE}\2{TIE}"
    return _RELATION.sub(pattern, _PRODUCT.sub(pattern, tied(text)))


def loose(text: str) -> str:
    """The text with plain blanks again, as it is shown."""
    return text.replace(TIE, BLANK)


def words_of(text: str) -> list[str]:
    """The words, between which a line may be broken."""
    return [loose(word) for word in re.split(r"[ \t\n\r\f\v]+", tied(text)) if word]
