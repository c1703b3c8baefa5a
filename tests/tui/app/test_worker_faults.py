"""The app with the real engine, whose worker process is killed and stopped under it.

The worker has no TensorFlow (`frail_worker`).
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable

import pytest

from engine.client import engine as engines
from engine.client import pulse
from engine.client.engine import Engine
from engine.config.run import RunConfig
from engine.history.values import RunState
from tools.processes import is_alive
from tui.app.app import DescentApp
from tui.model.status import Phase

PATIENCE = 60.0


async def test_a_killed_and_a_stopped_worker_leave_the_keys_and_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.client.spawn.MODULE", "tests.engine.client.frail_worker")
    monkeypatch.setattr(engines, "_LOOK_SECONDS", 0.02)
    monkeypatch.setattr(pulse, "QUIET_SECONDS", 0.5)
    made: list[Engine] = []

    def make_engine(config: RunConfig) -> Engine:
        made.append(Engine(config))
        return made[0]

    app = DescentApp(RunConfig(), make_engine)
    async with app.run_test(size=(120, 40)) as pilot:

        async def until(seen: Callable[[], bool]) -> None:
            async with asyncio.timeout(PATIENCE):
                while not seen():
                    await pilot.pause(0.01)

        def said() -> str:
            return app.dashboard.status.status.message.text

        def update() -> int:
            return -1 if app.model.present is None else app.model.present.update

        await until(lambda: update() == 0)
        await pilot.press("n", "n", "n")
        await until(lambda: update() == 3)
        theta = app.model.present and app.model.present.theta
        workers = [made[0].worker_pid]
        for number, words in (
            (signal.SIGKILL, "the worker is lost: ended by SIGKILL (out of memory?)"),
            (signal.SIGSTOP, "the worker is stopped (SIGSTOP): no answer for"),
        ):
            pid = workers[-1]
            assert pid is not None
            os.kill(pid, number)
            await until(lambda words=words: said().startswith(words))  # type: ignore[misc]
            assert app.dashboard.status.status.hints[0].words == "restart the worker"
            # Keys are answered meanwhile.
            await pilot.press("2")
            assert app.situation().view == "surface"
            await pilot.press("1", "k")
            await until(lambda: app.model.state is RunState.PAUSED and not app.model.worker.silent)
            assert (update(), app.model.present and app.model.present.theta) == (3, theta)
            workers.append(made[0].worker_pid)
            assert workers[-1] not in workers[:-1]
        assert app.model.state is not Phase.LOST
        await pilot.press("n")
        await until(lambda: update() == 4)
    assert not any(is_alive(pid) for pid in workers if pid is not None)
