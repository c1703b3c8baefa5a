"""The worker process: started, ended, lost, or left for another device; the next one carries on."""

import errno
import os
import signal

import numpy as np
import pytest

from engine.client.engine import Engine
from engine.client.spawn import spawn
from engine.config.run import RunConfig
from engine.protocol.commands import (
    Configure,
    Restart,
    Revive,
    Step,
)
from engine.protocol.events import Lost
from tests.engine.conftest import config_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.thorough
async def test_a_killed_worker_is_told_and_the_next_carries_on_from_the_checkpoint(listener):
    values = {"optimizer": "adam", "batch_size": 16, "stop": "never", "learning_rate": 0.1}
    await listener.engine.send(Configure(config_of(**values)), Step(50))
    before = await listener.until_frame(lambda frame: frame.update == 50)
    os.kill(listener.engine.worker_pid, signal.SIGKILL)
    lost = await listener.until(lambda event: isinstance(event, Lost))
    assert "SIGKILL" in lost.reason
    await listener.engine.send(Revive(), Step(10))
    after = await listener.until_frame(lambda frame: frame.update == 60)
    assert np.array_equal(after.updates.theta[:50], before.updates.theta)
    await listener.engine.send(Restart(), Step(60))
    unbroken = await listener.until_frame(lambda frame: frame.update == 60 and not frame.changes)
    for name in ("index", "theta", "loss"):
        assert np.array_equal(getattr(after.updates, name), getattr(unbroken.updates, name)), name


async def test_a_worker_that_nobody_wants_is_ended():
    worker = spawn()
    worker.discard()
    assert worker.process.returncode == -signal.SIGKILL


async def test_without_a_process_nothing_says_that_a_worker_starts(monkeypatch):
    def refuse() -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("engine.client.child.spawn", refuse)
    engine = Engine(RunConfig())
    with pytest.raises(OSError, match="temporarily"):
        await engine.start()
    assert engine.worker_pid is None
    await engine.close()
    assert [event async for event in engine.events()] == []
