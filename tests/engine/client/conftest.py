"""A worker that the tests of a module share, since importing TensorFlow takes seconds."""

from collections.abc import AsyncIterator

import pytest_asyncio

from engine.client.engine import Engine
from engine.client.spawn import spawn
from engine.config.run import RunConfig
from engine.protocol.commands import (
    Configure,
    Pause,
    Restart,
    Revive,
    SetPace,
    Watch,
)
from tests.engine.client.listener import Listener


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared() -> AsyncIterator[Listener]:
    worker = spawn()
    async with Engine(RunConfig(), spawned=worker) as engine:
        assert engine.worker_pid == worker.process.pid
        yield Listener(engine)


@pytest_asyncio.fixture(loop_scope="module")
async def listener(shared: Listener) -> AsyncIterator[Listener]:
    shared.seen.clear()
    yield shared
    engine = shared.engine
    await engine.send(Revive(), Pause(), SetPace(None), Watch(), Configure(RunConfig()), Restart())
    await shared.until_frame(
        lambda frame: frame.update == 0 and frame.config == RunConfig() and frame.state == "ready"
    )
