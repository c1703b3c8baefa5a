"""The state of a lesson as JSON, and back."""

import json
import math
from dataclasses import replace

import pytest

from engine.expressions.formula import formula_of
from tests.tui.lessons.lessons import lesson_of, numbers
from tui.lessons import player
from tui.lessons.ask import Ask, Choice, Kind
from tui.lessons.bookmark import BookmarkError, bookmark_of, play_of
from tui.lessons.document import Lesson, Prose, Question, Remember, Reveal, RunTo, Spotlight
from tui.lessons.goal import Goal, Unit
from tui.lessons.numbers import NAMES
from tui.lessons.play import Phase, Play

CHOICE = Ask(
    Kind.CHOICE, "Which? {w}", "b", choices=(Choice("a", "{w}"), Choice("b", r"less \{")),
    hints=("Look at {w}.",),
)  # fmt: skip
NUMBER = Ask(Kind.NUMBER, "How many?", "w", formula_of("w", NAMES))
LESSON = lesson_of(
    (Prose("w is {w}.", 1), Spotlight("loss", 1), Question(CHOICE, 2),
     RunTo(Goal(Unit.UPDATES, 5), 3), Remember("first", 3), Reveal(4), Prose("{first_w}", 4)),
    (Prose("Next.", 5), Question(NUMBER, 6), Reveal(7), Prose("{w - first_w:.3}", 7)),
)  # fmt: skip
NOW = numbers(3, w=2.5, scatter=math.nan, batch_loss=math.inf)


def states(lesson: Lesson) -> list[Play]:
    """The state after each turn, from the beginning to the end."""
    found = [player.begin(lesson).play]
    found.append(player.hint(found[-1]).play)
    found.append(player.answer(found[-1], "a", NOW).play)
    found.append(player.arrived(found[-1], numbers(5, w=7.0)).play)
    found.append(player.forward(found[-1], NOW).play)
    found.append(player.back(found[-1]).play)
    found.append(player.skip(player.forward(found[-1], NOW).play, NOW).play)
    found.append(player.forward(found[-1], NOW).play)
    return found


def read(play: Play) -> list[object]:
    """What a learner reads, with the numbers of another moment."""
    now = play.known(numbers(9, w=11.0))
    passages = (passage for page in play.pages for passage in page.passages)
    return [(p.manner, p.filled(now), [c.text for c in p.choices(now)]) for p in passages]


def test_every_state_comes_back_as_it_was_and_goes_on_alike():
    found = states(LESSON)
    assert found[-1].phase is Phase.OVER and found[3].remembered
    for play in found:
        again = play_of(LESSON, bookmark_of(play), play.done)
        assert read(again) == read(play)
        assert replace(again, pages=play.pages, remembered=()) == replace(play, remembered=())
        assert bookmark_of(again) == bookmark_of(play)
        here, there = (player.skip(one, NOW).play for one in (play, again))
        assert read(here) == read(there) and here.answers == there.answers


def test_what_is_not_a_state_of_this_lesson_is_refused():
    text = bookmark_of(states(LESSON)[4])
    table = json.loads(text)
    with pytest.raises(BookmarkError, match="have changed"):
        play_of(lesson_of(LESSON.steps[0].blocks), text, frozenset())
    damages: tuple[dict[str, object], ...] = (
        {"step": 7}, {"block": -1}, {"phase": "flying"}, {"phase": "asking", "block": 0},
        {"shown": True}, {"pages": []}, {"answers": [[0, 9, "a", True, False]]},
        {"remembered": [["first", 3]]}, {"spotlight": "moon"},
    )  # fmt: skip
    for changed in damages:
        with pytest.raises(BookmarkError):
            play_of(LESSON, json.dumps({**table, **changed}), frozenset())
    for nonsense in ("", "[]", "{}", "null", "\ud800", '{"lesson": NaN}'):
        with pytest.raises(BookmarkError):
            play_of(LESSON, nonsense, frozenset())
