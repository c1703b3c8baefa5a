"""Pictures wait for a terminal that says when it is done, and for one that takes nothing more."""

from __future__ import annotations

import asyncio
import threading

from tui.terminal.flow import (
    CAUTION,
    DELAY,
    MOST_PATIENCE,
    OVERDUE_SECONDS,
    PATIENCE,
    QUERY,
    FlowControl,
)


class _Terminal:
    """Keeps what is written; answers when told to, at a time of its own."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.waiting = 0
        self.now = 0.0
        self.flow = FlowControl(self.written.append, lambda: self.waiting, lambda: self.now)

    def paint(self) -> None:
        self.written += ["picture", self.flow.painted()]

    def answer(self, after: float = 0.0) -> None:
        self.now += after
        self.flow.answered()

    @classmethod
    def that_answers(cls, after: float = 0.0) -> _Terminal:
        """One that was asked, has answered, and has drawn a first picture."""
        terminal = cls()
        terminal.flow.probe()
        terminal.answer()
        terminal.paint()
        terminal.answer(after)
        return terminal


def test_a_terminal_that_never_answered_is_asked_once_and_never_waited_for():
    terminal = _Terminal()
    terminal.flow.probe()
    for _ in range(3):
        assert terminal.flow.is_ready
        terminal.paint()
    assert terminal.written.count(QUERY) == 1


def test_a_picture_waits_until_the_one_before_is_drawn():
    terminal = _Terminal.that_answers()
    assert terminal.flow.is_ready
    terminal.paint()
    assert not terminal.flow.is_ready
    terminal.answer()
    assert terminal.flow.is_ready


def test_an_answer_counts_from_when_it_came_though_the_event_loop_was_busy():
    terminal = _Terminal.that_answers(after=0.1)
    several = terminal.flow.window
    terminal.paint()
    terminal.now += 0.1
    reader = threading.Thread(target=terminal.flow.heard)
    reader.start()
    reader.join()
    terminal.now += 10 * DELAY
    assert terminal.flow.look()
    # It took as long as usual: nothing piles up in the line.
    assert terminal.flow.window == several > 1


def test_a_picture_waits_while_bytes_of_the_one_before_are_not_taken():
    terminal = _Terminal()
    terminal.waiting = 1
    assert not terminal.flow.is_ready
    terminal.waiting = 0
    assert terminal.flow.is_ready


async def test_whoever_waits_goes_on_when_the_terminal_answers():
    terminal = _Terminal.that_answers()
    terminal.paint()
    waiting = asyncio.create_task(terminal.flow.ready())
    done, _ = await asyncio.wait([waiting], timeout=0)
    assert not done
    terminal.answer()
    await waiting


def test_over_a_long_line_as_many_pictures_are_on_their_way_as_come_in_the_time_of_an_answer():
    terminal = _Terminal.that_answers(after=0.1)
    terminal.flow.pictures_per_second = 30
    # One that is being drawn, and three that come while its answer travels 0.1 s.
    for _ in range(4):
        assert terminal.flow.is_ready
        terminal.paint()
    assert not terminal.flow.is_ready


def test_a_line_on_which_pictures_pile_up_gets_one_at_a_time():
    terminal = _Terminal.that_answers(after=0.1)
    terminal.paint()
    terminal.answer(after=0.1 + 2 * DELAY)
    terminal.paint()
    assert not terminal.flow.is_ready
    terminal.answer(after=0.1)
    terminal.paint()
    assert terminal.flow.is_ready


def pictures_in(terminal: _Terminal, seconds: float) -> int:
    """How many pictures are painted in that time if there is always a new one."""
    before, step = terminal.written.count("picture"), 1 / 60
    for _ in range(round(seconds / step)):
        terminal.now += step
        if terminal.flow.look():
            terminal.paint()
    return terminal.written.count("picture") - before


def test_a_terminal_that_no_longer_answers_gets_pictures_all_the_same():
    terminal = _Terminal.that_answers(after=0.001)
    terminal.paint()
    assert pictures_in(terminal, PATIENCE - 0.05) == 0
    assert pictures_in(terminal, 0.1) == 1
    assert pictures_in(terminal, 2 * OVERDUE_SECONDS) >= 1
    # Long after, it is taken for one that never answers, but asked now and then.
    pictures_in(terminal, MOST_PATIENCE + CAUTION)
    asked = terminal.written.count(QUERY)
    assert pictures_in(terminal, 2.0) > 100
    assert terminal.written.count(QUERY) - asked <= 3
    terminal.answer(after=0.001)
    terminal.paint()
    assert not terminal.flow.look()


def test_few_pictures_queue_up_in_a_line_that_stalls():
    terminal = _Terminal.that_answers(after=0.001)
    terminal.paint()
    assert 1 < pictures_in(terminal, MOST_PATIENCE) <= 5
    terminal.answer(after=0.001)  # of the picture before the stall: the others are on their way
    assert not terminal.flow.look()


def test_a_key_that_comes_through_shows_that_the_line_does_not_stall():
    terminal = _Terminal.that_answers(after=0.001)
    terminal.paint()
    terminal.flow.typed()
    assert not terminal.flow.is_ready
    terminal.now += PATIENCE
    terminal.flow.typed()
    assert pictures_in(terminal, 1.0) >= 9
    terminal.now += CAUTION
    assert pictures_in(terminal, 1.0) > 50


def test_a_line_that_is_slow_and_not_deaf_is_waited_for_after_one_mistake():
    terminal = _Terminal.that_answers(after=0.001)
    terminal.paint()
    terminal.now += PATIENCE
    terminal.flow.typed()
    assert terminal.flow.look()
    terminal.paint()
    terminal.answer(after=1.0)
    terminal.paint()
    terminal.now += 2 * PATIENCE
    terminal.flow.typed()
    assert not terminal.flow.look()


def test_the_usual_time_of_an_answer_is_waited_for():
    terminal = _Terminal.that_answers(after=0.5)
    for _ in range(20):
        terminal.paint()
        terminal.answer(after=0.5)
    while terminal.flow.look():
        terminal.paint()
    assert pictures_in(terminal, 1.0) == 0


async def test_whoever_waits_goes_on_when_an_answer_is_overdue():
    written: list[str] = []
    flow = FlowControl(written.append, lambda: 0)
    flow.probe()
    flow.answered()
    flow.painted()
    flow.answered()
    flow.painted()
    async with asyncio.timeout(30):
        await flow.ready()


def test_no_answer_counts_as_lost_while_the_terminal_takes_nothing():
    terminal = _Terminal.that_answers()
    terminal.paint()
    terminal.waiting = 1
    terminal.now += 2 * MOST_PATIENCE
    assert not terminal.flow.look()


def test_while_bytes_wait_it_is_looked_again_soon():
    terminal = _Terminal.that_answers()
    terminal.paint()
    terminal.waiting = 1
    assert 0 < terminal.flow.due <= PATIENCE


async def test_the_end_waits_for_answers_that_are_still_to_come():
    terminal = _Terminal.that_answers()
    terminal.paint()
    settling = asyncio.create_task(terminal.flow.settled(patience=3600))
    done, _ = await asyncio.wait([settling], timeout=0)
    assert not done
    terminal.answer()
    await settling


def test_answers_that_went_to_another_program_are_not_waited_for():
    terminal = _Terminal.that_answers()
    terminal.paint()
    assert not terminal.flow.is_ready
    terminal.flow.restart()
    assert terminal.flow.is_ready
