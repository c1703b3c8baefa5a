"""Reads the GPU that trains, once a second in a thread, while the instruments are on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from engine.client.gpu_meter import GpuMeter, GpuReading, meter_of
from tui.model.app_model import AppModel

SECONDS = 1.0
"""Between two readings."""


class GpuController:
    """The last reading of the worker's GPU.

    Args:
        model: the state of the app, which knows the worker's GPU.
        on: whether the reading is shown.
        in_background: runs a coroutine.
        redraw: shows the reading.
        meter: makes a meter for a PCI bus id.

    Attributes:
        reading: the last one; None while it is not shown, or cannot be read.
    """

    def __init__(
        self,
        model: AppModel,
        on: Callable[[], bool],
        in_background: Callable[[Coroutine[None, None, None]], None],
        redraw: Callable[[], None],
        meter: Callable[[str], GpuMeter | None] = meter_of,
    ) -> None:
        self._model, self._on = model, on
        self._in_background, self._redraw, self._meter = in_background, redraw, meter
        self._reading = False
        self.reading: GpuReading | None = None

    def look(self) -> None:
        """Read while the instruments are on."""
        if self._on() and not self._reading:
            self._reading = True
            self._in_background(self._read())

    async def _read(self) -> None:
        meter, bus = None, ""
        try:
            while self._on():
                if self._model.worker.bus != bus:
                    bus = self._model.worker.bus
                    meter = await asyncio.to_thread(self._meter, bus) if bus else None
                self.reading = None if meter is None else await asyncio.to_thread(meter.read)
                self._redraw()
                await asyncio.sleep(SECONDS)
        finally:
            self._reading, self.reading = False, None
