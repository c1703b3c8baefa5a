"""Chooses the device to train on, and limits its memory use. Imports TensorFlow."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from engine.errors import DeviceError, shown
from engine.worker.failures import is_out_of_device_memory, plain
from engine.worker.pci_bus import bus_of

_HIDING = "CUDA_VISIBLE_DEVICES"


@dataclass(frozen=True)
class Device:
    """A chosen device.

    Attributes:
        name: TensorFlow's, such as "/GPU:0".
        title: a name for the user.
        note: why it is not the one that was expected; mostly empty.
        bus: the PCI bus id of a GPU; empty if unknown.
    """

    name: str
    title: str
    note: str = ""
    bus: str = ""


def choose_device(wanted: str) -> Device:
    """Use the configured device, and hide all other GPUs.

    Must be called before anything is computed, because visibility, memory growth and XLA's options
    are fixed then.
    GPUs hidden by CUDA_VISIBLE_DEVICES are not available, and the others are renumbered.

    Args:
        wanted: "auto", "cpu" or "gpu:N".

    Raises:
        DeviceError: there is no such GPU, or it cannot be used; the text lists the devices
            available to TensorFlow.
    """
    gpus = tf.config.list_physical_devices("GPU")
    if wanted == "cpu" or (wanted == "auto" and not gpus):
        return _cpu()
    number = 0 if wanted == "auto" else int(wanted.removeprefix("gpu:"))
    if number >= len(gpus):
        raise DeviceError(_no_such_gpu(wanted, gpus))
    try:
        return _gpu(number, gpus[number])
    except (RuntimeError, ValueError, tf.errors.OpError) as error:
        why = "out of memory" if is_out_of_device_memory(error) else plain(error)
        refused = f"gpu:{number} cannot be used: {why}"
        if wanted != "auto":
            raise DeviceError(f"device: {refused}; cpu is available") from error
        return _cpu(f"{refused}; training on the CPU")


def _cpu(note: str = "") -> Device:
    # After a GPU has refused its first operation it may be too late to hide it.
    with contextlib.suppress(RuntimeError):
        tf.config.set_visible_devices([], "GPU")
    return Device("/CPU:0", "CPU", note)


def _gpu(number: int, gpu: Any) -> Device:
    """Use this GPU, after a first operation on it: a GPU that others have filled refuses that."""
    tf.config.set_visible_devices([gpu], "GPU")
    # Without growth, TensorFlow takes all memory of a GPU that others may be using.
    tf.config.experimental.set_memory_growth(gpu, True)
    model = tf.config.experimental.get_device_details(gpu).get("device_name", "")
    with tf.device("/GPU:0"):
        (tf.constant(1.0) + 1.0).numpy()
    return Device("/GPU:0", f"GPU:{number} {model}".strip(), bus=bus_of(number))


def _no_such_gpu(wanted: str, gpus: list[Any]) -> str:
    names = [*(f"gpu:{number}" for number in range(len(gpus))), "cpu"]
    found = f"device: no {wanted} found; TensorFlow finds {_listed(names)}"
    visible = os.environ.get(_HIDING)
    if visible is not None:
        return f"{found} ({_HIDING} is '{shown(visible)}')"
    if gpus:
        return found
    return (
        f"{found}. For an NVIDIA GPU, install the build with CUDA: pip install 'descent-tui[gpu]'"
    )


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return f"the {names[0]} only"
    return f"{', '.join(names[:-1])} and {names[-1]}"
