"""A follower of an app on stage, on a stage of its own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from textual.pilot import Pilot

from engine.sharing.folder import shares_in, sharing_folder
from engine.sharing.house import Guest
from engine.sharing.knock import Line
from engine.sharing.messages import FROM_FOLLOWER, Drawn, FromFollower, Join
from tests.tui.stage import Shown, Stage
from tui.app.following.app import FollowerApp
from tui.app.sharing.publisher import Publisher
from tui.terminal.settings import ScreenSettings


@dataclass
class Counts:
    """Messages of followers, but for those that an update was shown."""

    told: int = 0
    heard: int = 0


@contextmanager
def counted() -> Iterator[Counts]:
    """Count what followers say, and what the app has heard of that."""
    counts, send, heard = Counts(), Line.send, Publisher.heard

    def counting_send(line: Line, message: FromFollower) -> None:
        counts.told += not isinstance(message, Drawn)
        send(line, message)

    def counting_heard(publisher: Publisher, guest: Guest, body: bytes) -> None:
        heard(publisher, guest, body)
        counts.heard += not isinstance(FROM_FOLLOWER.decode(body), Drawn | Join)

    with (
        patch.object(Line, "send", counting_send),
        patch.object(Publisher, "heard", counting_heard),
    ):
        yield counts


@dataclass
class Follower(Shown):
    """A follower, and the stage of the app that it follows."""

    pilot: Pilot[int]
    stage: Stage
    counts: Counts

    async def settle(self) -> None:
        """Until it shows what the app shows."""
        publisher = self.stage.app.sharing.publisher
        assert publisher is not None
        while True:
            await self.pilot.pause()
            await self.stage.settle()
            publisher.look()
            if publisher.settled and self.counts.heard == self.counts.told:
                break
            await asyncio.sleep(0)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()


@asynccontextmanager
async def following(
    stage: Stage, size: tuple[int, int] = (120, 40), *, take_over: bool = False, theme: str = ""
) -> AsyncIterator[Follower]:
    """A follower of this app, which shares its session from now on."""
    with counted() as counts:
        if stage.app.sharing.publisher is None:
            stage.app.do("share")
        folder = sharing_folder(os.environ)
        while not shares_in(folder):
            await stage.pilot.pause()
        [share] = shares_in(folder)
        join = Join("pts/9", take_over=take_over)
        line = await asyncio.to_thread(Line.joined, share, join)
        app = FollowerApp(line, (), ScreenSettings(theme=theme))
        async with app.run_test(size=size) as pilot:
            follower = Follower(app, pilot, stage, counts)
            await follower.settle()
            yield follower
            assert app.faults.total == 0, app.model.messages.log
