"""What parts of the app need of others: the engine, or a scripted one in tests; the views."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from engine.config.run import RunConfig
from engine.protocol.commands import ClientCommand
from engine.protocol.events import Event

if TYPE_CHECKING:
    # Imported late: it would slow down the start by some milliseconds.
    from engine.client.spawn import Spawned
    from engine.storage.resume import OpenedRun
    from engine.storage.sessions.content import LessonContent


class EngineLike(Protocol):
    """A run in a separate process; see `engine.client.engine.Engine`."""

    async def start(self) -> None: ...
    async def close(self) -> None: ...
    async def send(self, *commands: ClientCommand) -> None: ...
    def events(self) -> AsyncIterator[Event]: ...


MakeEngine = Callable[[RunConfig], EngineLike]
"""Makes an engine for a first configuration, after the first picture is on the screen."""


def real_engine(opened: OpenedRun | None, worker: Spawned | None) -> MakeEngine:
    """Makes the engine of a process.

    Args:
        opened: a saved run to continue; None starts a new one.
        worker: a worker process that was started beforehand; None starts one.
    """

    def make(config: RunConfig) -> EngineLike:
        from engine.client.engine import Engine

        resume = None if opened is None else opened.resume
        return Engine(config, resume=resume, spawned=worker)

    return make


class LessonState(Protocol):
    """The open lesson."""

    @property
    def content(self) -> LessonContent | None: ...
    @property
    def mark(self) -> tuple[object, ...]: ...
    @property
    def begun(self) -> bool: ...
    def resume(self, content: LessonContent) -> None: ...


class ViewState(Protocol):
    """What the screen shows, by name."""

    @property
    def saved(self) -> dict[str, bool | str]: ...
    def restore(self, saved: Mapping[str, bool | str]) -> None: ...
