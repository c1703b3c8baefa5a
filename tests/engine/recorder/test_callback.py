"""The recorder in trainings of Keras: it keeps what Keras reports, and never disturbs."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest

from engine.networks.recording.header import checkpoints_in
from engine.networks.recording.reader import Reader
from engine.networks.recording.recording import State
from tests.file_faults import full_disk

if TYPE_CHECKING:
    from engine.recorder import Recorder

X = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)
Y = X.sum(axis=1, keepdims=True)


def recording(*given: Any, **options: Any) -> Recorder:
    """A recorder; its module imports Keras, which the collection of tests must not."""
    from engine.recorder import Recorder

    return Recorder(*given, **options)


def model(dtype: str = "float32") -> keras.Model:
    """Two layers, eager: nothing is compiled."""
    keras.utils.set_random_seed(3)
    layers = [keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1, dtype="float32")]
    made = keras.Sequential([keras.Input((3,)), *layers], name="mlp")
    if dtype != "float32":
        policy = keras.dtype_policies.DTypePolicy(dtype)
        layers = [keras.layers.Dense(4, dtype=policy), keras.layers.Dense(1, dtype=policy)]
        made = keras.Sequential([keras.Input((3,)), *layers], name="mlp")
    rate = keras.optimizers.schedules.ExponentialDecay(0.1, 4, 0.5)
    made.compile(keras.optimizers.SGD(rate), "mse", metrics=["mae"], run_eagerly=True)
    return made


def fit(made: keras.Model, recorder: Recorder | None, epochs: int = 2) -> keras.callbacks.History:
    callbacks = [] if recorder is None else [recorder]
    return made.fit(X, Y, batch_size=10, epochs=epochs, verbose=0, shuffle=False,
                    validation_data=(X[:5], Y[:5]), callbacks=callbacks)  # fmt: skip


def flat(made: keras.Model) -> np.ndarray:
    return np.concatenate([np.asarray(each, np.float32).ravel() for each in made.get_weights()])


def test_it_keeps_what_keras_reports_in_several_calls_and_in_another_process(
    tmp_path: Path,
) -> None:
    made, recorder = model(), recording(tmp_path / "run")
    before = flat(made)
    history = fit(made, recorder)
    middle = flat(made)
    more = fit(made, recorder, 1)
    found = Reader(tmp_path / "run").look()
    assert found.state is State.ENDED
    assert found.fits == (0, 8)
    for name in ("loss", "val_loss", "mae", "val_mae"):
        wanted = [*history.history[name], *more.history[name]]
        np.testing.assert_array_equal(found.epochs[name].value, np.array(wanted, np.float64))
    np.testing.assert_array_equal(found.epochs["loss"].update, [4, 8, 12])
    np.testing.assert_array_equal(found.epochs["loss"].epoch, [1, 2, 3])
    at_epochs = np.isin(found.learning_rate.update, [4, 8, 12])
    rates = found.learning_rate.value[at_epochs]
    np.testing.assert_allclose(np.unique(rates)[::-1], [0.05, 0.025, 0.0125], rtol=1e-6)
    kept = {update: np.load(path) for update, path in found.checkpoints.items()}
    assert list(kept) == [0, 4, 8, 12]
    for update, weights in ((0, before), (8, middle), (12, flat(made))):
        np.testing.assert_array_equal(kept[update], weights)
    # As another process would: the optimizer has made updates, so it is continued.
    assert recorder._writer is not None
    recorder._writer.close()
    fit(made, recording(tmp_path / "run"), 1)
    again = Reader(tmp_path / "run").look()
    assert again.header is not None
    assert found.header is not None
    assert again.header.id == found.header.id
    np.testing.assert_array_equal(again.epochs["loss"].epoch, [1, 2, 3, 4])
    assert list(again.checkpoints) == [0, 4, 8, 12, 16]


@pytest.mark.parametrize(
    "dtype", ["bfloat16", pytest.param("mixed_bfloat16", marks=pytest.mark.thorough)]
)
def test_weights_of_half_precision_are_kept_exactly(tmp_path: Path, dtype: str) -> None:
    made = model(dtype)
    fit(made, recording(tmp_path, every=3), 1)
    kept = checkpoints_in(tmp_path)
    assert list(kept) == [0, 3, 4]
    last = np.load(kept[4])
    assert last.dtype == np.float32
    np.testing.assert_array_equal(last, flat(made))


def test_an_error_is_logged_once_and_changes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    undisturbed = model()
    fit(undisturbed, None, 1)
    made, recorder = model(), recording(tmp_path / "run")
    with full_disk(200), caplog.at_level(logging.WARNING, "descent.recorder"):
        fit(made, recorder, 1)
    np.testing.assert_array_equal(flat(made), flat(undisturbed))
    (record,) = caplog.records
    assert "not recorded: File too large; the training goes on" in record.getMessage()
    # The next call is recorded.
    fit(made, recorder, 1)
    assert len(Reader(tmp_path / "run").look().epochs["loss"]) == 1


def own_model() -> keras.Model:
    """Its layer is built by the first update; its step reports several numbers as its loss."""

    class Own(keras.Model):  # type: ignore[misc]  # Keras has no types
        def __init__(self) -> None:
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def train_step(self, data: Any) -> dict[str, Any]:
            self.dense(data[0])
            return {"loss": keras.ops.ones(3), "other": keras.ops.ones(())}

    return Own()


def test_weights_that_come_later_or_change_are_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    own, recorder = own_model(), recording("own", every=3)
    monkeypatch.chdir("/")
    own.compile("sgd", run_eagerly=True)
    own.fit(X, Y, batch_size=10, epochs=2, verbose=0, callbacks=[recorder])
    found = Reader(tmp_path / "own").look()
    assert found.header is not None
    assert [each.shape for each in found.header.weights] == [(3, 1), (1,)]
    assert list(found.checkpoints) == [1, 4, 7, 8]
    np.testing.assert_array_equal(found.epochs["other"].update, [4, 8])
    # Fine-tuning: a layer is made trainable between two calls of fit.
    made, recorder = model(), recording(tmp_path / "run")
    made.layers[0].trainable = False
    made.compile("sgd", "mse", run_eagerly=True)
    fit(made, recorder)
    before = flat(made)
    made.layers[0].trainable = True
    made.compile("sgd", "mse", run_eagerly=True)
    fit(made, recorder)
    for folder, size in (("run", 21), ("run/earlier-1", 5)):
        found = Reader(tmp_path / folder).look()
        assert found.header is not None
        assert found.header.size == size
        assert list(found.checkpoints) == [0, 4, 8]
        np.testing.assert_array_equal(found.epochs["loss"].epoch, [1, 2])
    np.testing.assert_array_equal(np.load(checkpoints_in(tmp_path / "run")[0]), before)
    assert Reader(tmp_path / "run").look().state is State.ENDED
    # A lower epoch without earlier weights counts on.
    made.fit(X, Y, batch_size=20, epochs=2, initial_epoch=1, verbose=0, callbacks=[recorder])
    epochs = Reader(tmp_path / "run").look().epochs["loss"].epoch
    np.testing.assert_array_equal(epochs, [1, 2, 3])
    assert not caplog.records


def test_what_cannot_be_written_at_the_end_leaves_no_running_training(tmp_path: Path) -> None:
    def spoil(*_: object) -> None:
        (tmp_path / "checkpoints").rename(tmp_path / "gone")

    spoiler = keras.callbacks.LambdaCallback(on_epoch_end=spoil)
    recorder = recording(tmp_path, every=100)
    model().fit(X, Y, batch_size=20, verbose=0, callbacks=[recorder, spoiler])
    found = Reader(tmp_path).look()
    assert found.state is State.ENDED
    assert found.fault


@pytest.mark.thorough
def test_a_folder_that_another_training_writes_is_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = recording(tmp_path), recording(tmp_path)
    fit(model(), first, 1)
    with caplog.at_level(logging.WARNING, "descent.recorder"):
        fit(model(), second, 1)
    assert ["another training is recorded there" in each.getMessage() for each in caplog.records]
    assert len(Reader(tmp_path).look().epochs["loss"]) == 1


@pytest.mark.thorough
def test_too_little_room_for_checkpoints_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "descent.recorder"):
        fit(model(), recording(tmp_path, most_bytes=200), 1)
    assert "no checkpoints" in caplog.text
    found = Reader(tmp_path).look()
    assert not found.checkpoints
    assert len(found.epochs["loss"]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"every": 0},
        {"every": "batch"},
        {"keep": 1},
        {"keep": 1001},
        {"most_bytes": -1},
        {"sample": 0},
    ],
)
def test_wrong_arguments_are_refused(tmp_path: Path, wrong: dict[str, int]) -> None:
    (name,) = wrong
    with pytest.raises(ValueError, match=f"^{name}: must be"):
        recording(tmp_path, **wrong)
