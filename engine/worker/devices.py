"""Chooses the device to train on, and limits its memory use. Imports TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from engine.errors import DeviceError


@dataclass(frozen=True)
class Device:
    """A chosen device: TensorFlow's name, such as "/GPU:0", and a name for the user."""

    name: str
    title: str


def choose_device(wanted: str) -> Device:
    """Use the configured device, and hide all other GPUs.

    Must be called before anything is computed, because visibility and memory growth are fixed then.
    GPUs hidden by CUDA_VISIBLE_DEVICES are not available, and the others are renumbered.

    Args:
        wanted: "auto", "cpu" or "gpu:N".

    Raises:
        DeviceError: there is no such GPU; the text lists the devices available to TensorFlow.
    """
    gpus = tf.config.list_physical_devices("GPU")
    if wanted == "cpu" or (wanted == "auto" and not gpus):
        tf.config.set_visible_devices([], "GPU")
        return Device("/CPU:0", "CPU")
    number = 0 if wanted == "auto" else int(wanted.removeprefix("gpu:"))
    if number >= len(gpus):
        raise DeviceError(_no_such_gpu(wanted, gpus))
    gpu = gpus[number]
    tf.config.set_visible_devices([gpu], "GPU")
    # Without growth, TensorFlow takes all memory of a GPU that others may be using.
    tf.config.experimental.set_memory_growth(gpu, True)
    model = tf.config.experimental.get_device_details(gpu).get("device_name", "")
    return Device("/GPU:0", f"GPU:{number} {model}".strip())


def _no_such_gpu(wanted: str, gpus: list[Any]) -> str:
    if gpus:
        names = ", ".join(f"gpu:{number}" for number in range(len(gpus)))
        return f"device: no {wanted} found; TensorFlow finds {names} and cpu"
    return (
        f"device: no {wanted} found; TensorFlow finds the cpu only. For an NVIDIA GPU, install "
        "the build with CUDA: pip install 'descent-tui[gpu]'"
    )
