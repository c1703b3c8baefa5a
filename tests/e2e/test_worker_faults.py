"""The real program when its worker fails: what it says, and that no worker outlives it."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.terminal import LIGHT
from tools.processes import workers_of
from tools.pseudo_terminal import ROOT

TRACEBACK = """Traceback (most recent call last):
  File "/usr/lib/tensorflow/python/pywrap_tensorflow.py", line 73, in <module>
    from tensorflow.python._pywrap_tensorflow_internal import *
ImportError: libcudart.so.12: cannot open shared object file


Failed to load the native TensorFlow runtime.
See https://www.tensorflow.org/install/errors for some common causes and solutions."""
PATIENCE = 60_000
"""Milliseconds."""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills a stopped child")
def test_a_stopped_worker_does_not_outlive_a_killed_program() -> None:
    command = [sys.executable, "-m", LIGHT, "train", "--stop", "never", "--every", "1000"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*command, "--epochs", "1000000000"], cwd=ROOT, stdout=pipe, stderr=pipe
    ) as program:
        assert program.stdout is not None
        while not re.match(rb" +1,000 ", program.stdout.readline()):
            pass
        (worker,) = workers_of(program.pid)
        end = os.pidfd_open(worker)
        os.kill(worker, signal.SIGSTOP)
        program.kill()
    poll = select.poll()
    poll.register(end)
    assert poll.poll(PATIENCE), "the worker is still there"
    os.close(end)


def test_a_broken_tensorflow_is_one_line_and_status_1(tmp_path: Path) -> None:
    (tmp_path / "tensorflow.py").write_text(f'raise ImportError("""{TRACEBACK}""")\n')
    command = [sys.executable, "-m", "tui", "train"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    log = tmp_path / "descent" / "log" / "descent.log"
    assert done.stderr == (
        "descent: TensorFlow cannot be imported: libcudart.so.12: cannot open shared object file;"
        f" details: {log}\n"
    )
    assert "Traceback" in log.read_text()
