"""The trainer against the rules written out plainly in float64."""

import itertools

import numpy as np
import pytest

from engine.config.run import DataConfig
from engine.data.batches import sample_order
from engine.data.dataset import Dataset, load
from engine.history.values import RunState
from engine.worker.training import stepper
from engine.worker.training.programs import Programs
from engine.worker.training.trainer import Trainer
from tests.device import DEVICE
from tests.engine.conftest import config_of, train, trainer_of
from tests.engine.reference import descend, line


def as_count(batch_size, n):
    return n if batch_size == "full" else min(batch_size, n)


def assert_same_run(whole, plain, relative=2e-5):
    """Float32 against float64: equal to a few units in the seventh digit of the scale."""
    for name in ("w", "b", "loss"):
        wanted = np.array(getattr(plain, name))
        got = getattr(whole, name)
        assert got.shape == wanted.shape
        np.testing.assert_allclose(got, wanted, rtol=relative, atol=relative * np.abs(wanted).max())


@pytest.mark.parametrize("n", [100, 33, 1])
def test_updates_follow_the_plain_rules(batch_size, n):
    whole = train(trainer_of(samples=n, batch_size=batch_size, epochs=20, stop="never"))
    plain = descend(*line(n), 0.001, as_count(batch_size, n), 20)
    assert_same_run(whole, plain)
    assert whole.state is RunState.MAX_EPOCHS


