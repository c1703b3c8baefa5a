"""What TensorFlow is here, told by a process of its own that may do anything."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

import engine.worker.probe
from engine.client.probe import TensorFlow, probe


@pytest.mark.parametrize(
    ("odd", "failure", "printed"),
    [
        ("missing", "No module named 'tensorflow'", "raise Mod"),
        ("wrong", "its results are wrong", ""),
        ("prints", "exit status 3", r"\x1b[2J"),
        ("dies", "the import ended by signal 4", ""),
    ],
)
def test_why_it_cannot_be_used(odd, failure, printed, monkeypatch):
    monkeypatch.setenv("ODD", odd)
    found = probe(60.0, "tests.engine.client.odd_probe")
    assert failure in found.failure
    assert printed in "\n".join(found.output)
    assert all(line.isprintable() and len(line) <= 200 for line in found.output)


def test_one_that_hangs_is_ended(monkeypatch):
    monkeypatch.setenv("ODD", "hangs")
    found = probe(0.5, "tests.engine.client.odd_probe")
    assert found.failure == "the import takes longer than 0.5 s"


def test_what_it_is(monkeypatch):
    monkeypatch.setenv("ODD", "whole")
    found = probe(60.0, "tests.engine.client.odd_probe")
    assert found == TensorFlow("2.21.0", "3.15.1", 4.5, ("NVIDIA H100",), cuda=True)


def test_the_process_tells_what_is_read(monkeypatch, capsys):
    gpu = SimpleNamespace(name="/physical_device:GPU:0")
    config = SimpleNamespace(
        list_physical_devices=lambda kind: [gpu] * (kind == "GPU"),
        experimental=SimpleNamespace(get_device_details=lambda _: {"device_name": "H100"}),
    )
    tf = SimpleNamespace(
        __version__="2.21.0",
        config=config,
        test=SimpleNamespace(is_built_with_cuda=lambda: True),
        constant=list,
        reduce_sum=sum,
    )
    keras = SimpleNamespace(__version__="3.15.1")
    monkeypatch.setattr(engine.worker.probe, "import_tensorflow", lambda: (tf, keras))
    engine.worker.probe.main()
    found = json.loads(capsys.readouterr().out)
    assert (found["gpus"], found["computes"], found["cuda"]) == (["H100"], True, True)
