"""Filters of every kind of layer, and one line for each model that cannot be used."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from engine.errors import DataError
from engine.networks.recording.header import HEADER, Header, Weight, checkpoint_name
from engine.protocol.landscape_messages import MapLoss, PlaneKnown
from engine.worker.activity import Activity
from engine.worker.landscape.job import LandscapeJob
from engine.worker.landscape.model import roles_of, values_of
from engine.worker.landscape.span import random_span
from tests.engine.worker.landscape.mapped import CPU, linear

# Keras itself makes numpy 2.4 warn, and warns of an optimizer that has made no updates.
pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:A total of 1 objects could not be loaded"),
    pytest.mark.filterwarnings("ignore:Skipping variable loading for optimizer"),
]


def images() -> keras.Model:
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((8, 8, 2)),
            layers.Conv2D(3, 3, name="conv"),
            layers.BatchNormalization(name="norm"),
            layers.DepthwiseConv2D(3, name="deep"),
            layers.Conv2DTranspose(5, 2, name="back"),
            layers.SeparableConv2D(4, 3, name="apart"),
            layers.Flatten(),
            layers.Dense(2, name="dense"),
        ]
    )


def words() -> keras.Model:
    inputs = keras.Input((6,), dtype="int32")
    x = keras.layers.Embedding(11, 8, name="words")(inputs)
    x = keras.layers.MultiHeadAttention(2, 3, name="attention")(x, x)
    x = keras.layers.LayerNormalization(name="norm")(x)
    x = keras.layers.GRU(4, name="gru")(x)
    return keras.Model(inputs, x)


def name_of(variable: keras.Variable) -> str:
    """Its path without the model's name, which counts the models of a process."""
    first, _, rest = variable.path.partition("/")
    return rest if first.startswith("sequential") else variable.path


def test_filters_are_the_outputs_of_each_kernel() -> None:
    for model, wanted in (
        (
            images(),
            {"conv/kernel": (3,), "deep/kernel": (2, 3), "back/kernel": (2,),
             "apart/depthwise_kernel": (2, 3), "apart/pointwise_kernel": (3,),
             "dense/kernel": (1,)},
        ),
        (
            words(),
            {"words/embeddings": (0,), "attention/query/kernel": (1, 2),
             "attention/key/kernel": (1, 2), "attention/value/kernel": (1, 2),
             "attention/attention_output/kernel": (2,), "gru/gru_cell/kernel": (1,),
             "gru/gru_cell/recurrent_kernel": (1,)},
        ),
    ):  # fmt: skip
        names = [name_of(each) for each in model.trainable_variables]
        roles = dict(zip(names, roles_of(model), strict=True))
        moved = {name: role.filters for name, role in roles.items() if role.filters is not None}
        assert moved == wanted


def test_a_random_direction_has_the_models_filters() -> None:
    model = images()
    span = random_span(model, 0)
    arrays = dict(zip(map(name_of, model.trainable_variables), values_of(model), strict=True))
    moved = dict(zip(arrays, span.directions[1], strict=True))
    for channel in range(3):
        length = np.linalg.norm(arrays["conv/kernel"][..., channel])
        assert np.linalg.norm(moved["conv/kernel"][..., channel]) == pytest.approx(length, rel=1e-5)
    assert not moved["norm/gamma"].any()
    assert not moved["dense/bias"].any()
    assert span.moved == sum(array.size for name, array in arrays.items() if "kernel" in name)


def refusal(request: MapLoss) -> str:
    with pytest.raises(DataError) as caught:
        LandscapeJob(request, CPU, Activity())
    said = str(caught.value)
    assert "\n" not in said
    return said


def samples(folder: Path, **arrays: np.ndarray) -> Path:
    np.savez(folder / "other.npz", **arrays)  # type: ignore[arg-type]  # one name is a flag
    return folder / "other.npz"


def test_what_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    model, data = linear(tmp_path), tmp_path / "d.npz"
    good = MapLoss(model, data)
    (tmp_path / "text.keras").write_text("no model")
    (tmp_path / "old.h5").write_text("no model")
    broken = tmp_path / "broken.keras"
    broken.write_bytes(model.read_bytes()[:900])
    for path, said in (
        (tmp_path / "linaer.keras", "did you mean"),
        (tmp_path / "text.keras", "is not a Keras model"),
        (tmp_path / "old.h5", "older HDF5 format"),
        (broken, "is not a Keras model that can be read"),
    ):
        assert said in refusal(MapLoss(path, data))
    x, y = np.zeros((4, 3), np.float32), np.zeros((4, 1), np.float32)
    said = refusal(MapLoss(model, samples(tmp_path, x=x, y=y)))
    assert "x has shape (n, 3); the model takes (n, 2)" in said
    wide = samples(tmp_path, x=x[:, :2], y=np.zeros((4, 3), np.float32))
    said = refusal(MapLoss(model, wide))
    assert "y has shape (n, 3), the model makes (n, 1); the loss mse cannot compare them" in said
    said = refusal(MapLoss(model, data, loss="mean_sqared"))
    assert "--loss: mean_sqared: not a loss of Keras" in said
    said = refusal(MapLoss(good.model, good.data, checkpoints=tmp_path / "none"))
    assert "no such folder" in said
    assert "is a file" in refusal(MapLoss(good.model, good.data, checkpoints=data))


