"""The state of a lesson as JSON, and back: a session that is resumed is where it was.

Text that was shown with its numbers is stored as it was read; what still follows the run is taken
from the lesson. A lesson whose steps have changed in between is not resumed from it.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from engine.history.values import RunState
from engine.storage.plain_json import plain_json, typed
from tui.lessons.ask import Ask
from tui.lessons.document import Lesson
from tui.lessons.goal import Moment
from tui.lessons.numbers import NAMES, Numbers
from tui.lessons.page import Manner, Page, Passage
from tui.lessons.play import Given, Phase, Play
from tui.lessons.spots import SPOTS

_MOST = 10**7
"""Of lines and columns."""
_NO_NUMBERS = Numbers(MappingProxyType({}), Moment(0, 0, RunState.READY))
"""Those of a text that has its numbers already."""


class BookmarkError(ValueError):
    """A state that is not one of the lesson; the text says why."""


def bookmark_of(play: Play) -> str:
    """The state as JSON."""
    return json.dumps(
        {
            "lesson": _shape(play.lesson),
            "step": play.step,
            "block": play.block,
            "phase": play.phase,
            "shown": play.shown,
            "hints": play.hints,
            "spotlight": play.spotlight,
            "answers": [[a.step, a.ask, a.text, a.right, a.skipped] for a in play.answers],
            "remembered": [[name, _numbers(then)] for name, then in play.remembered],
            "pages": [
                [_passage(one, step.asks) for one in page.passages]
                for page, step in zip(play.pages, play.lesson.steps, strict=False)
            ],
        },
        allow_nan=False,
    )


def play_of(lesson: Lesson, bookmark: str, done: frozenset[int]) -> Play:
    """The state of a lesson.

    Args:
        lesson: the lesson.
        bookmark: from `bookmark_of`.
        done: the steps that were done before.

    Raises:
        BookmarkError: it is of other steps, or damaged.
    """
    try:
        return _play(lesson, typed(plain_json(bookmark.encode()), dict), done)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise BookmarkError(str(error)) from None


def _play(lesson: Lesson, found: Mapping[str, object], done: frozenset[int]) -> Play:
    if found["lesson"] != _shape(lesson):
        raise ValueError("the steps of the lesson have changed")
    step = _within(found["step"], len(lesson.steps) - 1)
    spotlight = typed(found["spotlight"], str)
    pages = tuple(
        Page(tuple(_read_passage(typed(one, dict), of.asks) for one in typed(page, list)))
        for page, of in zip(typed(found["pages"], list), lesson.steps, strict=False)
    )
    if len(pages) != step + 1 or (spotlight and spotlight not in SPOTS):
        raise ValueError("pages or spotlight do not fit")
    play = Play(
        lesson,
        step,
        _within(found["block"], len(lesson.steps[step].blocks)),
        Phase(typed(found["phase"], str)),
        _within(found["shown"], step),
        pages,
        _within(found["hints"], 1000),
        spotlight,
        tuple(_given(lesson, typed(one, list)) for one in typed(found["answers"], list)),
        done,
        tuple(_remembered(typed(one, list)) for one in typed(found["remembered"], list)),
    )
    if play.phase is Phase.ASKING and play.ask is None:
        raise ValueError("no question is asked there")
    return play


def _shape(lesson: Lesson) -> str:
    """A digest of what a place depends on: the steps and the kinds of their blocks."""
    kinds = "\n".join(
        f"{step.title}: {' '.join(type(block).__name__ for block in step.blocks)}"
        for step in lesson.steps
    )
    return hashlib.sha256(kinds.encode()).hexdigest()[:16]


# ------------------------------------------------------------------------------ passages


def _passage(passage: Passage, asks: Sequence[Ask]) -> dict[str, object]:
    numbers, ask = passage.numbers, passage.ask
    return {
        "manner": passage.manner,
        "text": passage.text if numbers is None else passage.filled(numbers),
        "settled": numbers is not None,
        "slots": passage.slots and numbers is None,
        "ask": None if ask is None else _number(ask, asks),
        "choices": [] if numbers is None else [one.text for one in passage.choices(numbers)],
        "line": passage.line,
        "column": passage.column,
    }


def _number(ask: Ask, asks: Sequence[Ask]) -> int:
    """Which question of its step it is; its choices may have their numbers already."""
    texts = [(one.question, one.answer) for one in asks]
    return texts.index((ask.question, ask.answer))


def _read_passage(found: Mapping[str, object], asks: Sequence[Ask]) -> Passage:
    settled, number = typed(found["settled"], bool), found["ask"]
    ask = None if number is None else asks[_within(number, len(asks) - 1)]
    texts = typed(found["choices"], list)
    if ask is not None and settled:
        choices = zip(ask.choices, texts, strict=True)
        ask = replace(ask, choices=tuple(replace(c, text=typed(t, str)) for c, t in choices))
    return Passage(
        Manner(typed(found["manner"], str)),
        typed(found["text"], str),
        _NO_NUMBERS if settled else None,
        ask,
        slots=typed(found["slots"], bool),
        line=_within(found["line"], _MOST),
        column=_within(found["column"], _MOST),
    )


def _given(lesson: Lesson, found: Sequence[object]) -> Given:
    step, ask, text, right, skipped = found
    step = _within(step, len(lesson.steps) - 1)
    asks = len(lesson.steps[step].asks)
    return Given(
        step,
        _within(ask, asks - 1),
        typed(text, str),
        None if right is None else typed(right, bool),
        typed(skipped, bool),
    )


# ------------------------------------------------------------------------------ numbers


def _numbers(numbers: Numbers) -> dict[str, object]:
    moment = numbers.moment
    return {
        "moment": [moment.updates, moment.epochs, moment.state],
        "values": {
            name: value if math.isfinite(value) else str(value)
            for name, value in numbers.values.items()
        },
    }


def _remembered(found: Sequence[object]) -> tuple[str, Numbers]:
    name, numbers = found
    table = typed(numbers, dict)
    updates, epochs, state = typed(table["moment"], list)
    moment = Moment(_within(updates, 2**62), _within(epochs, 2**62), RunState(typed(state, str)))
    values: dict[str, int | float] = dict.fromkeys(NAMES, math.nan)
    values |= {typed(key, str): _value(value) for key, value in table["values"].items()}
    return typed(name, str), Numbers(MappingProxyType(values), moment)


def _value(value: object) -> int | float:
    if value in ("nan", "inf", "-inf"):
        return float(str(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("not a number")
    return value


def _within(value: object, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(f"{value!r} is out of range")
    return value
