"""An engine in this process: the real session, without a worker to start.

For programs that are to be shown to work as written, of which starting a process is no part.
TensorFlow is imported with the first one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Self

from engine.client.memory import Memory
from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.protocol.commands import Acknowledge, ClientCommand, Command, Resume, Revive, Watch
from engine.protocol.events import Event, RaceFrame, Ready
from tests.device import DEVICE


class InProcessEngine:
    """As `engine.client.engine.Engine`, to whoever uses it; arguments as there."""

    def __init__(
        self, config: RunConfig, *, watch: Watch | None = None, resume: Resume | None = None
    ) -> None:
        from engine.worker.session.session import Session
        from tests.engine.shared_programs import share

        share()
        self._session = Session(config, DEVICE)
        self._wake, self._closed = asyncio.Event(), False
        self._fault: Exception | None = None
        for command in Memory(config, watch or Watch(), resume).opening():
            self._obey(command)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        self._closed = True
        self._session.obey(Watch())  # no longer writes a history

    def _obey(self, command: Command) -> None:
        try:
            self._session.obey(command)
        except Exception as error:
            # Whoever waits for events is not always the one who gave the command.
            self._fault = error
            raise
        finally:
            self._wake.set()

    async def send(self, *commands: ClientCommand) -> None:
        for command in commands:
            assert not isinstance(command, Revive)
            self._obey(command)

    async def events(self) -> AsyncIterator[Event]:
        yield Ready("CPU", "", "", 0.0)
        while not self._closed:
            told = tuple(self._session.outbox)
            self._session.outbox.clear()  # its modes add to this very list
            for event in told:
                if isinstance(event, Frame | RaceFrame):
                    self._session.obey(Acknowledge())
                yield event
            await self._command_or_work()
            if self._fault is not None:
                raise self._fault
            self._session.work()

    async def _command_or_work(self) -> None:
        """Until there is work, or a command was obeyed, as the worker waits for its link."""
        idle = 0.0 if self._session.outbox else self._session.idle_seconds
        if idle == 0.0:
            await asyncio.sleep(0)
            return
        self._wake.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(idle):
                await self._wake.wait()
