"""Numbers of the run in a text: {limit} and {2 / lambda_max:.3}.

    {formula}         with four significant digits; whole numbers in full
    {formula:.3}      with three significant digits, at most 7
    {formula:.2f}     with two decimals
    {formula:.1%}     as a percentage with one decimal

In code, and after a backslash, a brace is a brace.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from engine.expressions.formula import Formula, formula_of, words_in
from engine.expressions.syntax import ExpressionError
from tui.lessons.code import masked
from tui.lessons.numbers import Numbers
from tui.text.numbers import UNKNOWN, significant, unwritten, whole

_MINUS = "\N{MINUS SIGN}"
"""The sign of a number among formulas; whoever types it may use the hyphen too."""
_DIGITS = 4
_MOST_DIGITS = 7
_MOST_WHOLE, _LARGE = 1e15, 1e7
_SPEC = re.compile(r"\.(\d)(f|%|)")
_ACCEPTED = "must be such as .3 (significant digits), .2f (decimals) or .1% (percent)"
_COLUMN = re.compile(r"column (\d+)(?:, at (?:'[^']*'|the end))?: (.*)", re.DOTALL)
_PIECE = re.compile(r"(?P<escaped>\\[\\{}])|\{(?P<inside>[^{}\n]*)\}|(?P<brace>[{}])")


@dataclass(frozen=True)
class Slot:
    """A number in a text.

    Attributes:
        start, end: its place in the text, braces included.
        formula: what is shown.
        spec: how: ".3", ".2f", ".1%" or empty.
    """

    start: int
    end: int
    formula: Formula
    spec: str


class SlotError(Exception):
    """A wrong brace in a text.

    Attributes:
        at: its place in the text.
        reason: what is wrong, and what is accepted.
    """

    def __init__(self, at: int, reason: str) -> None:
        super().__init__(reason)
        self.at, self.reason = at, reason


def slots(text: str, names: Collection[str]) -> list[Slot]:
    """The numbers in a text, in order.

    Raises:
        SlotError: what stands in braces is no formula of these names, or not closed.
    """
    found = []
    for match in _PIECE.finditer(masked(text)):
        if match["brace"]:
            raise SlotError(match.start(), _unpaired(match["brace"]))
        if match["inside"] is not None:
            found.append(_slot(match["inside"], match.start(), match.end(), names))
    return found


def _unpaired(brace: str) -> str:
    other = "} is missing" if brace == "{" else "{ is missing before it"
    return rf"{brace} without its other half: {other}; write \{brace} for a plain brace"


def placed(error: ExpressionError) -> tuple[int, str]:
    """The column of an error in a formula, from 1, and what is wrong there."""
    match = _COLUMN.fullmatch(str(error))
    return (1, str(error)) if match is None else (int(match[1]), match[2])


def _slot(inside: str, start: int, end: int, names: Collection[str]) -> Slot:
    text, colon, spec = inside.partition(":")
    try:
        formula = formula_of(text, names)
    except ExpressionError as error:
        column, reason = placed(error)
        at = start + 1 + len(text) - len(text.lstrip()) + column - 1
        raise SlotError(at, rf"{{{inside}}}: {reason}; write \{{ for a plain brace") from None
    if formula.compares:
        raise SlotError(start, f"{{{inside}}}: must be a number, not a comparison")
    match = _SPEC.fullmatch(spec.strip())
    digits = int(match[1]) if match else 0
    plain = bool(match) and not match[2] if match else False
    if colon and (match is None or digits > _MOST_DIGITS or (plain and digits == 0)):
        raise SlotError(
            start, f"{{{inside}}}: the format {spec.strip() or 'is empty'}: {_ACCEPTED}"
        )
    return Slot(start, end, formula, spec.strip())


def filled(text: str, numbers: Numbers) -> str:
    """The text with its numbers, in Markdown; one without a value is a dash.

    So is one that is not remembered yet, as while the start of a step is reproduced.
    """
    pieces, place = [], 0
    for slot in _slots_of(text):
        pieces += [text[place : slot.start], written(slot, numbers)]
        place = slot.end
    return "".join([*pieces, text[place:]])


@lru_cache(maxsize=256)
def _slots_of(text: str) -> tuple[Slot, ...]:
    """The numbers in a text that was checked when it was read."""
    return tuple(slots(text, words_in(text)))


def _value(slot: Slot, numbers: Numbers) -> float | None:
    formula = slot.formula
    if formula.text in numbers.values:
        # A loss that diverged is infinite, which no formula has as its value.
        return numbers.values[formula.text]
    return formula({**dict.fromkeys(formula.names, math.nan), **numbers.values})


def written(slot: Slot, numbers: Numbers) -> str:
    """A number as it stands in the text."""
    text = _as_written(slot, numbers)
    return f"{_MINUS}{text[1:]}" if text.startswith("-") else text


def _as_written(slot: Slot, numbers: Numbers) -> str:
    value = _value(slot, numbers)
    if value is None:
        return UNKNOWN
    match = _SPEC.fullmatch(slot.spec)
    if match is None:
        return _number(value)
    digits, kind = int(match[1]), match[2]
    if text := unwritten(value):
        return text
    value, sign = (100 * value, " %") if kind == "%" else (value, "")
    large = kind and abs(value) >= _LARGE
    if not kind or large:
        return f"{significant(value, _DIGITS if large else digits)}{sign}"
    return f"{value:,.{digits}f}{sign}"


def _number(value: float) -> str:
    if text := unwritten(value):
        return text
    if float(value).is_integer() and abs(value) < _MOST_WHOLE:
        return whole(int(value))
    return significant(value, _DIGITS)


def is_known(slot: Slot, numbers: Numbers) -> bool:
    """Whether the number has a value."""
    value = _value(slot, numbers)
    return value is not None and not math.isnan(value)
