"""The past is played at the pace of the run: from its start, from any moment, until its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from engine.protocol.commands import ClientCommand, Seek
from tests.tui.stage import Clock, Stage, stage
from tui.app.controllers.replay import ReplayController


@dataclass
class Ticker:
    """Ticks when a test says so."""

    tick: Callable[[], None] = lambda: None
    stopped: bool = False
    made: list[Ticker] = field(default_factory=list)

    def every(self, _: float, tick: Callable[[], None]) -> Ticker:
        self.made.append(Ticker(tick))
        return self.made[-1]

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def ticker():
    return Ticker()


async def tick(on: Stage, clock: Clock, ticker: Ticker, seconds: float) -> int:
    """Let time pass; the update that is shown then."""
    clock.seconds += seconds
    ticker.made[-1].tick()
    await on.settle()
    frame = on.app.model.frame
    assert frame is not None
    return frame.update


async def test_a_run_is_played_paused_and_sought(ticker):
    clock = Clock()
    async with stage() as on:
        moments = on.app.replay._to_present
        replay = ReplayController(on.app.replay._desk, moments, ticker.every, clock)
        on.app.model.set_pace(10.0)
        await on.press("space")
        await on.train(40)
        replay.begin()
        await on.settle()
        assert await tick(on, clock, ticker, 0.0) == 0
        assert await tick(on, clock, ticker, 0.25) == 2
        assert await tick(on, clock, ticker, 0.01) == 2
        assert await tick(on, clock, ticker, 0.24) == 5, "fractions are not lost"
        assert "replay" in on.message and "10/s" in on.message

        await on.press("<")
        shown = on.app.model.frame.update
        assert await tick(on, clock, ticker, 0.1) == shown, "it goes on from where the user went"
        assert await tick(on, clock, ticker, 0.1) == shown + 1

        replay.play_or_pause()
        assert ticker.made[-1].stopped and not replay.playing
        replay.play_or_pause()
        assert replay.playing
        assert await tick(on, clock, ticker, 0.0) == shown + 1
        assert await tick(on, clock, ticker, 60.0) == shown + 3, "it does not jump"
        on.app.model.set_pace(1000.0)
        assert await tick(on, clock, ticker, 60.0) == 40
        assert not on.app.model.looking_back and not replay.playing
        assert "end of the replay" in on.message


async def test_a_busy_worker_skips_moments_and_unlimited_takes_twenty_seconds(ticker):
    clock = Clock()
    sent: list[ClientCommand] = []
    async with stage() as on:
        desk = on.app.replay._desk
        busy = replace(desk, send=lambda *commands: sent.extend(commands))
        replay = ReplayController(busy, on.app.replay._to_present, ticker.every, clock)
        on.app.model.set_pace(None)
        await on.press("space")
        await on.train(50)
        on.app.model.look_back()
        desk.send(Seek(0))
        await on.settle()
        replay.play_or_pause()
        for _ in range(5):
            await tick(on, clock, ticker, 0.1)
        assert sent == [Seek(3)], "30 updates a second, and one request at a time"
        await on.press("end")
        await tick(on, clock, ticker, 0.1)
        assert not replay.playing


async def test_space_plays_the_past_and_runs_the_present():
    async with stage() as on:
        await on.press("space")
        await on.train(20)
        on.app.model.set_pace(0.001)
        await on.press("space", ",", ",", "space")
        assert on.app.replay.playing
        await on.press("space")
        assert not on.app.replay.playing
        assert "replay paused" in on.message
        await on.press("end", "space")
        assert on.app.model.running
        assert not on.app.replay.playing
