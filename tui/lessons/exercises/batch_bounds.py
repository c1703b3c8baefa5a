"""The exercise of the batches: formulas for n samples in batches of M, right for any n and M.

A formula is compared with the right values at many n, M and k, not as a text, so that any form of
it passes. A wrong one is answered with numbers where it fails; if it has the values of a common
mistake, also with the explanation of that mistake.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

from engine.expressions.formula import Formula, formula_of
from engine.expressions.syntax import ExpressionError
from tui.lessons.exercises.batch_quantities import COUNT, FIRST, LAST, Quantity
from tui.lessons.exercises.exercise import Exercise, Mistake, Verdict
from tui.text.numbers import significant

Point = tuple[int, int, int]
"""n, M and k."""

_DIGITS = 7
_TELLING = ((100, 32, 1), (100, 32, 4), (100, 32, 2), (96, 32, 3), (97, 32, 4), (10, 16, 1))
"""The points where a failure is shown, if there is one: easy to check by hand."""
_LARGE = ((1000, 64), (60_000, 128), (60_000, 7), (99_999, 100), (100_001, 100), (1_000_003, 1024))


@lru_cache(maxsize=1)
def points() -> tuple[Point, ...]:
    """The points where formulas are compared, those that explain most first."""
    small = [
        (n, M, k) for n in range(1, 14) for M in range(1, 16) for k in range(1, -(-n // M) + 1)
    ]
    large = [
        (n, M, k)
        for n, M in _LARGE
        for last in [-(-n // M)]
        for k in sorted({1, 2, last // 2, last - 1, last})
    ]
    return tuple(dict.fromkeys([*_TELLING, *small, *large]))


def _value(quantity: Quantity, formula: Formula, point: Point) -> float | None:
    places = dict(zip("nMk", point, strict=True))
    return formula({name: places[name] for name in quantity.names})


def _explanation(quantity: Quantity, values: Sequence[float | None]) -> str:
    """What is said about the mistake that has these values; empty if none has."""
    for mistake in quantity.mistakes:
        formula = formula_of(mistake.answer, quantity.names)
        pairs = zip(points(), values, strict=True)
        if all(_value(quantity, formula, point) == value for point, value in pairs):
            return mistake.say
    return ""


def judge(quantity: Quantity, answer: str) -> Verdict:
    """The verdict on a formula."""
    try:
        formula = formula_of(answer, quantity.names)
    except ExpressionError as error:
        return Verdict(False, f"This is not a formula: {error}.")
    values = [_value(quantity, formula, point) for point in points()]
    wrong = [
        (point, value)
        for point, value in zip(points(), values, strict=True)
        if value != quantity.right(*point)
    ]
    if not wrong:
        return Verdict(True, f"It is right in all {len(values):,} cases that were tried.")
    said = f"{_failure(quantity, *wrong[0])} {_explanation(quantity, values)}"
    return Verdict(False, said.strip())


def _failure(quantity: Quantity, point: Point, value: float | None) -> str:
    """One sentence that says where a formula fails."""
    places = dict(zip("nMk", point, strict=True))
    where = ", ".join(f"{name} = {places[name]:,}" for name in quantity.names)
    gives = "no number" if value is None else significant(value, _DIGITS)
    return f"At {where} it gives {gives}, not {quantity.right(*point):,}."


def judge_all(quantities: Sequence[Quantity], answer: str) -> Verdict:
    """The verdict on several formulas, separated by semicolons."""
    parts = answer.split(";")
    if len(parts) != len(quantities):
        labels = ", ".join(quantity.label for quantity in quantities)
        count = f"{len(quantities)} formulas separated by semicolons"
        return Verdict(False, f"Type {count}: {labels}.")
    for quantity, part in zip(quantities, parts, strict=True):
        verdict = judge(quantity, part)
        if not verdict.right:
            return Verdict(False, f"{quantity.label.capitalize()}. {verdict.say}")
    return Verdict(True, "All of them are right in every case that was tried.")


def _exercise(name: str, quantity: Quantity) -> Exercise:
    return Exercise(name, quantity.solution, quantity.mistakes, partial(judge, quantity))


def _together(name: str, quantities: tuple[Quantity, ...]) -> Exercise:
    solutions = [quantity.solution for quantity in quantities]
    mistakes = tuple(
        Mistake(
            "; ".join([*solutions[:place], mistake.answer, *solutions[place + 1 :]]), mistake.say
        )
        for place, quantity in enumerate(quantities)
        for mistake in quantity.mistakes
    )
    return Exercise(name, "; ".join(solutions), mistakes, partial(judge_all, quantities))


BATCH_COUNT = _exercise("batch_count", COUNT)
BATCH_FIRST = _exercise("batch_first", FIRST)
BATCH_LAST = _exercise("batch_last", LAST)
BATCH_BOUNDS = _together("batch_bounds", (COUNT, FIRST, LAST))
