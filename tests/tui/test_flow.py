"""Pictures wait for a terminal that says when it is done, and for no other."""

from __future__ import annotations

import asyncio

from tui.flow import QUERY, FlowControl


class _Terminal:
    """Keeps what is written; answers when told to."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, text: str) -> None:
        self.written.append(text)


async def test_a_terminal_that_never_answered_is_asked_once_and_never_waited_for():
    terminal = _Terminal()
    flow = FlowControl(terminal.write, patience=3600)
    flow.probe()
    await flow.caught_up()
    await flow.settled()
    assert terminal.written == [QUERY]


async def test_a_picture_waits_for_the_answer():
    terminal = _Terminal()
    flow = FlowControl(terminal.write, patience=3600)
    flow.probe()
    flow.answered()
    waiting = asyncio.create_task(flow.caught_up())
    done, _ = await asyncio.wait([waiting], timeout=0)
    assert not done
    assert terminal.written == [QUERY, QUERY]
    flow.answered()
    await waiting


async def test_an_answer_that_is_lost_delays_but_does_not_stop():
    terminal = _Terminal()
    flow = FlowControl(terminal.write, patience=0)
    flow.probe()
    flow.answered()
    await flow.caught_up()
    await flow.caught_up()
    assert terminal.written == [QUERY] * 3
