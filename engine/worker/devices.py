"""Chooses the device to train on, and limits its memory use. Imports TensorFlow."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from engine.errors import DeviceError, shown
from engine.worker.gpu_options import set_gpu_options

_HIDING = "CUDA_VISIBLE_DEVICES"


@dataclass(frozen=True)
class Device:
    """A chosen device: TensorFlow's name, such as "/GPU:0", and a name for the user."""

    name: str
    title: str


def choose_device(wanted: str) -> Device:
    """Use the configured device, and hide all other GPUs.

    Must be called before anything is computed, because visibility, memory growth and XLA's options
    are fixed then.
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
    set_gpu_options(os.environ)
    tf.config.set_visible_devices([gpu], "GPU")
    # Without growth, TensorFlow takes all memory of a GPU that others may be using.
    tf.config.experimental.set_memory_growth(gpu, True)
    model = tf.config.experimental.get_device_details(gpu).get("device_name", "")
    return Device("/GPU:0", f"GPU:{number} {model}".strip())


def _no_such_gpu(wanted: str, gpus: list[Any]) -> str:
    if gpus:
        names = ", ".join(f"gpu:{number}" for number in range(len(gpus)))
        return f"device: no {wanted} found; TensorFlow finds {names} and cpu{_hidden()}"
    found = f"device: no {wanted} found; TensorFlow finds the cpu only"
    if hidden := _hidden():
        return f"{found}{hidden}"
    return (
        f"{found}. For an NVIDIA GPU, install the build with CUDA: pip install 'descent-tui[gpu]'"
    )


def _hidden() -> str:
    """A note that the environment may hide GPUs; empty if it hides none."""
    visible = os.environ.get(_HIDING)
    return "" if visible is None else f" ({_HIDING} is '{shown(visible)}')"
