"""Two processes on one machine train one run together, and end together."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.dataset import load
from tools.processes import workers_of
from tools.pseudo_terminal import PATIENCE, ROOT

PENALTY = 0.4
"""L2 regularization, which each process adds to the loss of its samples."""
pytestmark = pytest.mark.thorough
"""Each process imports TensorFlow. What is read of the environment is tested without it."""


def free_ports() -> list[int]:
    with ExitStack() as stack:
        found = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]
        return [each.getsockname()[1] for each in found]


@contextmanager
def two(*words: str) -> Iterator[list[subprocess.Popen[str]]]:
    """`descent train` in two processes that train together."""
    addresses = [f"127.0.0.1:{port}" for port in free_ports()]
    command = [sys.executable, "-m", "tui", "train", "--hosts", "tf_config", *words]
    with ExitStack() as stack:
        made = []
        for index in range(2):
            task = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
            made.append(
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env={**os.environ, "TF_CONFIG": json.dumps(task)},
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            stack.callback(made[-1].wait)
            stack.callback(made[-1].kill)
        yield made


def line_of(process: subprocess.Popen[str], start: str) -> str:
    """The next line of its output that begins so."""
    assert process.stdout is not None
    return next(line for line in process.stdout if line.lstrip().startswith(start))


def test_two_processes_train_as_one_with_both_batches(tmp_path: Path) -> None:
    history = tmp_path / "all.npz"
    words = f"--replicas 2 -M 16 --shuffle on --epochs 5 --optimizer adam --lr 0.1 --l2 {PENALTY}"
    with two(*words.split(), "--stop", "never", "--history", str(history)) as (first, second):
        out, _ = first.communicate(timeout=4 * PATIENCE)
        silent, said = second.communicate(timeout=PATIENCE)
    assert (first.returncode, second.returncode) == (0, 0)
    assert "2 replicas; of an update's time: arithmetic" in " ".join(out.split())
    assert not silent and "process 2 of 2: followed 127.0.0.1:" in said
    with np.load(history) as arrays:
        found = np.stack([arrays[name] for name in ("loss", "w", "b")])
    np.testing.assert_allclose(found, adam_by_hand(), rtol=1e-4, atol=1e-4)


def adam_by_hand() -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Loss, w and b of the same run, in float64, by Kingma and Ba's rule as Keras writes it."""
    config = with_values(RunConfig(), {"shuffle": True})
    data = load(config.data)
    x, y = data.x.astype(np.float64), data.y.astype(np.float64)
    theta, mean, square, rows = np.zeros(2), np.zeros(2), np.zeros(2), []
    for update in range(20):
        epoch, place = divmod(update, 4)
        order = np.arange(100, dtype=np.int32)
        np.random.Generator(np.random.Philox(key=[0, epoch])).shuffle(order)
        batch = order[32 * place : 32 * (place + 1)]
        error = theta[0] * x[batch] + theta[1] - y[batch]
        slope = 2 * np.array([np.mean(error * x[batch]) + PENALTY * theta[0], np.mean(error)])
        loss = np.mean(error**2) + PENALTY * theta[0] ** 2
        mean += 0.1 * (slope - mean)
        square += 0.001 * (slope**2 - square)
        rate = 0.1 * np.sqrt(1 - 0.999 ** (update + 1)) / (1 - 0.9 ** (update + 1))
        theta = theta - rate * mean / (np.sqrt(square) + 1e-7)
        rows.append([loss, *theta])
    return np.array(rows).T


@pytest.mark.parametrize("lost", [0, 1])
def test_the_loss_of_one_ends_the_other_with_a_line_and_what_was_trained_is_kept(
    lost: int, tmp_path: Path
) -> None:
    history = tmp_path / "all.npz"
    words = "--replicas 2 -M 16 --stop never --epochs 1000000 --every 5"
    with two(*words.split(), "--history", str(history)) as both:
        line_of(both[0], "5 ")
        (worker,) = workers_of(both[lost].pid)
        os.kill(worker, signal.SIGKILL)
        ends = [each.communicate(timeout=4 * PATIENCE) for each in both]
    assert [each.returncode for each in both] == [1, 1]
    assert "the worker is lost: ended by SIGKILL" in ends[lost][1]
    other = ends[1 - lost][1]
    assert f"process {lost + 1} is lost while training; start all of them again" in other
    with np.load(history) as arrays:
        assert len(arrays["w"]) >= 5
