"""Many runs in one call against each of them by the single-run trainer, and against float64."""

import itertools
from typing import Any

import numpy as np
import pytest

from engine.data.batches import sample_order
from engine.data.dataset import load
from engine.history.values import RunState
from engine.optimizers.table import OPTIMIZERS
from engine.problems.linear_neuron.least_squares import theory_of
from engine.problems.linear_neuron.moments import Moments
from tests.device import DEVICE
from tests.engine.conftest import config_of, train
from tests.engine.reference import descend, line


def many_of(values):
    from engine.worker.sweeps.batched_runs import ManyRuns

    configs = [config_of(**each) for each in values]
    return ManyRuns(configs, {config.data: load(config.data) for config in configs}, DEVICE)


def all_of(many):
    """Each run's end, by its number."""
    ends = {}
    while many.running:
        for end in many.advance():
            assert end.run not in ends
            ends[end.run] = end
    return [ends[run] for run in range(len(ends))]


def alone(values):
    """Each run by the trainer, which is compiled once for each data set."""
    from engine.worker.training.trainer import Trainer

    trainers = {}
    for each in values:
        config = config_of(**each)
        if config.data not in trainers:
            trainers[config.data] = Trainer(config, load(config.data), DEVICE)
        trainer = trainers[config.data]
        trainer.restart(config)
        yield trainer, train(trainer)


def assert_agrees_with_the_trainer(values, relative=2e-5):
    """Status, epochs and updates are equal; w and b to float32 rounding of their way.

    Together they take the time that all took, and those with more epochs no less of it.
    """
    many = many_of(values)
    ends = all_of(many)
    assert sum(end.seconds for end in ends) == pytest.approx(many.seconds)
    by_epochs = sorted(ends, key=lambda end: end.epochs)
    assert [end.seconds for end in by_epochs] == sorted(end.seconds for end in ends)
    for (trainer, whole), end in zip(alone(values), ends, strict=True):
        assert (end.state, end.epochs, end.updates) == (whole.state, trainer.epoch, trainer.update)
        assert end.seen == whole.seen[-1]
        if end.state is RunState.DIVERGED:
            assert np.isfinite(end.theta).tolist() == np.isfinite(trainer.theta).tolist()
        else:
            scale = float(np.abs(whole.w).max() + np.abs(whole.b).max())
            assert end.theta == pytest.approx(trainer.theta, abs=relative * scale)
    return ends


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_does_what_it_does_for_one_run(optimizer):
    common = {"optimizer": optimizer, "batch_size": 32, "epochs": 40, "tolerance": 0.01}
    settings = ((0.001, 0), (0.01, -3), (0.05, 4))
    assert_agrees_with_the_trainer(
        [{**common, "learning_rate": rate, "w0": w0} for rate, w0 in settings]
    )


@pytest.mark.parametrize("batch_size", [1, 1000, 32])
def test_shuffled_batches_with_several_seeds(batch_size):
    common = {"batch_size": batch_size, "shuffle": True, "epochs": 30}
    settings = ((0.001, 0), (0.002, 0), (0.002, 3), (0.004, 3), (0.003, 0))
    assert_agrees_with_the_trainer(
        [{**common, "learning_rate": rate, "seed": seed} for rate, seed in settings]
    )


def test_more_seeds_than_runs_of_each():
    """The grid stands on its other side."""
    common = {"batch_size": 64, "shuffle": True, "stop": "never", "epochs": 5}
    many = many_of([{**common, "seed": seed} for seed in range(6)])
    for seed, end in enumerate(all_of(many)):
        orders = lambda epoch, seed=seed: sample_order(seed, epoch, 100)  # noqa: E731
        plain = descend(*line(100, seed=seed), 0.001, 64, 5, orders=orders)
        assert end.theta == pytest.approx((plain.w[-1], plain.b[-1]), rel=1e-5)
        assert end.updates == len(plain.w)


