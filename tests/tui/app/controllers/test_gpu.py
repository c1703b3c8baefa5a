"""The state of the GPU beside speed and kernels, while the instruments are on."""

from __future__ import annotations

import math
import threading
from collections.abc import Coroutine

from engine.client.gpu_meter import GpuReading
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.events import Ready
from tests.tui.stage import stage
from tui.app.controllers.gpu import GpuController
from tui.model.app_model import AppModel
from tui.model.status import Status
from tui.terminal.instruments import Readings
from tui.widgets.message_line import laid_out

READING = GpuReading(0.12, 1.2 * 2**30, 80 * 2**30, 41.0, 70.3)


def facts(**more: object) -> str:
    status = Status(
        state=RunState.RUNNING, updates_per_second=1.2e6, instruments=Readings(30, 2000, 0.004)
    )
    return laid_out(Status(**(vars(status) | more)), 200).facts


def test_kernels_and_the_gpu_are_said_beside_the_speed() -> None:
    shown = facts(kernels=16, gpu=READING)
    assert "19.2M kernels/s · GPU 12 % busy · 1.2 of 80 GiB · 41 °C · 70 W · 30 pictures/s" in shown
    assert "kernels" not in facts(kernels=16, updates_per_second=0.0)
    assert "GPU" not in facts(kernels=16)
    partly = facts(gpu=GpuReading(memory=5 << 30, memory_total=10 << 30, busy=math.nan))
    assert "5.0 of 10 GiB" in partly
    assert not {"GPU", "°C", " W"} & set(partly.split(" · "))


async def test_it_is_read_in_a_thread_only_while_it_is_shown() -> None:
    asked: list[str] = []
    threads: list[threading.Thread] = []

    class Meter:
        def read(self) -> GpuReading:
            threads.append(threading.current_thread())
            return READING

    model = AppModel(RunConfig(), None)
    model.receive(Ready("GPU:0 NVIDIA A100", "2", "3", 1.0, "0000:65:00.0"))
    shown = [True]
    coroutines: list[Coroutine[None, None, None]] = []

    def drawn() -> None:
        readings.append(gpu.reading)
        shown[0] = False

    def meter(bus: str) -> Meter:
        asked.append(bus)
        return Meter()

    readings: list[GpuReading | None] = []
    gpu = GpuController(model, lambda: shown[0], coroutines.append, drawn, meter)  # type: ignore[arg-type]
    gpu.look()
    gpu.look()
    assert len(coroutines) == 1
    await coroutines[0]
    assert asked == ["0000:65:00.0"]
    assert readings == [READING]
    assert gpu.reading is None
    assert threading.main_thread() not in threads


async def test_the_kernels_are_asked_for_with_the_instruments() -> None:
    async with stage() as app:
        await app.press("I")
        assert app.engine.watched.kernels
        await app.press("I")
        assert not app.engine.watched.kernels
