"""The choice of the device: a GPU that is there, is not there, or refuses to work."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from engine.errors import DeviceError
from engine.worker import devices
from engine.worker.devices import Device, choose_device


class OpError(Exception):
    """As TensorFlow's."""

    __module__ = "tensorflow.python.framework.errors_impl"


class ResourceExhaustedError(OpError):
    __module__ = "tensorflow.python.framework.errors_impl"


class Number(float):
    """A tensor of one number."""

    def __add__(self, other: float) -> Number:
        return Number(float(self) + other)

    def numpy(self) -> float:
        return float(self)


class System:
    """What TensorFlow finds on a machine with this many GPUs."""

    def __init__(self, gpus: int) -> None:
        self.gpus = [f"GPU {number}" for number in range(gpus)]
        self.visible: list[str] | None = None
        self.grows: list[str] = []
        self.refusal: Exception | None = None
        self.parts = 1
        self.environment: dict[str, str] = {}

    def constant(self, value: float) -> Number:
        if self.refusal is not None and self.visible:
            raise self.refusal
        return Number(value)

    @property
    def tensorflow(self) -> SimpleNamespace:
        def show(found: list[str], _kind: str) -> None:
            self.visible = found

        def divide(_cpu: str, parts: list[object]) -> None:
            self.parts = len(parts)

        experimental = SimpleNamespace(
            set_memory_growth=lambda gpu, _on: self.grows.append(gpu),
            get_device_details=lambda _gpu: {"device_name": "NVIDIA H100"},
        )
        config = SimpleNamespace(
            list_physical_devices=lambda kind: self.gpus if kind == "GPU" else ["CPU 0"],
            set_logical_device_configuration=divide,
            LogicalDeviceConfiguration=object,
            set_visible_devices=show,
            experimental=experimental,
        )
        return SimpleNamespace(
            config=config,
            constant=self.constant,
            device=lambda _name: nullcontext(),
            errors=SimpleNamespace(OpError=OpError),
        )


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> System:
    found = System(2)
    monkeypatch.setattr(devices, "tf", found.tensorflow)
    monkeypatch.setattr(devices, "bus_of", lambda _number: "")  # this machine may have a GPU
    monkeypatch.setattr(devices, "os", SimpleNamespace(environ=found.environment))
    return found


def test_a_gpu_alone_is_seen_and_takes_memory_as_it_needs_it(system: System) -> None:
    assert choose_device("auto") == Device("/GPU:0", "GPU:0 NVIDIA H100")
    assert system.visible == system.grows == ["GPU 0"]
    assert choose_device("gpu:1") == Device("/GPU:0", "GPU:1 NVIDIA H100")
    assert system.visible == ["GPU 1"]


def test_replicas_have_a_gpu_each_or_a_part_of_the_cpu(system: System) -> None:
    assert choose_device("auto", 2) == Device("/GPU:0", "2 GPUs from GPU:0 NVIDIA H100")
    assert system.visible == system.grows == ["GPU 0", "GPU 1"]
    assert choose_device("cpu", 3) == Device("/CPU:0", "3 parts of the CPU")
    assert (system.visible, system.parts) == ([], 3)
    system.gpus.clear()
    assert choose_device("auto", 2) == Device("/CPU:0", "2 parts of the CPU")


@pytest.mark.parametrize(
    ("wanted", "found"), [("auto", "finds 2 GPUs;"), ("gpu:1", "finds 1 GPU from gpu:1 on;")]
)
def test_too_few_gpus_for_the_replicas_are_told(system: System, wanted: str, found: str) -> None:
    words = f"^replicas: 3 need as many GPUs, but TensorFlow {found} device cpu has parts for all$"
    with pytest.raises(DeviceError, match=words):
        choose_device(wanted, 3)
    assert system.visible is None


def test_the_cpu_hides_all_gpus(system: System) -> None:
    assert choose_device("cpu") == Device("/CPU:0", "CPU")
    assert system.visible == []
    assert system.environment == {}


@pytest.mark.parametrize(
    ("refusal", "why"),
    [
        # As seen on a GPU that another program had filled.
        (OpError("cudaSetDevice() on GPU:0 failed. Status: out of memory"), "out of memory"),
        (ResourceExhaustedError("{{function_node __wrapped__Add}} OOM"), "out of memory"),
        (OpError("failed call to cuInit\nmore"), "failed call to cuInit"),
        (RuntimeError("CUDA driver version is insufficient"), "CUDA driver version is insuffi"),
    ],
)
def test_a_gpu_that_refuses_is_left_for_the_cpu_or_named(
    system: System, refusal: Exception, why: str
) -> None:
    system.refusal = refusal
    found = choose_device("auto")
    assert (found.name, found.title, system.visible) == ("/CPU:0", "CPU", [])
    assert found.note.startswith(f"gpu:0 cannot be used: {why}")
    assert found.note.endswith("; training on the CPU")
    with pytest.raises(DeviceError, match=rf"^device: gpu:1 cannot be used: {why}.*; cpu is avail"):
        choose_device("gpu:1")


@pytest.mark.parametrize(
    ("gpus", "visible", "words"),
    [
        (2, None, "gpu:0, gpu:1 and cpu$"),
        (1, "3", r"gpu:0 and cpu \(CUDA_VISIBLE_DEVICES is '3'\)$"),
        (0, "", r"the cpu only \(CUDA_VISIBLE_DEVICES is ''\)$"),
        (0, None, "the cpu only. For an NVIDIA GPU, install the build with CUDA"),
    ],
)
def test_a_gpu_that_is_not_there_is_named_with_what_there_is(
    system: System, gpus: int, visible: str | None, words: str
) -> None:
    del system.gpus[gpus:]
    if visible is not None:
        system.environment["CUDA_VISIBLE_DEVICES"] = visible
    with pytest.raises(DeviceError, match=f"^device: no gpu:7 found; TensorFlow finds {words}"):
        choose_device("gpu:7")
    assert system.visible is None