def test_epoch_means_are_plain_means_over_the_epochs_updates(batch_size):
    whole = train(trainer_of(batch_size=batch_size, epochs=7, stop="never"))
    size = as_count(batch_size, 100)
    per_epoch = -(-100 // size)
    for epoch, (loss, w, b) in enumerate(whole.epoch_means):
        rows = slice(epoch * per_epoch, (epoch + 1) * per_epoch)
        assert loss == pytest.approx(whole.loss[rows].astype(float).mean(), rel=1e-12)
        assert w == pytest.approx(whole.w[rows].astype(float).mean(), rel=1e-12)
        assert b == pytest.approx(whole.b[rows].astype(float).mean(), rel=1e-12)
    assert whole.epoch_updates.tolist() == [per_epoch * (k + 1) for k in range(7)]


def test_the_default_run_converges_where_the_plain_rules_do():
    trainer = trainer_of()
    whole = train(trainer)
    plain = descend(*line(100), 0.001, 100, 1000, tolerance=0.001)
    assert whole.state is RunState.CONVERGED
    assert trainer.epoch == len(plain.epoch_loss)
    assert_same_run(whole, plain)
    assert trainer.theta == (whole.w[-1], whole.b[-1])


def test_a_batch_run_converges_inside_a_slice_where_the_plain_rules_do():
    trainer = trainer_of(batch_size=32, tolerance=0.01)
    whole = train(trainer)
    plain = descend(*line(100), 0.001, 32, 1000, tolerance=0.01)
    assert whole.state is RunState.CONVERGED
    assert len(whole.epoch_means) == len(plain.epoch_loss)
    assert_same_run(whole, plain)


def test_full_batch_reaches_the_least_squares_line():
    trainer = trainer_of(learning_rate=0.02, epochs=20_000, stop="never")
    train(trainer)
    slope, intercept = np.polyfit(*line(100), 1)
    assert trainer.theta[0] == pytest.approx(slope, rel=1e-5)
    assert trainer.theta[1] == pytest.approx(intercept, rel=1e-4)


def test_shuffled_batches_follow_each_epochs_order(batch_size):
    whole = train(trainer_of(batch_size=batch_size, shuffle=True, epochs=9, stop="never", seed=4))
    x, y = line(100, seed=4)
    plain = descend(
        x, y, 0.001, as_count(batch_size, 100), 9, orders=lambda epoch: sample_order(4, epoch, 100)
    )
    assert_same_run(whole, plain)


@pytest.mark.parametrize("shuffle", ["off", "on"])
@pytest.mark.parametrize("optimizer", ["sgd", "nesterov", "adam"])
def test_a_run_is_the_same_to_the_bit_however_it_is_sliced(batch_size, shuffle, optimizer):
    values = {
        "batch_size": batch_size,
        "shuffle": shuffle,
        "optimizer": optimizer,
        "stop": "never",
        "epochs": 8,
    }
    trainer = trainer_of(**values)
    whole = train(trainer)
    trainer.restart(config_of(**values))
    sizes = itertools.cycle([1, 1, 7, 2, 64, 3])
    sliced = train(trainer, lambda: next(sizes))
    for name in ("w", "b", "loss", "epoch_means", "epoch_updates", "seen"):
        assert np.array_equal(getattr(whole, name), getattr(sliced, name)), name


def test_a_run_that_ends_inside_a_slice_ends_in_the_same_state_as_one_made_singly():
    trainer = trainer_of(optimizer="adam", learning_rate=0.5, batch_size=32)
    train(trainer)
    at_once = trainer.checkpoint()
    trainer.restart(trainer.config)
    train(trainer, lambda: 1)
    singly = trainer.checkpoint()
    assert (at_once.theta, at_once.update) == (singly.theta, singly.update)
    assert at_once.slots.keys() == singly.slots.keys()
    for name, slot in at_once.slots.items():
        assert np.array_equal(slot, singly.slots[name]), name


@pytest.mark.parametrize("optimizer", ["momentum", "adam", "nadam", "ftrl"])
def test_a_checkpoint_goes_on_to_the_bit(optimizer):
    values = {"optimizer": optimizer, "batch_size": 16, "stop": "never", "epochs": 50}
    trainer = trainer_of(**values)
    train(trainer, most=111)
    saved = trainer.checkpoint()
    rest = train(trainer, most=100)
    other = trainer_of(**values)
    other.resume(saved, trainer.terms, saved.theta)
    again = train(other, most=100)
    for name in ("w", "b", "loss", "epoch_means", "seen"):
        assert np.array_equal(getattr(rest, name), getattr(again, name)), name


@pytest.mark.parametrize("size", [1, 32, "full"])
def test_divergence_is_a_state_at_the_first_update_that_is_not_finite(size):
    trainer = trainer_of(learning_rate=0.1, batch_size=size, stop="never", epochs=100_000)
    whole = train(trainer)
    assert whole.state is RunState.DIVERGED
    rows = np.isfinite(whole.w) & np.isfinite(whole.b) & np.isfinite(whole.loss)
    assert rows[:-1].all()
    assert not rows[-1]
    assert f"at update {len(rows):,}" in whole.reason


def test_the_learning_rate_2_over_lambda_max_divides_convergence_from_divergence():
    x, _ = line(100)
    hessian = 2 * np.array([[np.mean(x**2), x.mean()], [x.mean(), 1.0]])
    limit = 2 / np.linalg.eigvalsh(hessian)[-1]
    below = train(trainer_of(learning_rate=0.99 * limit, stop="never", epochs=20_000))
    above = train(trainer_of(learning_rate=1.01 * limit, stop="never", epochs=20_000))
    assert below.state is RunState.MAX_EPOCHS
    assert above.state is RunState.DIVERGED


def test_a_live_change_of_batch_size_goes_on_from_the_next_unseen_sample():
    trainer = trainer_of(batch_size=32, stop="never", shuffle=True)
    train(trainer, most=2)
    trainer.configure(config_of(batch_size="full", stop="never", shuffle=True))
    assert trainer.offset == 64
    part = trainer.advance(1)
    assert (trainer.last_steps.last.start, trainer.last_steps.last.stop) == (64, 100)
    assert (trainer.epoch, trainer.offset) == (1, 0)
    x, y = line(100)
    rest = sample_order(0, 0, 100)[64:]
    before = trainer.previous
    wanted = np.mean((before[0] * x[rest] + before[1] - y[rest]) ** 2)
    assert part.recorded.loss[0] == pytest.approx(wanted, rel=1e-5)


def test_a_live_change_of_the_learning_rate_compiles_nothing_and_takes_effect_at_once(monkeypatch):
    monkeypatch.setattr(stepper, "Programs", Programs)  # none that another test has compiled
    trainer = Trainer(config_of(stop="never"), load(DataConfig()), DEVICE)
    train(trainer, most=5)
    seconds = trainer.compile_seconds
    assert seconds > 0
    trainer.configure(config_of(stop="never", learning_rate=0.002))
    before = trainer.theta
    trainer.advance(1)
    x, y = line(100)
    error = before[0] * x + before[1] - y
    assert trainer.theta[0] == pytest.approx(before[0] - 0.002 * np.mean(2 * error * x), rel=1e-5)
    assert trainer.compile_seconds == seconds


def test_a_live_change_of_the_momentum_keeps_the_velocity():
    trainer = trainer_of(optimizer="momentum", stop="never")
    train(trainer, most=5)
    before = trainer.checkpoint()
    trainer.configure(config_of(optimizer="momentum", momentum=0.5, stop="never"))
    trainer.advance(1)
    x, y = line(100)
    gradient = np.mean(2 * (before.theta[0] * x + before.theta[1] - y) * x)
    wanted = before.theta[0] + 0.5 * float(before.slots["w_momentum"]) - 0.001 * gradient
    assert trainer.theta[0] == pytest.approx(wanted, rel=1e-5)


def test_an_optimizer_that_needs_other_state_starts_fresh():
    trainer = trainer_of(stop="never")
    train(trainer, most=5)
    before = trainer.theta[0]
    trainer.configure(config_of(optimizer="adam", learning_rate=0.25, stop="never"))
    trainer.advance(1)
    # Adam's first step is the learning rate itself, if its bias correction starts from one.
    assert trainer.theta[0] - before == pytest.approx(0.25, rel=1e-4)


def test_large_batches_are_summed_in_blocks_without_losing_digits():
    n = 100_003
    trainer = trainer_of(samples=n, batch_size=70_001, stop="never", epochs=2)
    whole = train(trainer)
    plain = descend(*line(n), 0.001, 70_001, 2)
    np.testing.assert_allclose(whole.loss, plain.loss, rtol=1e-6)
    np.testing.assert_allclose(whole.w, plain.w, rtol=1e-6)


def test_samples_seen_count_every_sample_once(batch_size):
    whole = train(trainer_of(samples=33, batch_size=batch_size, stop="never", epochs=4))
    size = as_count(batch_size, 33)
    wanted = np.cumsum([min(size, 33 - start) for _ in range(4) for start in range(0, 33, size)])
    assert whole.seen.tolist() == wanted.tolist()


def test_constant_x_trains_without_complaint():
    config = config_of(stop="never", epochs=500, learning_rate=0.1)
    data = Dataset.of(np.full(4, 1, np.float32), np.arange(4, dtype=np.float32))
    trainer = Trainer(config, data, DEVICE)
    train(trainer)
    assert sum(trainer.theta) == pytest.approx(1.5, rel=1e-5)


@pytest.mark.parametrize("size", [1, 5, 4096])
def test_a_run_that_converges_before_it_would_diverge_converges(size):
    trainer = trainer_of(learning_rate=0.025487, tolerance=0.01, w0=8.0, b0=20.0, epochs=100_000)
    whole = train(trainer, lambda: size)
    assert whole.state is RunState.CONVERGED
    x, y = line(100)
    w, b = 8.0, 20.0
    losses: list[float] = []
    while len(losses) < 2 or abs(losses[-1] - losses[-2]) >= 0.01 * losses[-2]:
        error = w * x + b - y
        losses.append(float(np.mean(error**2)))
        w -= 0.025487 * float(np.mean(2 * error * x))
        b -= 0.025487 * float(np.mean(2 * error))
    assert trainer.update == len(losses)
