"""Any keys in any order: the player never fails, and a lesson can always be read to its end."""

from __future__ import annotations

import random

import pytest

from engine.history.values import RunState
from tests.tui.lessons.lessons import numbers
from tui.lessons import library, player
from tui.lessons.page import Passage
from tui.lessons.play import Phase, Play, Turn

TYPED = (
    "a",
    "B)",
    "3",
    "0,02",
    "2/82.3",
    "ceil(n/M)",
    "loss",
    "",
    "{",
    "`x` {w}",
    "1e999",
    "ü" * 400,
)
MOST_KEYS = 200


def key_of(rng: random.Random, play: Play) -> Turn:
    """What any key does."""
    now = numbers(rng.randrange(100), rng.randrange(9), rng.choice(list(RunState)), w=rng.random())
    return rng.choice(
        [
            lambda: player.forward(play, now),
            lambda: player.back(play),
            lambda: player.answer(play, rng.choice(TYPED), now),
            lambda: player.hint(play),
            lambda: player.skip(play, now),
            lambda: player.restart(play),
            lambda: player.rejoin(play),
            lambda: player.arrived(play, now),
            lambda: Turn(play.remembering("first", now)),
        ]
    )()


def readable(passage: Passage, play: Play) -> bool:
    """Whether its numbers can be filled in, also where a name is not remembered yet."""
    now = play.known(numbers())
    return isinstance(passage.filled(now), str) and isinstance(passage.choices(now), tuple)


@pytest.mark.parametrize("name", library.names())
def test_a_lesson_survives_any_keys_and_then_is_played_to_its_end(name):
    rng, lesson = random.Random(name), library.lesson(name)
    play = player.begin(lesson).play
    for _ in range(MOST_KEYS):
        turn = key_of(rng, play)
        play = turn.play
        assert turn.said.isprintable()
        assert 0 <= play.shown <= play.step < len(lesson.steps)
        assert len(play.pages) == play.step + 1
        assert all(readable(passage, play) for passage in play.page.passages)
        assert bool(play.locked) is (play.phase is Phase.ASKING) is (play.ask is not None)
    play = player.begin(lesson, done=play.done).play
    for _ in range(MOST_KEYS):
        move = player.arrived if play.phase is Phase.RUNNING else player.skip
        play = move(play, numbers()).play
        if play.phase is Phase.OVER:
            break
    assert play.done == set(range(len(lesson.steps)))
    assert all(given.right for given in play.answers)
