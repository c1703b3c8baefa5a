"""Readings of a GPU by the driver's library, which a stand-in replaces here."""

from __future__ import annotations

import math
import sys
from types import SimpleNamespace

import pytest

from engine.client.gpu_meter import GpuReading, meter_of


class NVMLError(Exception):
    """As in pynvml."""


def driver(**more: object) -> SimpleNamespace:
    """A `pynvml` with one GPU."""

    def handle(bus: bytes) -> str:
        if bus != b"0000:65:00.0":
            raise NVMLError("not found")
        return "the GPU"

    functions = {
        "NVMLError": NVMLError,
        "NVML_TEMPERATURE_GPU": 0,
        "nvmlInit": lambda: None,
        "nvmlDeviceGetHandleByPciBusId": handle,
        "nvmlDeviceGetUtilizationRates": lambda _: SimpleNamespace(gpu=12, memory=3),
        "nvmlDeviceGetMemoryInfo": lambda _: SimpleNamespace(used=12e8, total=80e9),
        "nvmlDeviceGetTemperature": lambda *_: 41,
        "nvmlDeviceGetPowerUsage": lambda _: 70_300,  # in milliwatts
    }
    return SimpleNamespace(**functions | more)


def test_a_reading_is_in_the_units_that_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", driver())
    meter = meter_of("0000:65:00.0")
    assert meter is not None
    assert meter.read() == GpuReading(0.12, 1.2e9, 80e9, 41.0, 70.3)


def test_what_a_gpu_does_not_tell_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> float:
        raise NVMLError("not supported")

    refusing = driver(nvmlDeviceGetUtilizationRates=refuses, nvmlDeviceGetPowerUsage=refuses)
    monkeypatch.setitem(sys.modules, "pynvml", refusing)
    meter = meter_of("0000:65:00.0")
    assert meter is not None
    reading = meter.read()
    assert math.isnan(reading.busy)
    assert math.isnan(reading.power)
    assert reading.temperature == 41


def test_without_a_library_a_driver_or_such_a_gpu_there_is_no_meter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_driver() -> None:
        raise NVMLError("driver not loaded")

    monkeypatch.setitem(sys.modules, "pynvml", driver())
    assert meter_of("0000:66:00.0") is None
    monkeypatch.setitem(sys.modules, "pynvml", driver(nvmlInit=no_driver))
    assert meter_of("0000:65:00.0") is None
    monkeypatch.setitem(sys.modules, "pynvml", None)
    assert meter_of("0000:65:00.0") is None
