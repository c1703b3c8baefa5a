"""What NVIDIA's driver says of the GPU that trains: how busy, how full, how warm it is.

Needs `nvidia-ml-py`, which the extra `gpu` installs; without it, or without a driver, there is no
meter, and nothing is said.
"""

from __future__ import annotations

import contextlib
import importlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class GpuReading:
    """The state of a GPU; nan for what it does not tell, as parts of a shared one do not.

    Attributes:
        busy: share of the last second, or less, in which a kernel was running, 0 to 1.
        memory, memory_total: bytes in use, by all processes, and installed.
        temperature: in °C.
        power: in watts.
    """

    busy: float = math.nan
    memory: float = math.nan
    memory_total: float = math.nan
    temperature: float = math.nan
    power: float = math.nan


class GpuMeter:
    """Reads one GPU; a reading may take milliseconds, so it is no work for an event loop.

    Args:
        nvml: the module `pynvml`.
        handle: of the GPU.
    """

    def __init__(self, nvml: Any, handle: Any) -> None:
        self._nvml, self._handle = nvml, handle

    def read(self) -> GpuReading:
        """The current state."""
        nvml, handle = self._nvml, self._handle

        def told(ask: Callable[[], float]) -> float:
            try:
                return float(ask())
            except nvml.NVMLError:
                return math.nan

        return GpuReading(
            busy=told(lambda: nvml.nvmlDeviceGetUtilizationRates(handle).gpu) / 100,
            memory=told(lambda: nvml.nvmlDeviceGetMemoryInfo(handle).used),
            memory_total=told(lambda: nvml.nvmlDeviceGetMemoryInfo(handle).total),
            temperature=told(
                lambda: nvml.nvmlDeviceGetTemperature(handle, nvml.NVML_TEMPERATURE_GPU)
            ),
            power=told(lambda: nvml.nvmlDeviceGetPowerUsage(handle)) / 1000,
        )


def meter_of(bus: str) -> GpuMeter | None:
    """A meter for the GPU with this PCI bus id; None if it cannot be read.

    CUDA and the driver number GPUs differently, and `CUDA_VISIBLE_DEVICES` renumbers them; the bus
    id is the same for both.
    """
    try:
        nvml: Any = importlib.import_module("pynvml")
    except ImportError:
        return None
    with contextlib.suppress(nvml.NVMLError, OSError):
        nvml.nvmlInit()
        return GpuMeter(nvml, nvml.nvmlDeviceGetHandleByPciBusId(bus.encode()))
    return None
