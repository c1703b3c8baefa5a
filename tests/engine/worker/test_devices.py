"""The choice of a device, with TensorFlow's list of GPUs replaced."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from engine.errors import DeviceError
from engine.worker import devices
from engine.worker.devices import choose_device


@pytest.fixture
def tensorflow(monkeypatch):
    """TensorFlow's configuration with two GPUs; `calls` is what was set."""
    calls = []
    experimental = SimpleNamespace(
        set_memory_growth=lambda gpu, on: calls.append(("growth", gpu, on)),
        get_device_details=lambda gpu: {"device_name": f"NVIDIA {gpu}"},
    )
    config = SimpleNamespace(
        list_physical_devices=lambda _kind: ["a", "b"],
        set_visible_devices=lambda gpus, _kind: calls.append(("visible", *gpus)),
        experimental=experimental,
    )
    stand_in = SimpleNamespace(config=config, calls=calls)
    monkeypatch.setattr(devices, "tf", stand_in)
    monkeypatch.setattr(devices, "os", SimpleNamespace(environ={}))
    return stand_in


def test_a_gpu_is_named_shares_its_memory_and_gets_its_options(tensorflow):
    device = choose_device("gpu:1")
    # The others are hidden, so that TensorFlow calls it the first one.
    assert (device.name, device.title) == ("/GPU:0", "GPU:1 NVIDIA b")
    assert tensorflow.calls == [("visible", "b"), ("growth", "b", True)]
    assert "autotune" in devices.os.environ["XLA_FLAGS"]


def test_auto_is_the_first_gpu_or_else_the_cpu(tensorflow):
    assert choose_device("auto").title == "GPU:0 NVIDIA a"
    tensorflow.config.list_physical_devices = lambda _kind: []
    assert choose_device("auto").title == "CPU"


def test_the_cpu_hides_all_gpus_and_changes_no_options(tensorflow):
    assert choose_device("cpu").name == "/CPU:0"
    assert tensorflow.calls == [("visible",)]
    assert "XLA_FLAGS" not in devices.os.environ


@pytest.mark.parametrize(
    ("gpus", "hiding", "words"),
    [
        (["a", "b"], None, "finds gpu:0, gpu:1 and cpu"),
        (["a"], "3", r"finds gpu:0 and cpu \(CUDA_VISIBLE_DEVICES is '3'\)"),
        ([], "", r"finds the cpu only \(CUDA_VISIBLE_DEVICES is ''\)"),
        ([], None, r"finds the cpu only. For an NVIDIA GPU, install the build with CUDA"),
    ],
)
def test_a_gpu_that_is_not_there_is_refused_with_what_there_is(tensorflow, gpus, hiding, words):
    tensorflow.config.list_physical_devices = lambda _kind: gpus
    if hiding is not None:
        devices.os.environ["CUDA_VISIBLE_DEVICES"] = hiding
    with pytest.raises(DeviceError, match=f"^device: no gpu:7 found; TensorFlow {words}"):
        choose_device("gpu:7")
