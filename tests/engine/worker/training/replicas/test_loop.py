"""Training on several devices: what each does, and that it is the training of one with all of it.

Tests see four logical devices on the CPU (`tests.late_tensorflow`).
"""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.batches import batch_indices, replica_spans
from engine.data.dataset import load
from engine.history.values import RunState
from engine.problems.linear_neuron.moments import Moments
from engine.worker.training.trainer import Trainer

DEVICES, M = 3, 8
SHUFFLED = {"samples": 100, "batch_size": M, "shuffle": True, "stop": "never", "epochs": 4}
"""Of the five updates of an epoch the last one has four samples for three devices."""


def trainer(values: dict[str, object], replicas: int) -> Trainer:
    config = with_values(RunConfig(), values | {"replicas": DEVICES})
    return Trainer(config, load(config.data), "/CPU:0", replicas)


@pytest.mark.parametrize(
    "more",
    [
        {"optimizer": "sgd", "l2": 0.4, "clipping": "norm", "clip_at": 20.0},
        {"optimizer": "adam", "learning_rate": 0.1, "schedule": "cosine", "period": 10},
        {"batch_size": "full", "momentum": 0.9, "gradient_noise": 0.5},
    ],
)
def test_several_devices_train_as_one_with_the_whole_batch(more: dict[str, object]) -> None:
    together, alone = (trainer(SHUFFLED | more, number) for number in (DEVICES, 1))
    found, expected = (
        np.hstack([one.advance(7).recorded.columns, one.advance(1000).recorded.columns])
        for one in (together, alone)
    )
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=2e-4, atol=2e-4)
    assert together.checkpoint().offset == alone.checkpoint().offset == 0
    assert alone.replicas is None


def test_each_device_computes_the_loss_and_the_gradient_of_its_own_samples() -> None:
    one = trainer(SHUFFLED, DEVICES)
    assert one.replicas is None and one.last_steps.told(1) == ()
    data = load(one.config.data)
    # The third update of the second epoch, and the last one of it, which has 4 samples.
    for updates, counts in ((8, (8, 8, 8)), (2, (2, 1, 1))):
        one.advance(updates - 1)
        before = one.theta
        one.advance(1)
        seen, step = one.last_steps.last, one.replicas
        assert seen is not None and step is not None
        spans = replica_spans(seen, DEVICES)
        assert tuple(part.count for part in step.parts) == counts
        for part, span in zip(step.parts, spans, strict=True):
            rows = batch_indices(span, data.x.size, one.config.seed_of_order, shuffle=True)
            moments = Moments.of(data.x[rows], data.y[rows])
            assert part.loss == pytest.approx(float(moments.loss(*before)), rel=1e-5)
            assert part.gradient == pytest.approx(
                [float(slope) for slope in moments.gradient(*before)], rel=1e-4, abs=1e-3
            )
            [shown] = [p for p in one.last_steps.told(1)[0].parts if p.span == span]
            assert shown.objective == moments
        assert sum(step.shares) == pytest.approx(1)
        assert min(step.arithmetic, step.communication) > 0
    # A moment that is shown again has what the devices did then.
    earlier, now = one.standing(), one.replicas
    one.advance(1)
    one.optimizer_before()
    assert one.replicas is not None and one.replicas is not now
    one.stand(earlier)
    assert one.replicas is now


def test_a_device_without_samples_changes_nothing() -> None:
    one = trainer({"samples": 2, "batch_size": 5, "stop": "never", "epochs": 3}, DEVICES)
    alone = trainer({"samples": 2, "batch_size": 5, "stop": "never", "epochs": 3}, 1)
    found, expected = (each.advance(10).recorded.columns for each in (one, alone))
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert one.replicas is not None and [part.count for part in one.replicas.parts] == [1, 1, 0]
    assert np.isnan(one.replicas.parts[2].loss)


def test_a_run_of_several_devices_goes_on_from_a_checkpoint_and_diverges_where_one_does() -> None:
    first, second = (trainer({**SHUFFLED, "optimizer": "adam"}, DEVICES) for _ in range(2))
    first.advance(9)
    second.resume(first.checkpoint(), first.terms, first.previous)
    np.testing.assert_array_equal(
        first.advance(5).recorded.columns, second.advance(5).recorded.columns
    )
    steep = {"batch_size": "full", "learning_rate": 1.0}
    ends = [trainer(steep, number).advance(1000) for number in (DEVICES, 1)]
    assert [end.state for end in ends] == [RunState.DIVERGED] * 2
    assert len(ends[0].recorded) == len(ends[1].recorded)
