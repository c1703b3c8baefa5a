"""Every event of a worker is a sign of life."""

from __future__ import annotations

from typing import Any

from engine.client.worker import Worker
from engine.protocol.events import Ready


class StillChild:
    """A process that sends one event, and no heartbeat."""

    async def receive(self) -> Any:
        return Ready("CPU", "2", "3", 1.0)

    def sign(self) -> None:
        return None

    def look(self) -> None:
        """Nothing to see."""


async def test_an_event_without_a_heartbeat_ends_the_silence_and_the_start():
    worker = Worker(StillChild())  # type: ignore[arg-type]
    for _ in range(9):
        assert worker.look(1.0) is None
    await worker.receive()
    assert [worker.look(1.0) for _ in range(2)] == [None, None]
    silence = worker.look(1.0)
    assert silence is not None
    assert (silence.seconds, silence.doing) == (3.0, "")
