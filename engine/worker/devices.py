"""Which device to train on, and taking no more of it than is needed. Imports TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from engine.errors import DeviceError


@dataclass(frozen=True)
class Device:
    """A chosen device: TensorFlow's name, such as "/GPU:0", and one for people."""

    name: str
    title: str


def choose_device(wanted: str) -> Device:
    """Take the device that the configuration names, and hide all other GPUs.

    Must be called before anything is computed: visibility and memory growth are fixed then. What
    CUDA_VISIBLE_DEVICES hides is not there to choose, and numbers count from what it leaves.

    Args:
        wanted: "auto", "cpu" or "gpu:N".

    Raises:
        DeviceError: there is no such GPU; says what TensorFlow sees.
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
    # Without growth TensorFlow takes all the memory of a GPU that others may be using.
    tf.config.experimental.set_memory_growth(gpu, True)
    model = tf.config.experimental.get_device_details(gpu).get("device_name", "")
    return Device("/GPU:0", f"GPU:{number} {model}".strip())


def _no_such_gpu(wanted: str, gpus: list[Any]) -> str:
    if gpus:
        names = ", ".join(f"gpu:{number}" for number in range(len(gpus)))
        return f"device: there is no {wanted}; TensorFlow sees {names} and cpu"
    return (
        f"device: there is no {wanted}; TensorFlow sees the cpu alone. For an NVIDIA GPU install "
        "the build with CUDA: pip install 'descent-tui[gpu]'"
    )
