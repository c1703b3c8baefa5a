"""The connection to the engine: a worker process that cannot be started."""

from __future__ import annotations

import errno

import pytest

from engine.config.run import RunConfig
from engine.protocol.commands import ClientCommand, Revive, Step
from tests.fakes import FakeEngine
from tui.app.app import DescentApp


class Unstartable(FakeEngine):
    """No process can be started for some attempts."""

    fails = 2

    async def start(self) -> None:
        self._attempt()
        await super().start()

    async def send(self, *commands: ClientCommand) -> None:
        if any(isinstance(command, Revive) for command in commands):
            self._attempt()
        await super().send(*commands)

    def _attempt(self) -> None:
        self.fails -= 1
        if self.fails >= 0:
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")


@pytest.mark.parametrize("key", ["n", "B", "space"])
async def test_a_worker_that_cannot_be_started_is_a_lost_one_that_k_starts_again(key):
    engines: list[FakeEngine] = []

    def make_engine(config: RunConfig) -> FakeEngine:
        engines.append(Unstartable(config))
        return engines[0]

    app = DescentApp(RunConfig(), make_engine)
    async with app.run_test(size=(120, 40)) as pilot:

        async def press(name: str) -> str:
            await pilot.press(name)
            await app.link.passed_on()
            await engines[0].dealt()
            await pilot.pause()
            assert app.model.messages.shown is not None
            return app.model.messages.shown.text

        await pilot.pause()
        for said in (await press("l"), await press("escape"), await press("k")):
            assert app.model.worker.lost
            assert "the worker could not be started: [Errno 11] Resource" in said
            assert app.dashboard.status.status.hints[0].words == "restart the worker"
        assert "the worker is lost; k: restart it" in await press(key)
        assert len(app.screen_stack) == 1
        assert engines[0].said == []
        await press("k")
        assert not app.model.worker.lost
        await press("n")
        assert engines[0].said == [Revive(replace=True), Step(1)]
