"""Scheduled and clipped updates against eager Keras, in any slices and through live changes."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.parameters import with_values
from tests.engine.conftest import train, trainer_of
from tests.engine.reference import line
from tests.engine.worker.training.eager import eager

WARM_COSINE = {"schedule": "cosine", "period": 30, "warmup": 5, "rate_floor": 0.1}


def got_of(trainer, updates, slices=lambda: 1 << 16):
    whole = train(trainer, slices, most=updates)
    return np.stack([whole.w, whole.b, whole.loss], axis=1)


def assert_close(got, wanted):
    scale = np.abs(wanted).max(axis=0)
    np.testing.assert_allclose(got / scale, wanted / scale, rtol=0, atol=3e-6)


def test_scheduled_and_clipped_updates_are_those_of_eager_keras():
    import keras

    schedules = keras.optimizers.schedules
    cosine = schedules.CosineDecay(0.002, 30, alpha=0.1, warmup_target=0.01, warmup_steps=5)
    optimizer = keras.optimizers.SGD(cosine, momentum=0.9, global_clipnorm=50.0)
    trainer = trainer_of(
        optimizer="momentum", learning_rate=0.01, batch_size=32, stop="never", **WARM_COSINE,
        clipping="global_norm", clip_at=50,
    )  # fmt: skip
    assert_close(got_of(trainer, 40), eager(optimizer, *line(100), 32, 40))
    restarts = schedules.CosineDecayRestarts(0.5, 7, t_mul=1.5, m_mul=0.8)
    trainer = trainer_of(
        optimizer="adam", learning_rate=0.5, batch_size=32, stop="never", schedule="restarts",
        period=7, t_mul=1.5, m_mul=0.8, clipping="norm", clip_at=20,
    )  # fmt: skip
    optimizer = keras.optimizers.Adam(restarts, clipnorm=20.0)
    assert_close(got_of(trainer, 40), eager(optimizer, *line(100), 32, 40))


@pytest.mark.parametrize("kind", ["clipvalue", "clipnorm", "global_clipnorm"])
def test_each_run_of_many_is_clipped_as_keras_clips_one(kind):
    import keras
    import tensorflow as tf

    from engine.worker.training.update_terms import UpdateTerms

    gradients = np.array([[[3.0, -40.0, 0.0], [0.1, 1e6, -7.0]], [[4.0, 9.0, 0.0], [-0.2, 3.0, 0]]])
    terms = UpdateTerms(clipping=kind.replace("clip", ""), clip_at=5.0)
    parts = [tf.constant(part, tf.float32) for part in gradients]
    got = np.array(terms.clipped(parts))
    optimizer = keras.optimizers.SGD(**{kind: 5.0})
    for place in np.ndindex(2, 3):
        one = [tf.constant(part[place], tf.float32) for part in gradients]
        wanted = np.array(optimizer._clip_gradients(one))
        np.testing.assert_array_equal(got[:, *place], wanted)


def test_a_scheduled_run_keeps_its_bits_however_it_is_sliced_and_resumed():
    given = {"batch_size": 32, "stop": "never", "learning_rate": 0.004, **WARM_COSINE}
    whole = got_of(trainer_of(**given), 60)
    sizes = iter([1, 2, 7, 1, 19, 30])
    np.testing.assert_array_equal(got_of(trainer_of(**given), 60, lambda: next(sizes)), whole)
    first = trainer_of(**given)
    train(first, most=23)
    second = trainer_of(**given)
    second.resume(first.checkpoint(), first.terms, first.previous)
    np.testing.assert_array_equal(got_of(second, 37), whole[23:])


def test_a_live_change_of_the_schedule_compiles_nothing_and_resets_nothing():
    given = {"optimizer": "adam", "batch_size": 32, "stop": "never", "learning_rate": 0.1}
    trainer = trainer_of(**given, **WARM_COSINE)
    train(trainer, most=11)
    compiled, before = trainer.compile_seconds, trainer.checkpoint()
    changes = {"schedule": "exponential", "period": 3, "decay_rate": 0.5, "warmup": 0}
    trainer.configure(with_values(trainer.config, changes))
    after = trainer.checkpoint()
    assert all(np.array_equal(before.slots[name], after.slots[name]) for name in before.slots)
    got = got_of(trainer, 4)
    assert trainer.compile_seconds == compiled
    # The same updates, made one by one with the rate that the new schedule has at their number.
    plain = trainer_of(**given)
    plain.resume(before, trainer.terms, trainer.previous)
    for made, row in enumerate(got, 11):
        rate = trainer.config.optimizer.rates.rate(made)
        assert rate == pytest.approx(0.1 * 0.5 ** (made / 3), rel=1e-6)
        values = {"learning_rate": rate, "schedule": "constant", "warmup": 0}
        plain.configure(with_values(plain.config, values))
        np.testing.assert_array_equal(got_of(plain, 1)[0], row)


def test_weight_decay_ends_gradient_descent_at_the_ridge_solution():
    decay = 0.4
    trainer = trainer_of(learning_rate=0.02, weight_decay=decay, stop="never", epochs=10**6)
    got = got_of(trainer, 3000)[-1, :2]
    moments = trainer.dataset.moments
    hessian = moments.hessian(0.0, 0.0)
    pull = -np.array(moments.gradient(0.0, 0.0))
    np.testing.assert_allclose(got, np.linalg.solve(hessian + decay * np.eye(2), pull), rtol=1e-5)
