"""The end of the run of a cell has the bits of that of a single run, or nearly these."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.dataset import load
from engine.optimizers.table import OPTIMIZERS
from engine.sweeps.phase_axis import Axis
from tests.device import DEVICE
from tests.engine.conftest import train
from tests.engine.worker.sweeps.mapped import mapped, spec_of

SQUARING = {"rmsprop", "adagrad", "adadelta", "adam", "adamw", "nadam", "ftrl"}
"""In a run alone, XLA computes the square of a mean S/m as S² times the constant 1/m²."""
ROUNDINGS = 2e-6
RATES = Axis("learning_rate", 1e-3, 5e-2, log=True, cells=4)
RANGES = {
    "momentum": (0, 0.95), "rho": (0.1, 0.99), "beta_1": (0, 0.95), "beta_2": (0.5, 0.999),
    "epsilon": (1e-9, 1e-2), "weight_decay": (0, 0.1), "w0": (-5, 5),
}  # fmt: skip


def of(name: str) -> Axis:
    return Axis(name, *RANGES[name], log=False, cells=4)


def always(optimizer: str, name: str) -> bool:
    return (optimizer, name) in {("adamax", "beta_1"), ("adam", "beta_2")}


CASES = [
    pytest.param(optimizer, name, marks=() if always(optimizer, name) else pytest.mark.thorough)
    for optimizer, spec in OPTIMIZERS.items()
    for name in dict.fromkeys(("w0", "weight_decay", *spec.hyperparameters))
]


@pytest.mark.parametrize(("optimizer", "name"), CASES)
def test_a_lane_has_the_bits_of_its_run_unless_its_optimizer_squares_the_gradient(optimizer, name):
    from engine.worker.training.trainer import Trainer

    values = {"optimizer": optimizer, "batch_size": 10, "epochs": 60, "stop": "never"}
    spec = spec_of(of(name), RATES, **values)
    rows = mapped(spec, lanes=(16, 64))
    trainer = Trainer(spec.base, load(spec.base.data), DEVICE)
    for cell in range(spec.runs):
        trainer.restart(spec.config(cell))
        train(trainer)
        alone, lane = (np.array(end, np.float32) for end in (trainer.theta, rows[cell][-2:]))
        if optimizer in SQUARING:
            assert lane == pytest.approx(alone, rel=ROUNDINGS), spec.settings(cell)
        else:
            assert (lane == alone).all(), spec.settings(cell)


@pytest.mark.parametrize("length", [16, 17, 25, 40, "full"])
def test_a_lane_sums_batches_of_any_length_as_its_run_does(length):
    """One row and a part of one, rows alone, rows and a part; the last batch is cut short."""
    from engine.worker.training.trainer import Trainer

    values = {"optimizer": "momentum", "batch_size": length, "epochs": 10, "stop": "never"}
    spec = spec_of(of("w0"), RATES, samples=130, **values)
    rows = mapped(spec, lanes=(16, 64))
    trainer = Trainer(spec.base, load(spec.base.data), DEVICE)
    for cell in range(spec.runs):
        trainer.restart(spec.config(cell))
        train(trainer)
        assert tuple(np.array(rows[cell][-2:], np.float32)) == tuple(trainer.theta)
