"""Answers that were given: recorded, and judged once the run has shown what happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tui.keys.table import BY_ID
from tui.lessons.answers import judge, letter_of, solution, solution_text
from tui.lessons.ask import Ask, Kind
from tui.lessons.document import Block, Question, Reveal, RunTo
from tui.lessons.numbers import Numbers
from tui.lessons.page import Manner, Passage
from tui.lessons.play import Given, Play


def record(play: Play, ask: Ask, given: Given) -> Play:
    """With this answer on the page."""
    text = given.text
    if ask.kind is Kind.CHOICE:
        letter = letter_of(ask, text)
        text = next((f"{c.letter}) {c.text}" for c in ask.choices if c.letter == letter), text)
    if ask.kind is Kind.KEY and text in BY_ID:
        text = f"{BY_ID[text].shown}: {BY_ID[text].label}"
    others = [one for one in play.answers if (one.step, one.ask) != (given.step, given.ask)]
    answers = (*others, given)
    if given.skipped:
        return replace(play, answers=answers)
    shown = Passage(Manner.ANSWER, text if ask.kind is Kind.CHOICE else _as_text(text))
    return replace(play.adding(shown), answers=answers)


def _as_text(typed: str) -> str:
    """What the learner typed, in Markdown: as code, in which nothing has another meaning."""
    ticks = "`"
    while ticks in typed:
        ticks += "`"
    return f"{ticks} {typed} {ticks}" if "`" in typed else f"{ticks}{typed}{ticks}"


def judged(play: Play, ask: Ask, given: Given, numbers: Numbers) -> tuple[Play, bool]:
    """With the verdict on an answer, and whether it is right; one that was skipped is filled in."""
    if given.skipped:
        final = replace(given, text=solution(ask, numbers), right=True)
        verdict = judge(ask, final.text, numbers)
        passages = [_said(Manner.SOLUTION, solution_text(ask, numbers), numbers)]
        if verdict.right and verdict.say:
            passages.append(_said(Manner.REVEAL, verdict.say, numbers))
    else:
        verdict = judge(ask, given.text, numbers)
        final = replace(given, right=verdict.right)
        manner = Manner.RIGHT if verdict.right else Manner.WRONG
        passages = [_said(manner, verdict.say, numbers)]
        if not verdict.right and not asked_again(ask):
            passages.append(_said(Manner.SOLUTION, solution_text(ask, numbers), numbers))
    answers = tuple(final if one == given else one for one in play.answers)
    return replace(play.adding(*passages), answers=answers), bool(final.right)


def asked_again(ask: Ask) -> bool:
    """Whether a question is asked until the answer is right."""
    return ask.retry or ask.kind in (Kind.EXERCISE, Kind.KEY)


def _said(manner: Manner, text: str, numbers: Numbers) -> Passage:
    return Passage(manner, text, numbers, slots=False)


def told(play: Play, numbers: Numbers) -> Play:
    """With the verdict on the last answer, unless a run comes before the reveal.

    Without a run the answer is about the numbers of now, which a change before the reveal replaces.
    """
    for block in _until_question(play.rest):
        if isinstance(block, Reveal):
            break
        if isinstance(block, RunTo):
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
