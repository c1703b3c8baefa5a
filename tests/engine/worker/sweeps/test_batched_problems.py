"""Runs of other problems that are advanced together are those that are trained alone."""

from __future__ import annotations

import numpy as np

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.worker.sweeps.batched_runs import ManyRuns
from engine.worker.sweeps.run_judge import Ended
from engine.worker.training.trainer import Trainer
from tests.device import DEVICE


def test_a_noisy_neuron_in_batches_of_which_the_last_is_smaller() -> None:
    values = {
        "activation": "tanh", "loss": "huber", "w_gen": 0.4, "b_gen": -2, "samples": 30,
        "batch_size": 7, "shuffle": True, "gradient_noise": 0.3, "l2": 0.2, "epochs": 12,
        "stop": "never",
    }  # fmt: skip
    configs = [
        with_values(RunConfig(), {**values, "learning_rate": rate, "seed": seed})
        for seed in (0, 1)
        for rate in (0.02, 0.1)
    ]
    many = ManyRuns(configs, {config.data: load(config.data) for config in configs}, DEVICE)
    ended: list[Ended] = []
    while many.running:
        ended += many.advance()
    assert sorted(end.run for end in ended) == [0, 1, 2, 3]
    for end in ended:
        config = configs[end.run]
        trainer = Trainer(config, load(config.data), DEVICE)
        trainer.advance(1000)
        np.testing.assert_allclose(end.theta, trainer.theta, rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(end.epoch_loss, trainer.recent[-1, 0], rtol=1e-4)
