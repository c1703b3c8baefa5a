"""A run that is saved comes back as it was, and goes on to the bit."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from engine.config.effective import effective_value
from engine.config.parameters import PARAMETERS, with_values
from engine.config.run import RunConfig
from engine.config.toml import read_toml
from engine.history.history import CAPACITY, History
from engine.history.values import RunState
from engine.protocol.commands import (
    Acknowledge,
    Configure,
    Fork,
    Restart,
    Resume,
    Run,
    SaveRun,
    Seek,
    Step,
)
from engine.storage.resume import opened_run
from engine.storage.run_reader import read_run
from engine.storage.run_summary import SUMMARY
from engine.storage.saved_run import FILES, HISTORY
from tests.engine.conftest import config_of
from tests.engine.sessions import look_back, obey, session_of

ADAM = {"optimizer": "adam", "learning_rate": 0.1, "batch_size": 16, "shuffle": True}


def rows(series):
    return np.stack([series.index, *series.columns])


def assert_same_histories(one, other):
    """To the bit, but for the seconds, which are the clock's."""
    for name in ("updates", "epochs"):
        a, b = (getattr(record, name).series for record in (one, other))
        assert np.array_equal(rows(a)[:-1], rows(b)[:-1], equal_nan=True), name


# ------------------------------------------------------------------ back to the bit


def test_a_run_comes_back_as_it_was(adam, saved):
    run = read_run(saved)
    assert run.config == adam.run.trainer.config
    assert run.changes == tuple(adam.run.record.changes)
    assert {change.parameter for change in run.changes} == {"learning_rate", "stop"}
    assert np.array_equal(rows(run.updates), rows(adam.run.record.updates.series))
    assert np.array_equal(rows(run.epochs), rows(adam.run.record.epochs.series))
    now = adam.run.trainer.checkpoint()
    for name in ("update", "epoch", "offset", "theta", "optimizer", "open_epoch"):
        assert getattr(run.checkpoint, name) == getattr(now, name), name
    assert np.array_equal(run.checkpoint.recent, now.recent)
    assert run.checkpoint.slots.keys() == now.slots.keys()
    for name, slot in now.slots.items():
        assert run.checkpoint.slots[name].dtype == slot.dtype
        assert np.array_equal(run.checkpoint.slots[name], slot), name
    moments = adam.run.trainer.dataset.moments
    assert run.summary.full_loss == moments.loss(*run.checkpoint.theta)


def test_an_opened_run_goes_on_to_the_bit(saved):
    config = config_of(**ADAM)
    changed = with_values(config, {"learning_rate": 0.2, "stop": "never"})
    unbroken = session_of(config, Step(57), Configure(changed), Step(40), Step(103))
    opened = opened_run("x", read_run(saved)).resume
    again = session_of(opened.config, opened, Step(103))
    assert_same_histories(again.run.record, unbroken.run.record)
    assert again.run.record.changes == unbroken.run.record.changes
    seconds = again.run.record.updates.series.seconds
    assert (np.diff(seconds) >= 0).all()


def test_an_opened_run_can_be_looked_back_on(saved, adam):
    opened = opened_run("x", read_run(saved)).resume
    again = session_of(opened.config, opened)
    look_back(again, 31)
    kept = adam.run.record.updates.series
    assert again.run.trainer.theta == kept.point(30)
    assert again.run.trainer.config.optimizer.learning_rate == 0.1


def test_looking_back_saves_the_whole_run_all_the_same(saved, tmp_path):
    opened = opened_run("x", read_run(saved)).resume
    again = session_of(opened.config, opened)
    look_back(again, 31)
    again.obey(SaveRun(tmp_path / "whole"))
    assert again.run.trainer.update == 31
    assert read_run(tmp_path / "whole").checkpoint.update == 97


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"learning_rate": 0.1}, RunState.DIVERGED),
        ({}, RunState.CONVERGED),
        ({"stop": "never", "epochs": 20}, RunState.MAX_EPOCHS),
    ],
)
def test_a_run_that_had_ended_is_opened_at_its_end(values, state, tmp_path):
    session = session_of(config_of(**values), Run(), SaveRun(tmp_path / "run"))
    assert session.run.state is state
    run = read_run(tmp_path / "run")
    assert run.summary.status is state
    opened = opened_run("run", run)
    assert opened.frame.state is state
    again = session_of(run.config, opened.resume)
    assert again.run.state is state
    assert again.outbox[-1].reason.startswith("opened run")
    obey(session, Run())
    obey(again, Run())
    assert again.run.trainer.update == session.run.trainer.update
    assert_same_histories(again.run.record, session.run.record)