def test_the_end_is_that_of_the_plain_rules(batch_size):
    settings = list(itertools.product((0.0005, 0.001, 0.002), (0, 5)))
    common = {"samples": 90, "batch_size": batch_size}
    ends = all_of(many_of([{**common, "learning_rate": rate, "seed": s} for rate, s in settings]))
    size = 90 if batch_size == "full" else min(batch_size, 90)
    for (rate, seed), end in zip(settings, ends, strict=True):
        plain = descend(*line(90, seed=seed), rate, size, 1000, tolerance=0.001)
        assert end.state is RunState.CONVERGED
        assert (end.epochs, end.updates) == (len(plain.epoch_loss), len(plain.loss))
        assert end.theta == pytest.approx((plain.w[-1], plain.b[-1]), rel=1e-4)


@pytest.mark.parametrize("stop", ["parameters", "gradient"])
def test_the_other_rules_end_each_run_on_its_own_samples(stop):
    common = {"stop": stop, "tolerance": 0.05, "window": 2, "batch_size": 50}
    ends = assert_agrees_with_the_trainer(
        [
            {**common, "learning_rate": rate, "seed": seed}
            for rate, seed in itertools.product((0.01, 0.005), (0, 1))
        ]
    )
    assert len({end.epochs for end in ends}) > 1


def test_each_run_is_frozen_at_its_own_end():
    limit = 2 / theory_of(Moments.of(*line(100))).lambda_max
    rates = (0.001, 0.01, limit * 1.02, limit * 3, 1e-6)
    ends = assert_agrees_with_the_trainer(
        [{"learning_rate": rate, "epochs": 4000, "tolerance": 1e-5} for rate in rates]
    )
    assert [end.state for end in ends[2:4]] == [RunState.DIVERGED, RunState.DIVERGED]
    assert ends[2].updates > ends[3].updates


@pytest.mark.thorough
def test_a_rule_that_was_met_before_the_run_diverged_has_ended_it():
    # Beyond the limit, but from a point on the flat axis through the optimum: the loss settles, and
    # what rounding leaves along the steep axis grows until, much later, it overflows.
    theory = theory_of(Moments.of(*line(100)))
    w0, b0 = np.array([theory.w_best, theory.b_best]) + 20 * theory.axes[1]
    rate = 1.02 * 2 / theory.lambda_max
    values = {"learning_rate": rate, "w0": float(w0), "b0": float(b0), "epochs": 100_000}
    ends = assert_agrees_with_the_trainer([values] * 2, 1e-4)
    assert [end.state for end in ends] == [RunState.CONVERGED] * 2
    (left,) = all_of(many_of([{**values, "stop": "never"}]))
    assert left.state is RunState.DIVERGED
    assert left.updates < 1 << 16


@pytest.mark.thorough
def test_leaving_out_what_has_ended_changes_no_digit():
    common = {"optimizer": "adam", "batch_size": 32, "shuffle": True, "tolerance": 0.01}
    values = [
        {**common, "learning_rate": rate, "seed": seed}
        for rate, seed in itertools.product((0.5, 0.2, 0.02), (0, 1))
    ]
    patient, eager = many_of(values), many_of(values)
    kept = all_of(patient)
    left: dict[int, Any] = {}
    rebuilt = 0
    while eager.running:
        eager._wasted, eager._slice.updates = 1e9, 9
        before = eager._loop
        left |= {end.run: end for end in eager.advance()}
        if eager.wasteful:
            eager.leave_out_ended()
        rebuilt += eager._loop is not before
    assert rebuilt >= 2
    for run, end in enumerate(kept):
        again = left[run]
        assert (again.state, again.updates) == (end.state, end.updates)
        assert again.theta == pytest.approx(end.theta, rel=1e-6)


def test_runs_with_their_own_schedules_and_clipped_gradients():
    common = {
        "batch_size": 32, "epochs": 30, "stop": "never", "clipping": "global_norm",
        "clip_at": 100, "weight_decay": 0.5, "warmup": 3,
    }  # fmt: skip
    settings = (
        {"learning_rate": 0.004, "schedule": "cosine", "period": 40},
        {"learning_rate": 0.008, "schedule": "step", "period": 9},
        {"learning_rate": 0.008, "schedule": "step", "period": 9, "w0": 3},
        {"learning_rate": 0.002},
    )
    assert_agrees_with_the_trainer([{**common, **each} for each in settings])
