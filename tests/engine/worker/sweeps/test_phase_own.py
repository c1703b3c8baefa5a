"""Phase maps of a loss of the user's own, against gradient descent in float64."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.problems.own.permission import permit
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_spec import PhaseSpec
from tests.engine.worker.sweeps.mapped import mapped
from tests.own_file import own_file

SIZE = 8
LOSS = """
import tensorflow as tf

def loss(w, b, x, y):
    # w and b must be numbers: vectors of all runs would be summed.
    pull = tf.reduce_sum(tf.stack([w, b]) ** 2)
    square = (w * x + b - y) ** 2
    return {scale} * square / (1 + square) + 0.01 * pull
"""


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = own_file(tmp_path, monkeypatch, LOSS.format(scale=1))
    permit(path)
    return path


def descended(spec: PhaseSpec, cell: int, scale: float) -> tuple[float, float]:
    data, config = load(spec.base.data), spec.config(cell)
    x, y = data.x.astype(float), data.y.astype(float)
    w, b = config.start.theta
    for start in list(range(0, len(x), SIZE)) * config.stop.epochs:
        rows = slice(start, start + SIZE)
        error = w * x[rows] + b - y[rows]
        slope = scale * 2 * error / (1 + error**2) ** 2
        by_w, by_b = np.mean(slope * x[rows]) + 0.02 * w, np.mean(slope) + 0.02 * b
        rate = config.optimizer.learning_rate
        w, b = w - rate * by_w, b - rate * by_b
    return w, b


def test_each_cell_is_the_run_of_its_settings_in_the_version_of_the_file(mine: Path) -> None:
    values = {
        "problem": str(mine), "samples": 20, "batch_size": SIZE, "epochs": 12, "stop": "never",
        "noise_std": 0.1, "b0": 1.5,
    }  # fmt: skip
    axes = (
        Axis("w0", 8, 12, log=False, cells=6),
        Axis("learning_rate", 1e-3, 0.03, log=True, cells=5),
    )
    spec = PhaseSpec(with_values(RunConfig(), values), *axes)
    # A loop that was compiled for the version before is not used for the next one.
    for scale in (1, 3):
        mine.write_text(LOSS.format(scale=scale))
        permit(mine)
        rows = mapped(spec)
        for cell in (0, 7, 16, 29):
            assert (rows[cell].epochs, rows[cell].updates) == (12, 36)
            expected = descended(spec, cell, scale)
            assert (rows[cell].w, rows[cell].b) == pytest.approx(expected, rel=1e-4), cell
