"""Event files, read back with TensorFlow's own reader."""

from __future__ import annotations

import resource
from typing import Any

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.protocol.commands import Configure, Step, WriteEvents
from engine.protocol.events import Saved, Wrote
from tests.engine.conftest import config_of
from tests.engine.sessions import refusal, session_of


def read_back(folder):
    """Scalars by tag as {step: value}, the plugin of each tag, and the other summaries' values."""
    import tensorflow as tf

    [file] = folder.glob("*tfevents*")
    scalars: dict[str, dict[int, float]] = {}
    plugins: dict[str, str] = {}
    others: dict[str, Any] = {}
    for record in tf.data.TFRecordDataset(str(file)):
        event = tf.compat.v1.Event.FromString(record.numpy())
        for value in event.summary.value:
            plugin = value.metadata.plugin_data.plugin_name
            plugins.setdefault(value.tag, plugin)
            if plugins[value.tag] == "scalars":
                tensor = tf.make_ndarray(value.tensor)
                assert tensor.dtype == np.float32
                column = scalars.setdefault(value.tag, {})
                assert event.step not in column
                column[event.step] = tensor.item()
            else:
                others[value.tag] = value
    return scalars, plugins, others


@pytest.fixture(scope="module")
def session():
    config = config_of(batch_size=16, learning_rate=0.001, optimizer="adam", stop="never")
    changed = with_values(config, {"learning_rate": 0.5})
    return session_of(config, Step(30), Configure(changed), Step(20))


@pytest.fixture(scope="module")
def written(session, tmp_path_factory):
    folder = tmp_path_factory.mktemp("events") / "a run"
    session.obey(WriteEvents(folder))
    assert session.outbox[-1] == Saved(folder, 50, 1, Wrote.EVENTS, 50)
    return read_back(folder)


def test_every_update_and_epoch_is_there(session, written):
    scalars, plugins, _ = written
    updates, epochs = session.run.record.updates.series, session.run.record.epochs.series
    columns = {
        "update/batch_loss": (updates.index, updates.loss),
        "update/w": (updates.index, updates.theta[:, 0]),
        "update/b": (updates.index, updates.theta[:, 1]),
        "update/learning_rate": (updates.index, np.where(updates.index <= 30, 0.001, 0.5)),
        "epoch/loss": (epochs.index, epochs.loss),
        "epoch/w": (epochs.index, epochs.theta[:, 0]),
        "epoch/b": (epochs.index, epochs.theta[:, 1]),
    }
    assert scalars.keys() == columns.keys()
    for tag, (steps, values) in columns.items():
        assert plugins[tag] == "scalars"
        assert list(scalars[tag]) == steps.tolist(), "in the order of their steps"
        assert list(scalars[tag].values()) == np.float32(values).tolist(), tag
    assert len(updates) == 50
    assert len(epochs) == 7


def test_the_configuration_is_there_as_text_and_as_hyperparameters(written):
    import tensorflow as tf
    from google.protobuf.struct_pb2 import Struct

    _, plugins, others = written
    assert plugins["configuration"] == "text"
    [text] = tf.make_ndarray(others["configuration"].tensor).tolist()
    assert b'optimizer = "adam"' in text
    assert b"learning-rate = 0.5" in text
    told = others["_hparams_/session_start_info"].metadata.plugin_data
    assert told.plugin_name == "hparams"
    # Field 3, length-delimited; the length takes two bytes from 128 on.
    assert told.content[0] == 0x1A
    length = told.content[1] & 0x7F | told.content[2] << 7
    body = told.content[3:]
    assert len(body) == length >= 128
    given = dict(Struct.FromString(body))
    assert given["learning_rate"] == 0.5
    assert given["optimizer"] == "adam"
    assert given["batch_size"] == 16
    assert given["shuffle"] is False
    assert given["beta_1"] == 0.9
    assert "momentum" not in given


def test_a_long_run_is_thinned_and_says_so(tmp_path, monkeypatch):
    from engine.worker.export import tensorboard as event_file

    monkeypatch.setattr(event_file, "MOST_POINTS", 120)
    session = session_of(config_of(batch_size=1, stop="never"), Step(5000))
    session.obey(WriteEvents(tmp_path))
    saved = session.outbox[-1]
    scalars, _, _ = read_back(tmp_path)
    losses = scalars["update/batch_loss"]
    updates = session.run.record.updates.series
    assert saved.of == 5000
    assert saved.rows == len(losses) <= 130
    assert max(losses.values()) == np.float32(updates.loss.max())
    assert list(losses)[-1] == 5000


def test_a_diverged_run_can_be_written(tmp_path):
    session = session_of(config_of(learning_rate=0.1, stop="never"), Step(1000))
    session.obey(WriteEvents(tmp_path))
    scalars, _, _ = read_back(tmp_path)
    last = list(scalars["update/batch_loss"].values())[-1]
    assert not np.isfinite(last)


def test_a_folder_that_cannot_be_is_refused(session, tmp_path):
    (tmp_path / "file").write_text("")
    message = refusal(session, WriteEvents(tmp_path / "file" / "run"))
    assert message.endswith("/file/run: event files cannot be written: Not a directory")


def test_a_full_disk_is_refused_with_the_reason_and_leaves_nothing(session, tmp_path):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        message = refusal(session, WriteEvents(tmp_path / "run"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert message == f"{tmp_path / 'run'}: event files cannot be written: File too large"
    assert list((tmp_path / "run").iterdir()) == []


def test_a_folder_of_any_bytes_can_be_written(session, tmp_path):
    session.obey(WriteEvents(tmp_path / "\udcfc"))
    assert session.outbox[-1] == Saved(tmp_path / "\udcfc", 50, 1, Wrote.EVENTS, 50)
