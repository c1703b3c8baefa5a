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


def choose_device(wanted: str, replicas: int = 1, *, try_it: bool = True) -> Device:
    """Use the configured device or devices, and hide all other GPUs.

    Must be called before anything is computed, because visibility, memory growth and XLA's options
    are fixed then.
    GPUs hidden by CUDA_VISIBLE_DEVICES are not available, and the others are renumbered.

    Args:
        wanted: "auto", "cpu" or "gpu:N".
        replicas: the number of devices: the GPUs from that one on, or parts of the CPU.
        try_it: whether to compute something on a GPU: never before processes are joined.

    Raises:
        DeviceError: there is no such GPU, or not so many, or it cannot be used; the text lists
            the devices available to TensorFlow.
    """
    gpus = tf.config.list_physical_devices("GPU")
    if wanted == "cpu" or (wanted == "auto" and not gpus):
        return _cpu(replicas)
    number = 0 if wanted == "auto" else int(wanted.removeprefix("gpu:"))
    if number >= len(gpus):
        raise DeviceError(_no_such_gpu(wanted, gpus))
    chosen = gpus[number : number + replicas]
    if len(chosen) < replicas:
        raise DeviceError(_too_few(wanted, replicas, len(chosen)))
    try:
        return _gpus(number, chosen, try_it=try_it)
    except (RuntimeError, ValueError, tf.errors.OpError) as error:
        why = "out of memory" if is_out_of_device_memory(error) else plain(error)
        refused = f"gpu:{number} cannot be used: {why}"
        if wanted != "auto":
            raise DeviceError(f"device: {refused}; cpu is available") from error
        return _cpu(replicas, f"{refused}; training on the CPU")


def _cpu(replicas: int, note: str = "") -> Device:
    # After a GPU has refused its first operation it may be too late to hide it.
    with contextlib.suppress(RuntimeError):
        tf.config.set_visible_devices([], "GPU")
    if replicas == 1:
        return Device("/CPU:0", "CPU", note)
    parts = [tf.config.LogicalDeviceConfiguration()] * replicas
    tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], parts)
    return Device("/CPU:0", f"{replicas} parts of the CPU", note)


def _gpus(number: int, gpus: list[Any], *, try_it: bool) -> Device:
    """Use these GPUs, after a first operation on each: one that others have filled refuses that."""
    tf.config.set_visible_devices(gpus, "GPU")
    for gpu in gpus:
        # Without growth, TensorFlow takes all memory of a GPU that others may be using.
        tf.config.experimental.set_memory_growth(gpu, True)
    for place in range(len(gpus) if try_it else 0):
        with tf.device(f"/GPU:{place}"):
            (tf.constant(1.0) + 1.0).numpy()
    model = tf.config.experimental.get_device_details(gpus[0]).get("device_name", "")
    title = f"GPU:{number} {model}".strip()
    if len(gpus) > 1:
        title = f"{len(gpus)} GPUs from {title}"
    return Device("/GPU:0", title, bus=bus_of(number))


def _too_few(wanted: str, replicas: int, found: int) -> str:
    found_words = f"{found} GPU" if found == 1 else f"{found} GPUs"
    of = "" if wanted == "auto" else f" from {wanted} on"
    return (
        f"replicas: {replicas} need as many GPUs, but TensorFlow finds {found_words}{of}; device"
        " cpu has parts for all"
    )


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
