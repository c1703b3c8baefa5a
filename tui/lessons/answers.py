"""Whether an answer is right, and which mistake it makes."""

from __future__ import annotations

import math
import re
from types import MappingProxyType

from engine.errors import shown
from engine.expressions.formula import Formula, formula_of
from engine.expressions.syntax import ExpressionError
from tui.keys.table import BY_ID
from tui.lessons.ask import Ask, Kind, Wrong
from tui.lessons.comparing import ALIASES, same_formula
from tui.lessons.exercises.exercise import Verdict
from tui.lessons.exercises.registry import EXERCISES
from tui.lessons.filling import filled
from tui.lessons.numbers import Numbers
from tui.text.numbers import significant

ANSWER = "answer"
"""The name of the typed number, in a mistake that is a comparison and in what is said of it."""
_WRONG = Verdict(right=False, say="")
_LONGEST = 300
_MOST_DIGITS = 7
_CHOICE = re.compile(r"\(?([a-zA-Z])[).]?")
_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+(e[-+]?\d+)?", re.IGNORECASE)
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")


def fault(ask: Ask, text: str) -> str:
    """Why this cannot be an answer at all, in one line; empty if it can."""
    text = text.strip()
    if not text:
        return f"the answer is empty; {accepts(ask)}"
    if len(text) > _LONGEST and ask.kind is not Kind.EXERCISE:
        return f"{len(text)} characters are too many; {accepts(ask)}"
    match ask.kind:
        case Kind.CHOICE:
            return "" if letter_of(ask, text) else f"{shown(text[:40])}: {accepts(ask)}"
        case Kind.NUMBER:
            return "" if number_in(text) is not None else f"{shown(text[:40])}: {accepts(ask)}"
        case Kind.EXPRESSION:
            try:
                typed_formula(ask, text)
            except ExpressionError as error:
                return str(error)
            return ""
        case Kind.KEY:
            return "" if text in BY_ID else f"{shown(text[:40])}: {accepts(ask)}"
        case Kind.EXERCISE:
            return ""


def accepts(ask: Ask) -> str:
    """What is accepted as an answer, in words."""
    match ask.kind:
        case Kind.CHOICE:
            return f"type a letter: {', '.join(choice.letter for choice in ask.choices)}"
        case Kind.NUMBER:
            return "type a number, such as 0.02 or 2/3"
        case Kind.EXPRESSION:
            return (
                f"type a formula in {', '.join(sorted(ask.formula.names if ask.formula else ()))}"
            )
        case Kind.KEY:
            return "press the key"
        case Kind.EXERCISE:
            return "type a solution"


def judge(ask: Ask, text: str, numbers: Numbers) -> Verdict:
    """Whether an answer is right, and why; also of text that `fault` refuses."""
    if ask.kind is Kind.EXERCISE:
        return EXERCISES[ask.answer].judge(text)
    if fault(ask, text):
        return _WRONG
    within = _with_answer(ask, text, numbers)
    if _is_right(ask, text.strip(), numbers):
        return Verdict(right=True, say=filled(ask.right, within))
    for wrong in ask.wrongs:
        if _makes(wrong, ask, text.strip(), numbers):
            return Verdict(right=False, say=filled(wrong.say, within))
    return _WRONG


def solution(ask: Ask, numbers: Numbers) -> str:
    """An answer that is right, as it would be typed."""
    match ask.kind:
        case Kind.EXERCISE:
            return EXERCISES[ask.answer].solution
        case Kind.NUMBER:
            value = None if ask.formula is None else ask.formula(numbers.values)
            return "" if value is None else significant(value, _MOST_DIGITS)
        case _:
            return ask.answer


def solution_text(ask: Ask, numbers: Numbers) -> str:
    """The right answer for the reader, in Markdown."""
    text = solution(ask, numbers)
    match ask.kind:
        case Kind.CHOICE:
            full = next((one.text for one in ask.choices if one.letter == text), "")
            return f"{text}) {filled(full, numbers)}"
        case Kind.KEY:
            return f"`{BY_ID[text].shown}`: {BY_ID[text].help}"
        case Kind.NUMBER:
            return significant(float(text), 4) if text else "not known"
        case _:
            return f"`{text}`"


def number_in(text: str) -> float | None:
    """The number that was typed: digits, with either decimal sign, or arithmetic; None if none."""
    text = text.strip().lstrip("≈~= ")
    share = text.endswith("%")
    text = text.removesuffix("%").rstrip()
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    try:
        value = formula_of(text, ())({})
    except ExpressionError:
        return None
    return value if value is None or not share else value / 100


def typed_formula(ask: Ask, text: str) -> Formula:
    """The formula that was typed as the answer of an expression.

    Raises:
        ExpressionError: it is none in the names of the right one.
    """
    assert ask.formula is not None
    names = ask.formula.names
    renamed = {other: name for other, name in ALIASES.items() if name in names}
    for other, name in renamed.items():
        if other not in names:
            text = re.sub(rf"\b{re.escape(other)}\b", name, text)
    found = formula_of(text, names)
    if found.compares and not ask.formula.compares:
        raise ExpressionError("must be a formula, not a comparison")
    return found


def letter_of(ask: Ask, text: str) -> str:
    """The letter of the choice that was typed; empty if it is none."""
    match = _CHOICE.fullmatch(text)
    letter = match[1].lower() if match else ""
    return letter if any(letter == choice.letter for choice in ask.choices) else ""


def _is_right(ask: Ask, text: str, numbers: Numbers) -> bool:
    match ask.kind:
        case Kind.CHOICE:
            return letter_of(ask, text) == ask.answer
        case Kind.NUMBER:
            return _close(ask, text, ask.formula, numbers)
        case Kind.EXPRESSION:
            assert ask.formula is not None
            return same_formula(typed_formula(ask, text), ask.formula)
        case _:
            return text == ask.answer


def _makes(wrong: Wrong, ask: Ask, text: str, numbers: Numbers) -> bool:
    """Whether the answer makes this mistake."""
    if not wrong.answer:
        return True
    match ask.kind:
        case Kind.CHOICE:
            return letter_of(ask, text) == wrong.answer
        case Kind.NUMBER if wrong.formula is not None and wrong.formula.compares:
            return wrong.formula.holds(_with_answer(ask, text, numbers).values)
        case Kind.NUMBER:
            return _close(ask, text, wrong.formula, numbers)
        case Kind.EXPRESSION:
            formula = wrong.formula
            return formula is not None and same_formula(typed_formula(ask, text), formula)
        case _:
            return text == wrong.answer


def _close(ask: Ask, text: str, right: Formula | None, numbers: Numbers) -> bool:
    value, meant = number_in(text), None if right is None else right(numbers.values)
    if value is None or meant is None:
        return False
    return abs(value - meant) <= max(ask.within, ask.tolerance * abs(meant), _ROUNDING * abs(meant))


_ROUNDING = 1e-9
"""A right answer typed with all its digits differs from the number by this share at most."""


def _with_answer(ask: Ask, text: str, numbers: Numbers) -> Numbers:
    """The numbers, with the one that was typed."""
    value = number_in(text) if ask.kind is Kind.NUMBER else None
    values = {**numbers.values, ANSWER: math.nan if value is None else value}
    return Numbers(MappingProxyType(values), numbers.moment)
