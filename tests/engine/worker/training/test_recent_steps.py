"""The last updates told one by one, against the history and the plain rules."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.data.batches import sample_order
from engine.protocol.commands import MOST_STEPS
from tests.engine.conftest import train, trainer_of
from tests.engine.reference import line


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("batch_size", [1, 32, 100, "full"])
@pytest.mark.parametrize("sizes", [[50], [1, 3, 46], [49, 1]])
def test_each_step_tells_its_batch_and_where_it_led(batch_size, shuffle, sizes):
    trainer = trainer_of(batch_size=batch_size, shuffle=shuffle, stop="never", seed=5)
    left = iter(sizes)
    whole = train(trainer, lambda: next(left), most=50)
    x, y = line(100, seed=5)
    size = 100 if batch_size == "full" else batch_size
    per_epoch = -(-100 // size)
    steps = trainer.last_steps.told(MOST_STEPS)
    made = len(whole.w)
    assert [step.update for step in steps] == list(range(made - MOST_STEPS + 1, made + 1))
    for step in steps:
        k = step.update - 1
        epoch, first = divmod(k, per_epoch)
        order = sample_order(5, epoch, 100) if shuffle else np.arange(100)
        rows = order[first * size : (first + 1) * size]
        assert (step.span.epoch, step.span.start) == (epoch, first * size)
        assert step.span.stop - step.span.start == len(rows)
        assert step.after == (whole.w[k], whole.b[k])
        assert step.before == (whole.w[k - 1], whole.b[k - 1])
        assert step.loss == whole.loss[k]
        w, b = step.before
        residual = w * x[rows] + b - y[rows]
        assert step.moments.loss(w, b) == pytest.approx(np.mean(residual**2), rel=1e-9)
        assert step.moments.gradient(w, b) == pytest.approx(
            (2 * np.mean(residual * x[rows]), 2 * np.mean(residual)), rel=1e-9, abs=1e-9
        )


def test_a_live_change_of_the_batch_size_leaves_the_steps_before_it_as_they_were():
    trainer = trainer_of(batch_size=10, stop="never")
    train(trainer, most=3)
    changed = trainer.config.model_copy(
        update={"batch": trainer.config.batch.model_copy(update={"batch_size": 25})}
    )
    trainer.configure(changed)
    train(trainer, most=2)
    spans = [(step.span.start, step.span.stop) for step in trainer.last_steps.told(5)]
    assert spans == [(0, 10), (10, 20), (20, 30), (30, 55), (55, 80)]


def test_a_restart_forgets_the_steps():
    trainer = trainer_of(batch_size=10)
    train(trainer, most=3)
    trainer.restart(trainer.config)
    assert trainer.last_steps.told(5) == ()
    assert trainer.last_steps.last is None
    assert trainer.optimizer_before() is None


@pytest.mark.parametrize("optimizer", ["momentum", "adam", "nadam"])
@pytest.mark.parametrize("sizes", [[20], [19, 1], [1, 19]])
def test_the_state_before_the_last_update_is_that_of_a_run_one_update_shorter(optimizer, sizes):
    values = {"optimizer": optimizer, "batch_size": 32, "shuffle": True, "stop": "never"}
    shorter = trainer_of(**values)
    train(shorter, most=19)
    before = shorter.optimizer_after()
    trainer = trainer_of(**values)
    left = iter(sizes)
    train(trainer, lambda: next(left), most=20)
    at_end = trainer.checkpoint()
    for _ in range(2):
        assert trainer.optimizer_before() == before
    assert all(math.isfinite(value) for values in before.values for value in values)
    assert (before.count, trainer.optimizer_after().count) == (19, 20)
    now = trainer.checkpoint()
    assert (now.theta, now.update, now.offset) == (
        at_end.theta, at_end.update, at_end.offset,
    )  # fmt: skip
    assert all(np.array_equal(now.slots[name], at_end.slots[name]) for name in now.slots)
