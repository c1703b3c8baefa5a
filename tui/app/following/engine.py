"""The engine of a follower: there is none; what writes or begins something is passed on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from engine.protocol.commands import ClientCommand, Save, SaveRun, WriteEvents
from engine.protocol.events import Event
from engine.protocol.sweep_messages import MapPhases, MeasureTradeoff, Sweep
from engine.sharing.messages import Begin, FromFollower, Write
from engine.storage.sessions.sweep_text import kind_of, spec_text


class FollowedEngine:
    """Passes on the commands that follow from a dialog; all others are dropped.

    Args:
        tell: sends a message to the followed app.
    """

    def __init__(self, tell: Callable[[FromFollower], None]) -> None:
        self._tell = tell

    async def start(self) -> None:
        """Nothing."""

    async def close(self) -> None:
        """Nothing."""

    async def events(self) -> AsyncIterator[Event]:
        """None, ever."""
        await asyncio.Event().wait()
        nothing: tuple[Event, ...] = ()
        for event in nothing:
            yield event

    async def send(self, *commands: ClientCommand) -> None:
        """Pass on what was asked for in a dialog here."""
        for command in commands:
            match command:
                case Save(path=path):
                    self._tell(Write("history", str(path.absolute())))
                case SaveRun(folder=folder, over=over):
                    self._tell(Write("run", str(folder.absolute()), over))
                case WriteEvents(folder=folder):
                    self._tell(Write("events", str(folder.absolute())))
                case Sweep(spec=spec) | MeasureTradeoff(spec=spec) | MapPhases(spec=spec):
                    self._tell(Begin(kind_of(spec), spec_text(spec)))
                case _:
                    """The followed app has its own."""
