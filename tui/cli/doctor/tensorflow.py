"""What the doctor says about TensorFlow, which a process of its own has imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.client.probe import TensorFlow
from tui.cli.doctor.finding import Finding, advised, wrong

_GROUP = "TensorFlow"
_SLOW = 30.0
"""Seconds of an import that is slow."""


def tensorflow_findings(found: TensorFlow, gpus: Sequence[Finding]) -> Iterator[Finding]:
    """The findings; `gpus` are those that the driver names."""
    if found.failure:
        yield wrong(_GROUP, "import", found.failure, _remedy(found))
        for line in found.output:
            yield Finding(_GROUP, "it printed", line)
        if not found.tensorflow:
            return
    yield Finding(_GROUP, "version", f"{found.tensorflow}, Keras {found.keras}")
    text = f"{found.seconds:.1f} s"
    if found.seconds > _SLOW:
        advice = (
            "if the machine is not busy, install it on a local disk: a network file system is slow"
            " for many small files"
        )
        yield advised(_GROUP, "import time", text, advice, found.seconds)
    else:
        yield Finding(_GROUP, "import time", text, value=found.seconds)
    names = tuple(f"gpu:{number} {name}" for number, name in enumerate(found.gpus))
    text = ", ".join(("cpu", *names))
    if gpus and not names:
        advice = (
            "the driver has a GPU that TensorFlow does not find; is CUDA_VISIBLE_DEVICES empty?"
            if found.cuda
            else "for the GPU, install the build with CUDA: pip install 'descent-tui[gpu]'"
        )
        yield wrong(_GROUP, "devices", text, advice, ("cpu",))
    else:
        yield Finding(_GROUP, "devices", text, value=("cpu", *names))


def _remedy(found: TensorFlow) -> str:
    if "No module named" in found.failure:
        return "pip install tensorflow keras, in the environment of descent"
    if "longer than" in found.failure:
        return "try again when the machine has less to do; check the disk that Python is on"
    return "pip install --force-reinstall tensorflow keras; the lines below are what it printed"