def test_values_that_do_not_count_come_back_too(tmp_path):
    config = config_of(optimizer="sgd", momentum=0.5)
    session = session_of(config, Step(3), Configure(with_values(config, {"optimizer": "adagrad"})))
    obey(session, Step(2), SaveRun(tmp_path / "run"))
    assert read_run(tmp_path / "run").config == session.run.trainer.config


def test_the_frame_shown_meanwhile_is_that_of_the_run(saved, adam):
    frame = opened_run("x", read_run(saved)).frame
    assert (frame.update, frame.epoch) == (97, 13)
    assert np.array_equal(frame.updates.theta, adam.run.record.updates.series.theta)
    assert frame.theta == adam.run.trainer.theta


@pytest.mark.parametrize(
    "values",
    [
        {},
        ADAM,
        {"optimizer": "nesterov", "momentum": 0.99, "b0": -1e-7, "seed": 2**63 - 1},
        {"stop": "expression", "expression": "abs(w[-1] - w[-2]) < 1e-4 and epoch > 3"},
        {"data": 'my data/"it\'s" \\ ü.csv', "x_column": "speed\t(m/s)\x7f", "epochs": 10**12},
    ],
)
def test_the_configuration_is_written_as_config_files_are_read(values, tmp_path):
    from engine.config.toml import toml_of

    config = config_of(**values)
    file = tmp_path / "config.toml"
    file.write_text(toml_of(config), encoding="utf-8")
    again = with_values(RunConfig(), read_toml(file))
    for name in PARAMETERS:
        value = effective_value(config, name)
        wanted = value.absolute() if isinstance(value, Path) else value
        assert effective_value(again, name) == wanted, name


def test_a_history_larger_than_memory_allows_is_thinned_when_it_is_loaded():
    everything = History(CAPACITY + 100)
    column = np.sin(np.arange(CAPACITY + 5.0))
    everything.append(np.stack([column, column], axis=1), column, column, column)
    history = History()
    history.load(everything.series, 1)
    assert len(history) <= CAPACITY // 2
    assert history.kept_every > 1
    assert history.last == CAPACITY + 5
    history.append(np.ones((3, 2)), *[np.ones(3)] * 3)
    assert history.last == CAPACITY + 8


# ------------------------------------------------------------------ the folder of runs


def test_files_call_the_parameters_by_the_problems_names(saved, adam):
    summary = json.loads((saved / SUMMARY).read_text())
    assert (summary["w"], summary["b"]) == adam.run.trainer.theta
    with np.load(saved / HISTORY) as arrays:
        columns = np.stack([arrays["updates/w"], arrays["updates/b"]], axis=1)
    assert np.array_equal(columns, adam.run.record.updates.series.theta)


def test_the_history_is_a_plain_zip_of_arrays(saved):
    with zipfile.ZipFile(saved / HISTORY) as file:
        assert all(name.endswith(".npy") for name in file.namelist())
    assert sorted(path.name for path in saved.iterdir()) == sorted(FILES)


LONG = config_of(batch_size=4, shuffle=True, epochs=400, stop="never")
DIVERGING = config_of(learning_rate=0.5)
FASTER = with_values(LONG, {"learning_rate": 0.002})


@pytest.mark.parametrize(
    ("config", "commands"),
    [
        (LONG, ()),
        (LONG, (Step(1),)),
        (LONG, (Configure(FASTER), Step(30), Configure(LONG), Step(1))),
        (LONG, (Step(60), Seek(31), Fork(FASTER), Step(2))),
        (LONG, (Step(60), Seek(31))),
        (LONG, (Run(), Run(), Restart(), Step(9))),
        (DIVERGING, (Run(),)),
        (DIVERGING, (Run(), Step(3))),
        (DIVERGING, (Run(), Seek(5), Fork(DIVERGING), Step(1))),
    ],
    ids=range(9),
)
def test_whatever_was_done_the_run_that_is_saved_can_be_read(config, commands, tmp_path):
    session = session_of(config)
    for command in commands:
        obey(session, command)
        for _ in range(50):
            session.work()
            session.obey(Acknowledge())
    session.obey(SaveRun(tmp_path / "run"))
    read = read_run(tmp_path / "run")
    assert read.checkpoint.update == session.run.record.updates.last
    # Another worker that knows only the frame goes on, and saves what it has.
    frame = session.run.frame()
    again = session_of(frame.config, Resume.of(frame), SaveRun(tmp_path / "again"))
    assert read_run(tmp_path / "again").checkpoint.update == again.run.trainer.update
