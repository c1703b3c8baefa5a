"""The app's connection to the engine: sends commands in order, receives events."""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from collections.abc import Awaitable, Callable

from engine.config.run import RunConfig
from engine.protocol.commands import ClientCommand
from engine.protocol.events import Event, Failed, Lost, Notice
from tui.app.ports import EngineLike, MakeEngine
from tui.terminal.faults import in_words


class EngineLink:
    """An engine that accepts commands before it exists, and never delays a key.

    Args:
        make_engine: called once, by `run`.
        deal: called with each event; awaited before the next event is requested, and so before
            another frame can arrive.
    """

    def __init__(self, make_engine: MakeEngine, deal: Callable[[Event], Awaitable[None]]) -> None:
        self._make_engine = make_engine
        self._deal = deal
        self._commands: asyncio.Queue[ClientCommand] = asyncio.Queue()
        self._engine: EngineLike | None = None
        self._running: asyncio.Task[None] | None = None

    def send(self, *commands: ClientCommand) -> None:
        """Queue commands for the engine, in order."""
        for command in commands:
            self._commands.put_nowait(command)

    async def passed_on(self) -> None:
        """Wait until the engine has received all commands."""
        await self._commands.join()

    def begin(self, config: RunConfig) -> None:
        """Run in a task of its own, until `close`: the last save needs it when all else ends."""
        self._running = asyncio.create_task(self.run(config))

    async def run(self, config: RunConfig) -> None:
        """Start the engine, pass on commands and process events, until cancelled."""
        engine = self._engine = self._make_engine(config)
        listening = asyncio.create_task(self._listen(engine))
        try:
            await self._reach(engine.start())
            while True:
                command = await self._commands.get()
                try:
                    await self._reach(engine.send(command))
                finally:
                    self._commands.task_done()
        finally:
            listening.cancel()

    async def close(self) -> None:
        """End the engine's worker."""
        if self._engine is not None:
            await self._engine.close()
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    async def _listen(self, engine: EngineLike) -> None:
        async for event in engine.events():
            try:
                await self._deal(event)
            except Exception as error:  # noqa: BLE001 - the next event must be heard
                await self._report(f"an event of the worker failed: {in_words(error)}", error)

    async def _reach(self, call: Awaitable[None]) -> None:
        """Wait for a call of the engine; a process that does not start is a lost worker."""
        try:
            await call
        except OSError as error:
            await self._deal(Failed.to_start(error))
            await self._deal(Lost("it could not be started"))
        except Exception as error:  # noqa: BLE001 - the next command must be sent
            await self._report(f"a command could not be sent: {in_words(error)}", error)

    async def _report(self, text: str, error: Exception) -> None:
        """Show what failed; where even that fails, there is nobody to tell."""
        with contextlib.suppress(Exception):
            await self._deal(Notice(text, "".join(traceback.format_exception(error))))