def saved(folder: Path, *layers: keras.Layer, **compiled: object) -> Path:
    model = keras.Sequential([keras.Input((2,)), *layers])
    if compiled:
        model.compile(**compiled)
    model.save(folder / "m.keras")
    return folder / "m.keras"


def test_code_in_a_model_is_run_only_if_that_is_asked_for(tmp_path: Path) -> None:
    linear(tmp_path)
    path = saved(tmp_path, keras.layers.Dense(1), keras.layers.Lambda(lambda x: 2 * x), loss="mse")
    request = MapLoss(path, tmp_path / "d.npz", grid=3)
    assert "contains Python code (a Lambda layer), which is not run" in refusal(request)
    job = LandscapeJob(MapLoss(path, tmp_path / "d.npz", grid=3, run_code=True), CPU, Activity())
    assert job.outbox


def test_losses_and_classes(tmp_path: Path) -> None:
    linear(tmp_path)
    path = saved(tmp_path, keras.layers.Dense(1))
    assert "has no compiled loss; name one" in refusal(MapLoss(path, tmp_path / "d.npz"))
    path = saved(tmp_path, keras.layers.Dense(3), loss="sparse_categorical_crossentropy")
    classes = samples(tmp_path, x=np.zeros((4, 2)), y=np.array([0, 1, 2, 3]))
    said = refusal(MapLoss(path, classes))
    assert "y has the class 3; the model makes 3 classes, 0 to 2" in said
    path = saved(tmp_path, keras.layers.Dense(1, trainable=False), loss="mse")
    assert "no trainable weights" in refusal(MapLoss(path, tmp_path / "d.npz"))


def test_losses_that_are_summed_or_added_by_layers_are_those_of_keras(tmp_path: Path) -> None:
    linear(tmp_path)
    data = np.load(tmp_path / "d.npz")
    layers = [keras.layers.Dense(1, activity_regularizer=keras.regularizers.L2(0.1))]
    path = saved(tmp_path, *layers, loss=keras.losses.MeanSquaredError(reduction="sum"))
    model = keras.models.load_model(path)
    model.compile(loss="mse", run_eagerly=True)
    wanted = model.evaluate(data["x"], data["y"], batch_size=30, verbose=0)
    (plane,) = LandscapeJob(MapLoss(path, tmp_path / "d.npz", grid=3), CPU, Activity()).outbox
    assert isinstance(plane, PlaneKnown)
    assert plane.centre == pytest.approx(wanted, rel=1e-6)
    assert plane.loss == "mean_squared_error (mean)"


def test_numbers_that_an_embedding_does_not_have(tmp_path: Path) -> None:
    model = keras.Sequential(
        [keras.Input((3,), dtype="int32"), keras.layers.Embedding(5, 1), keras.layers.Flatten()]
    )
    model.compile(loss="mse")
    model.save(tmp_path / "m.keras")
    wrong = samples(tmp_path, x=np.array([[0, 4, 5]]), y=np.zeros((1, 3)))
    said = refusal(MapLoss(tmp_path / "m.keras", wrong))
    assert "x has the number 5;" in said
    assert "takes 0 to 4" in said


@pytest.mark.filterwarnings("ignore:You are saving a model that has not yet been built")
def test_a_model_saved_before_it_has_weights_and_a_loss_that_does_not_fit(tmp_path: Path) -> None:
    linear(tmp_path)
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse")
    model.save(tmp_path / "m.keras")
    request = MapLoss(tmp_path / "m.keras", tmp_path / "d.npz")
    assert "has no weights yet" in refusal(request)
    request = MapLoss(linear(tmp_path), tmp_path / "d.npz", loss="Loss")
    assert "--loss: Loss: not a loss of Keras" in refusal(request)
    said = refusal(MapLoss(linear(tmp_path), tmp_path / "d.npz", loss="ctc"))
    assert "the loss ctc cannot be evaluated: Logits" in said


def test_checkpoints_of_another_model(tmp_path: Path) -> None:
    request = MapLoss(linear(tmp_path), tmp_path / "d.npz", checkpoints=tmp_path / "run")
    (tmp_path / "run").mkdir()
    assert "has no checkpoints" in refusal(request)
    for weights, sampled, said in (
        ((Weight("a/kernel", (3, 1), "float32"),), 0, "a/kernel has shape (3, 1)"),
        ((Weight("a/kernel", (2, 1), "float32"),), 0, "1 arrays of weights, not 2"),
        ((Weight("a/kernel", (2, 1), "float32"),), 1, "keeps 1 of 2 weights"),
        ((Weight("k", (2, 1), "float32"), Weight("b", (1,), "float32")), 0, "has 0 checkpoints"),
    ):
        header = Header("a", "m", weights, sampled)
        (tmp_path / "run" / HEADER).write_text(header.text)
        assert said in refusal(request)
    (tmp_path / "run" / "checkpoints").mkdir()
    for update in range(1001):
        (tmp_path / "run" / "checkpoints" / checkpoint_name(update)).touch()
    assert "has 1,001 checkpoints; must be at most 1,000" in refusal(request)
