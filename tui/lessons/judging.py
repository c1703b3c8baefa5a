"""Answers that were given: recorded, and judged once the run has shown what happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tui.lessons.answers import judge, solution_text
from tui.lessons.ask import Ask, Kind
from tui.lessons.document import Block, Question, Reveal, RunTo
from tui.lessons.numbers import Numbers
from tui.lessons.page import Manner, Passage
from tui.lessons.play import Given, Play


def record(play: Play, ask: Ask, given: Given) -> Play:
    """With this answer on the page."""
    text = given.text
    if ask.kind is Kind.CHOICE:
        letter = text.strip("() .").lower()
        text = next((f"{c.letter}) {c.text}" for c in ask.choices if c.letter == letter), text)
    others = [one for one in play.answers if (one.step, one.ask) != (given.step, given.ask)]
    answers = (*others, given)
    shown = Passage(Manner.ANSWER, _as_text(text) if ask.kind is not Kind.CHOICE else text)
    return replace(play.adding(shown), answers=answers)


def _as_text(typed: str) -> str:
    """What the learner typed, in Markdown: as code, in which nothing has another meaning."""
    ticks = "`"
    while ticks in typed:
        ticks += "`"
    return f"{ticks} {typed} {ticks}" if "`" in typed else f"{ticks}{typed}{ticks}"


def judged(play: Play, ask: Ask, given: Given, numbers: Numbers) -> tuple[Play, bool]:
    """With the verdict on an answer, and whether it is right."""
    verdict = judge(ask, given.text, numbers)
    answers = tuple(
        replace(one, right=verdict.right) if one == given else one for one in play.answers
    )
    manner = Manner.RIGHT if verdict.right else Manner.WRONG
    said = Passage(manner, verdict.say, numbers, slots=False)
    play = replace(play.adding(said), answers=answers)
    once = not (ask.retry or ask.kind in (Kind.EXERCISE, Kind.KEY))
    if not verdict.right and once:
        right = solution_text(ask, numbers)
        play = play.adding(Passage(Manner.SOLUTION, right, numbers, slots=False))
    return play, verdict.right


def told(play: Play, numbers: Numbers) -> Play:
    """With the verdict on the last answer, unless the step reveals it later."""
    for block in _until_question(play.rest):
        if isinstance(block, Reveal | RunTo):
            return play
    return judge_pending(play, numbers)


def _until_question(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Question):
            return
        yield block


def judge_pending(play: Play, numbers: Numbers | None) -> Play:
    """With the verdicts on the answers of this step that were only recorded."""
    if numbers is None:
        return play
    asks = play.current.asks
    for given in play.answers:
        if given.step == play.step and given.right is None:
            play, _ = judged(play, asks[given.ask], given, numbers)
    return play
