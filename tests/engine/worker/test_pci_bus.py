"""The PCI bus id of a GPU, from CUDA's driver, which a stand-in replaces here."""

from __future__ import annotations

import ctypes
from typing import Any

from engine.worker.pci_bus import bus_of


class Driver:
    """Two visible GPUs."""

    BUSES = (b"0000:17:00.0", b"0000:65:00.0")

    def cuInit(self, flags: int) -> int:  # noqa: N802 - CUDA's name
        return flags

    def cuDeviceGet(self, device: Any, number: int) -> int:  # noqa: N802
        ctypes.cast(device, ctypes.POINTER(ctypes.c_int))[0] = number
        return 0 if number < len(self.BUSES) else 101

    def cuDeviceGetPCIBusId(self, text: Any, length: int, device: Any) -> int:  # noqa: N802
        ctypes.memmove(text, self.BUSES[device.value] + b"\0", min(length, 13))
        return 0


def test_it_is_that_of_the_gpu_with_this_number() -> None:
    assert bus_of(0, Driver()) == "0000:17:00.0"
    assert bus_of(1, Driver()) == "0000:65:00.0"
    assert bus_of(2, Driver()) == ""
