"""The engine as commands without a screen use it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from engine.config.run import RunConfig
from engine.protocol.commands import ClientCommand, Watch
from engine.protocol.events import Event


class HeadlessEngine(Protocol):
    """A started engine; see `engine.client.engine.Engine`."""

    async def send(self, *commands: ClientCommand) -> None: ...
    def events(self) -> AsyncIterator[Event]: ...


OpenEngine = Callable[[RunConfig, Watch], AbstractAsyncContextManager[HeadlessEngine]]
"""Makes an engine that is started on entry and closed on exit."""


def open_engine(config: RunConfig, watch: Watch) -> AbstractAsyncContextManager[HeadlessEngine]:
    """The real engine."""
    from engine.client.engine import Engine

    return Engine(config, watch=watch)


def engine_of(address: str) -> OpenEngine:
    """The workers of the Dask scheduler with this address."""
    from engine.cluster.scheduler import ClusterEngine

    def opened(config: RunConfig, watch: Watch) -> AbstractAsyncContextManager[HeadlessEngine]:
        del config, watch  # they come with the sweep, which is all that is reported
        return ClusterEngine(address)

    return opened
