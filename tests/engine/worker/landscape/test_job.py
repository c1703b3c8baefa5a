"""The loss on a plane against the closed form, `model.evaluate` and numpy's SVD."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from engine.networks.recording.checkpoint_files import CheckpointFiles
from engine.networks.recording.header import HEADER, Header, Weight
from engine.protocol.landscape_messages import LossPart, MapDone, MapLoss, PlaneKnown, StopMap
from engine.worker.activity import Activity
from engine.worker.landscape.evaluator import Evaluator, OutOfMemoryError
from engine.worker.landscape.job import LandscapeJob
from engine.worker.landscape.span import random_span
from tests.engine.worker.landscape.mapped import CPU, PENALTY, X, Y, linear, mapped

# Keras itself makes numpy 2.4 warn, and warns of an optimizer that has made no updates.
pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:A total of 1 objects could not be loaded"),
    pytest.mark.filterwarnings("ignore:Skipping variable loading for optimizer"),
]


def quadratic(kernel: np.ndarray, bias: np.ndarray) -> float:
    """The mean squared error of a linear neuron, with L2 of its kernel, in float64."""
    error = X.astype(np.float64) @ kernel + bias - Y
    return float((error**2).mean() + PENALTY * (kernel**2).sum())


def weights_of(model: keras.Model) -> tuple[np.ndarray, np.ndarray]:
    kernel, bias = (np.asarray(each, np.float64) for each in model.get_weights())
    return kernel, bias


@pytest.fixture(scope="module")
def neuron(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return linear(tmp_path_factory.mktemp("neuron"))


def test_a_linear_model_has_the_exact_quadratic(neuron: Path) -> None:
    request = MapLoss(neuron, neuron.with_name("d.npz"), grid=9, reach=(-2.0, 2.0), chunk=10)
    plane, landscape, parts = mapped(request)
    model = keras.models.load_model(neuron)
    kernel, bias = weights_of(model)
    (first, _), (second, _) = random_span(model, 0).directions
    wanted = [[quadratic(kernel + a * first + b * second, bias) for a in plane.first]
              for b in plane.second]  # fmt: skip
    np.testing.assert_allclose(landscape.losses, wanted, rtol=2e-6)
    evaluated = model.evaluate(X, Y, verbose=0)
    assert plane.centre == pytest.approx(evaluated, rel=1e-6)
    assert landscape.losses[4, 4] == pytest.approx(evaluated, rel=1e-6)
    assert (plane.weights, plane.moved, plane.samples, plane.loss) == (3, 2, 30, "mse")
    assert parts[0].chunk == 10
    # A part of the plane is the same plane.
    part = (-0.25, 0.75), (1.0, 1.5)
    inside, losses, _ = mapped(replace(request, part=part, grid=3))
    np.testing.assert_array_equal(inside.first, [-0.25, 0.25, 0.75])
    np.testing.assert_array_equal(inside.second, [1.0, 1.25, 1.5])
    wanted = [[quadratic(kernel + a * first + b * second, bias) for a in inside.first]
              for b in inside.second]  # fmt: skip
    np.testing.assert_allclose(losses.losses, wanted, rtol=2e-6)
    # A worker that mapped another part finds the same.
    job = LandscapeJob(request, CPU, Activity())
    job.work()
    job.obey(replace(request, part=part, grid=3))
    while job.idle_seconds == 0:
        job.work()
    *_, again, found, done_ = job.outbox
    assert isinstance(again, PlaneKnown)
    assert isinstance(found, LossPart)
    assert isinstance(done_, MapDone)
    np.testing.assert_array_equal(again.second, inside.second)
    order = np.argsort(found.points)
    np.testing.assert_allclose(found.losses[order], np.ravel(wanted), rtol=2e-6)
    job.obey(request)
    job.obey(StopMap())
    assert job.idle_seconds is None
    # What was evaluated before is left out.
    done = frozenset(range(81)) - {7, 33}
    _, _, others = mapped(replace(request, done=done))
    assert sorted(np.concatenate([part.points for part in others])) == [7, 33]


def test_the_path_of_a_recording_is_projected_on_its_principal_plane(
    neuron: Path, tmp_path: Path
) -> None:
    model = keras.models.load_model(neuron)
    theta = np.concatenate([each.ravel() for each in weights_of(model)])
    vectors = theta + np.cumsum(np.random.default_rng(1).normal(size=(6, 3)), axis=0)
    vectors = vectors.astype(np.float32).astype(np.float64)
    shapes = [Weight("kernel", (2, 1), "float32"), Weight("bias", (1,), "float32")]
    header = Header("a", "m", tuple(shapes), keep=10)
    (tmp_path / HEADER).write_text(header.text)
    files = CheckpointFiles(tmp_path, header)
    for update, vector in enumerate(vectors):
        files.write(5 * update, [vector[:2].reshape(2, 1), vector[2:]])
    request = MapLoss(neuron, neuron.with_name("d.npz"), checkpoints=tmp_path, grid=5)
    plane, landscape, _ = mapped(request)
    moved = vectors - vectors.mean(axis=0)
    _, sizes, axes = np.linalg.svd(moved)
    wanted = (vectors - theta) @ axes[:2].T
    signs = np.sign((plane.path * wanted).sum(axis=0))
    np.testing.assert_allclose(plane.path, wanted * signs, atol=1e-5)
    np.testing.assert_allclose(plane.explained, sizes[:2] ** 2 / (sizes**2).sum(), rtol=1e-5)
    np.testing.assert_array_equal(plane.updates, [0, 5, 10, 15, 20, 25])
    assert abs(plane.cosine) < 1e-6
    axes = axes[:2] * signs[:, None]
    for row, column in ((0, 0), (2, 4), (4, 1)):
        point = theta + plane.first[column] * axes[0] + plane.second[row] * axes[1]
        loss = quadratic(point[:2].reshape(2, 1), point[2:])
        assert landscape.losses[row, column] == pytest.approx(loss, rel=1e-5)
    assert plane.first[0] < plane.path[:, 0].min()
    assert plane.first[-1] > plane.path[:, 0].max()


@pytest.mark.thorough
def test_files_of_keras_are_checkpoints_in_the_order_of_their_numbers(
    neuron: Path, tmp_path: Path
) -> None:
    model = keras.models.load_model(neuron)
    kernel, bias = weights_of(model)
    for number in (2, 10, 1):
        model.set_weights([kernel + number, bias])
        model.save_weights(tmp_path / f"epoch{number}.weights.h5")
    request = MapLoss(neuron, neuron.with_name("d.npz"), checkpoints=tmp_path, grid=3)
    plane, _, _ = mapped(request)
    np.testing.assert_allclose(plane.path[:, 0], np.sqrt(2) * np.array([1, 2, 10]), rtol=1e-5)
    assert plane.centre == pytest.approx(quadratic(kernel, bias), rel=1e-5)


def test_a_chunk_that_does_not_fit_is_halved(neuron: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    over, room = Evaluator._over_chunks, 4

    def limited(self: Evaluator, points: np.ndarray) -> np.ndarray:
        if self.chunk > room:
            raise tf.errors.ResourceExhaustedError(None, None, "OOM")
        return over(self, points)

    monkeypatch.setattr(Evaluator, "_over_chunks", limited)
    request = MapLoss(neuron, neuron.with_name("d.npz"), grid=3)
    _, _, parts = mapped(request)
    assert parts[0].chunk == 3  # 30, 15, 7, 3
    room = 0
    with pytest.raises(OutOfMemoryError, match="--chunk 1"):
        LandscapeJob(request, CPU, Activity())
