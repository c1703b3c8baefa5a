"""Pictures wait for a terminal that says when it is done, and for one that takes nothing more."""

from __future__ import annotations

import asyncio

from tui.terminal.flow import DELAY, LATE, PATIENCE, QUERY, FlowControl


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


def test_an_answer_that_is_lost_delays_but_does_not_stop():
    terminal = _Terminal.that_answers()
    terminal.paint()
    terminal.now += PATIENCE / 2
    assert not terminal.flow.look()
    terminal.now += PATIENCE
    assert terminal.flow.look()


def test_a_key_that_comes_through_tells_of_an_answer_that_was_lost():
    terminal = _Terminal.that_answers()
    terminal.paint()
    terminal.now += LATE / 2
    terminal.flow.typed()
    assert not terminal.flow.is_ready
    terminal.now += LATE
    terminal.flow.typed()
    assert terminal.flow.is_ready


def test_no_answer_counts_as_lost_while_the_terminal_takes_nothing():
    terminal = _Terminal.that_answers()
    terminal.paint()
    terminal.waiting = 1
    terminal.now += 2 * PATIENCE
    assert not terminal.flow.look()


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
