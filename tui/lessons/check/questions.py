"""Checks a question: its solution is right, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tui.lessons.answers import ANSWER, fault, judge, solution
from tui.lessons.ask import Ask, Kind, Wrong
from tui.lessons.exercises.registry import EXERCISES
from tui.lessons.filling import is_known, slots
from tui.lessons.numbers import Numbers

Found = tuple[tuple[int, int] | None, str]
"""Line and column, or None for those of the question, and what is wrong."""

_SHARES = (-1.0, 0.0, 0.1, 0.25, 0.5, 0.8, 0.95, 1.05, 1.25, 2.0, 4.0, 10.0, 100.0)


def question_faults(ask: Ask, numbers: Numbers) -> Iterator[Found]:
    """What is wrong with a question, with the numbers with which it is judged."""
    if judge(ask, "", numbers).right:
        yield None, "the check is true before an answer is given"
    right = solution(ask, numbers)
    if not right:
        yield None, f"the answer {ask.answer} has no value here"
        return
    if reason := fault(ask, right):
        yield None, f"the solution {right} cannot be typed: {reason}"
    elif not judge(ask, right, numbers).right:
        yield None, f"the solution {right} is not judged right"
    if ask.kind is Kind.NUMBER and not _wrong_numbers(ask, numbers):
        yield None, "any answer is right: the tolerance is too wide"
    if ask.kind is Kind.EXERCISE:
        yield from _exercise_faults(ask)
        return
    yield from _unknown_numbers(ask, numbers)
    if ask.kind is Kind.CHOICE:
        yield from _choices_without_feedback(ask)
    for wrong in ask.wrongs:
        if wrong.answer:
            yield from _mistake_faults(wrong, ask, numbers)


def unknown_in(text: str, numbers: Numbers, *more: str) -> Iterator[str]:
    """The numbers in a text that have no value; `more` are names that have one."""
    known = replace(numbers, values={**numbers.values, **dict.fromkeys(more, 1.0)})
    for slot in slots(text, known.values):
        if not is_known(slot, known):
            yield text[slot.start : slot.end]


def _unknown_numbers(ask: Ask, numbers: Numbers) -> Iterator[Found]:
    """Numbers without a value in what is said of answers."""
    more = (ANSWER,) if ask.kind is Kind.NUMBER else ()
    for shown in unknown_in(ask.right, numbers, *more):
        yield None, f"{shown} has no value when the answer is right"
    for wrong in ask.wrongs:
        for shown in unknown_in(wrong.say, numbers, *more):
            yield (wrong.line, wrong.column), f"{shown} has no value when it is said"


def _exercise_faults(ask: Ask) -> Iterator[Found]:
    exercise = EXERCISES[ask.answer]
    for mistake in exercise.mistakes:
        verdict = exercise.judge(mistake.answer)
        if verdict.right:
            yield None, f"exercise {exercise.name}: the mistake {mistake.answer} is judged right"
        elif mistake.say not in verdict.say:
            yield None, f"exercise {exercise.name}: the mistake {mistake.answer} has no feedback"


def _choices_without_feedback(ask: Ask) -> Iterator[Found]:
    answered = {wrong.answer for wrong in ask.wrongs}
    for choice in ask.choices:
        if choice.letter not in (ask.answer, *answered) and "" not in answered:
            direction = f'<!-- wrong: "{choice.letter}" say = "…" -->'
            yield None, f"the choice {choice.letter} has no feedback; add {direction}"


def _mistake_faults(wrong: Wrong, ask: Ask, numbers: Numbers) -> Iterator[Found]:
    """Type the mistake: it must be judged wrong, and be given its own feedback."""
    at = wrong.line, wrong.column
    typed = _typed(wrong, ask, numbers)
    if not typed:
        yield at, f"the wrong answer {wrong.answer} is never given: nothing makes it true"
        return
    if judge(ask, typed[0], numbers).right:
        yield at, f"the wrong answer {wrong.answer} is right"
        return
    if not any(_is_given(wrong, ask, text, numbers) for text in typed):
        yield at, f"the wrong answer {wrong.answer} gets the feedback of another one"


def _is_given(wrong: Wrong, ask: Ask, text: str, numbers: Numbers) -> bool:
    """Whether this answer gets the feedback of this mistake, with no other mistake known."""
    alone = judge(replace(ask, wrongs=(wrong,)), text, numbers)
    return bool(alone.say) and judge(ask, text, numbers) == alone


def _typed(wrong: Wrong, ask: Ask, numbers: Numbers) -> list[str]:
    """Answers that make a mistake."""
    formula = wrong.formula
    if ask.kind is not Kind.NUMBER or formula is None:
        return [wrong.answer]
    if not formula.compares:
        value = formula(numbers.values)
        return [] if value is None else [repr(value)]
    typed = _wrong_numbers(ask, numbers)
    return [text for text in typed if formula.holds({**numbers.values, ANSWER: float(text)})]


def _wrong_numbers(ask: Ask, numbers: Numbers) -> list[str]:
    """Numbers around the right one that are judged wrong."""
    right = float(solution(ask, numbers))
    near = [right * share for share in _SHARES] if right else list(_SHARES)
    near += [right + step for step in (-1.0, 1.0)]
    return [repr(value) for value in near if not judge(ask, repr(value), numbers).right]
