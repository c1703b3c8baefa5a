"""The PCI bus id of a GPU, by which the driver's tools know it too."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

_LENGTH = 32


def bus_of(number: int, cuda: Any = None) -> str:
    """The bus id of CUDA's GPU with this number, such as "0000:65:00.0"; empty if unknown.

    Args:
        number: as TensorFlow counts, among the visible GPUs.
        cuda: the driver's library; None loads it.
    """
    try:
        driver = ctypes.CDLL("libcuda.so.1") if cuda is None else cuda
    except OSError:
        return ""
    device, text = ctypes.c_int(), ctypes.create_string_buffer(_LENGTH)
    steps: tuple[Callable[[], Any], ...] = (
        lambda: driver.cuInit(0),
        lambda: driver.cuDeviceGet(ctypes.byref(device), number),
        lambda: driver.cuDeviceGetPCIBusId(text, _LENGTH, device),
    )
    return text.value.decode("ascii") if all(step() == 0 for step in steps) else ""
