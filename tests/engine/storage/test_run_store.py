"""Saved runs: what is written comes back and goes on, to the bit; what is damaged is told."""

from __future__ import annotations

import contextlib
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.config.parameters import PARAMETERS, effective_value, with_values
from engine.config.run import RunConfig
from engine.config.toml import read_toml
from engine.errors import StoreError
from engine.history.history import CAPACITY, History
from engine.history.values import RunState
from engine.protocol.commands import Configure, Run, SaveRun, Step
from engine.protocol.events import Saved
from engine.storage.resume import opened_run
from engine.storage.run_reader import read_run
from engine.storage.run_store import (
    RunStore,
    events_folder,
    name_fault,
    runs_folder,
    suggested_name,
)
from engine.storage.saved_run import FILES, HISTORY, SUMMARY
from tests.engine.conftest import config_of
from tests.engine.sessions import look_back, obey, refusal, session_of

ADAM = {"optimizer": "adam", "learning_rate": 0.1, "batch_size": 16, "shuffle": True}


def rows(series):
    return np.stack([series.index, *series.columns])


def assert_same_histories(one, other):
    """To the bit, but for the seconds, which are the clock's."""
    for name in ("updates", "epochs"):
        a, b = (getattr(record, name).series for record in (one, other))
        assert np.array_equal(rows(a)[:-1], rows(b)[:-1], equal_nan=True), name


@pytest.fixture(scope="module")
def adam():
    """57 updates of Adam, a live change, 40 more: in the middle of an epoch."""
    config = config_of(**ADAM)
    changed = with_values(config, {"learning_rate": 0.2, "stop": "never"})
    return session_of(config, Step(57), Configure(changed), Step(40))


@pytest.fixture(scope="module")
def saved(adam, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "adam run"
    adam.obey(SaveRun(folder))
    assert adam.outbox[-1] == replace(Saved(folder, 97, 1, of=97), what=adam.outbox[-1].what)
    return folder


@pytest.fixture
def copy(saved, tmp_path):
    """The saved run, to be damaged."""
    folder = tmp_path / "copy"
    folder.mkdir()
    for name in FILES:
        (folder / name).write_bytes((saved / name).read_bytes())
    return folder


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
    moments = adam.run.trainer.moments
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
        {"data": 'my data/"it\'s" \\ ü\x7f.csv', "x_column": "speed\t(m/s)", "epochs": 10**12},
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


# ------------------------------------------------------------------ what is refused


def fault(folder: Path) -> str:
    with pytest.raises(StoreError) as caught:
        read_run(folder)
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def change_summary(folder: Path, **values: object) -> None:
    summary = json.loads((folder / SUMMARY).read_text())
    (folder / SUMMARY).write_text(json.dumps(summary | values))


def change_arrays(folder: Path, **values: object) -> None:
    with np.load(folder / HISTORY) as found:
        arrays = dict(found) | values
    np.savez(folder / HISTORY, **{k: v for k, v in arrays.items() if v is not None})


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "garbage", "folder"])
def test_damaged_files_are_told_in_one_line(copy, name, damage):
    file = copy / name
    content = file.read_bytes()
    match damage:
        case "missing" | "folder":
            file.unlink()
            if damage == "folder":
                file.mkdir()
        case "empty":
            file.write_bytes(b"")
            if name == "config.toml":
                pytest.skip("an empty configuration is one")
        case "cut":
            file.write_bytes(content[: len(content) // 2 + 1])
        case "garbage":
            file.write_bytes(b"\xff\x00 = [" + content[::-1])
    said = fault(copy)
    assert name in said or (name == SUMMARY and "no saved run" in said)


def test_every_cut_of_the_history_is_survived(copy):
    content = (copy / HISTORY).read_bytes()
    for length in range(0, len(content), 997):
        (copy / HISTORY).write_bytes(content[:length])
        fault(copy)
    for place in range(0, len(content), 611):
        (copy / HISTORY).write_bytes(
            content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :]
        )
        with contextlib.suppress(StoreError):
            read_run(copy)


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"format": 2}, "newer descent"),
        ({"format": "x"}, "unknown format"),
        ({"program": "other"}, "something else"),
        ({"updates": -1}, "updates"),
        ({"status": "asleep"}, "status"),
        ({"updates": 5}, "does not belong"),
        ({"w": "far"}, "w "),
        ({"b": [1]}, "b "),
    ],
)
def test_foreign_and_newer_runs_are_told(copy, values, hint):
    change_summary(copy, **values)
    assert hint in fault(copy)


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("updates/w", np.zeros(5), "updates/w"),
        ("updates/w", np.array(["a"] * 97), "updates/w"),
        ("updates/index", np.zeros(97, np.int64), "does not rise"),
        ("checkpoint/counts", np.array([97, 13, -1, 6]), "negative"),
        ("checkpoint/point", None, "no checkpoint/point"),
        ("epochs/loss", np.array([None] * 13, object), "cannot be read"),
    ],
)
def test_arrays_that_do_not_fit_are_told(copy, name, value, hint):
    change_arrays(copy, **{name: value})
    assert hint in fault(copy)


def test_a_pickle_is_never_loaded(copy):
    class Bomb:
        def __reduce__(self):
            return os.mkdir, (str(copy / "exploded"),)

    array = np.empty(13, object)
    array[:] = [Bomb()] * 13
    change_arrays(copy, **{"epochs/loss": array})
    fault(copy)
    assert not (copy / "exploded").exists()


def test_a_state_that_does_not_fit_the_configuration_is_refused(copy):
    change_arrays(copy, **{"slot/w_momentum": np.zeros(3, np.float32)})
    opened = opened_run("x", read_run(copy)).resume
    session = session_of(opened.config)
    assert "does not fit" in refusal(session, opened)


def test_a_data_file_that_has_changed_is_told(tmp_path):
    data = tmp_path / "line.csv"
    data.write_text("x,y\n" + "".join(f"{k},{3 * k + 1}\n" for k in range(9)))
    session = session_of(config_of(data=str(data)), Step(4), SaveRun(tmp_path / "run"))
    assert read_run(tmp_path / "run").config == session.run.trainer.config
    data.write_text("x,y\n1,2\n3,4\n")
    assert "has changed" in fault(tmp_path / "run")
    data.unlink()
    with pytest.raises(StoreError, match=r"line\.csv: No such file"):
        read_run(tmp_path / "run")


# ------------------------------------------------------------------ the folder of runs


def test_files_call_the_parameters_by_the_problems_names(saved, adam):
    summary = json.loads((saved / SUMMARY).read_text())
    assert (summary["w"], summary["b"]) == adam.run.trainer.theta
    with np.load(saved / HISTORY) as arrays:
        columns = np.stack([arrays["updates/w"], arrays["updates/b"]], axis=1)
    assert np.array_equal(columns, adam.run.record.updates.series.theta)


def test_a_summary_without_a_parameter_is_told(copy):
    summary = json.loads((copy / SUMMARY).read_text())
    del summary["b"]
    (copy / SUMMARY).write_text(json.dumps(summary))
    assert f"{SUMMARY}: b " in fault(copy)


def test_the_history_is_a_plain_zip_of_arrays(saved):
    with zipfile.ZipFile(saved / HISTORY) as file:
        assert all(name.endswith(".npy") for name in file.namelist())
    assert sorted(path.name for path in saved.iterdir()) == sorted(FILES)


def test_runs_are_listed_opened_and_removed(adam, tmp_path):
    store = RunStore(tmp_path / "new" / "runs")
    assert store.entries() == ([], [])
    for name in ("one", "two"):
        adam.obey(SaveRun(store.path(name)))
    (store.folder / ".one.saving-1").mkdir()
    (store.folder / "notes.txt").write_text("mine")
    (store.folder / "foreign").mkdir()
    (store.folder / "foreign" / "mine.txt").write_text("mine")
    entries, faults = store.entries()
    assert sorted(entry.name for entry in entries) == ["one", "two"]
    assert len(faults) == 1
    assert "foreign" in str(faults[0])
    assert store.open("one").checkpoint.update == 97
    assert store.open(str(store.folder / "two")).checkpoint.update == 97
    for name, hint in (("three", "no run"), ("../one", "begins"), ("foreign", "mine.txt")):
        with pytest.raises(StoreError, match=hint):
            store.remove(name)
    with pytest.raises(StoreError, match="three"):
        store.open("three")
    store.remove("one")
    assert [entry.name for entry in store.entries()[0]] == ["two"]
    assert (store.folder / "foreign" / "mine.txt").exists()


def test_nothing_is_written_over_unless_that_is_wanted(adam, tmp_path):
    folder = tmp_path / "run"
    adam.obey(SaveRun(folder))
    before = (folder / SUMMARY).stat().st_ino
    assert "is there already" in refusal(adam, SaveRun(folder))
    assert (folder / SUMMARY).stat().st_ino == before
    adam.obey(SaveRun(folder, over=True))
    assert (folder / SUMMARY).stat().st_ino != before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run"]
    (tmp_path / "else").mkdir()
    assert "something else" in refusal(adam, SaveRun(tmp_path / "else", over=True))


def test_a_run_that_cannot_be_written_leaves_what_was_there(adam, tmp_path, monkeypatch):
    folder = tmp_path / "run"
    adam.obey(SaveRun(folder))

    def full(*_args, **_arrays):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    assert "No space left" in refusal(adam, SaveRun(folder, over=True))
    assert "No space left" in refusal(adam, SaveRun(tmp_path / "other"))
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert read_run(folder).checkpoint.update == 97
    (tmp_path / "file").write_text("")
    assert "file" in refusal(adam, SaveRun(tmp_path / "file" / "run"))


@pytest.mark.parametrize("name", ["a", "adam-M16 lr 0.1", "Ünsinn_2", "1.5+x", "x" * 80])
def test_names_that_can_be(name):
    assert not name_fault(name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", ".hidden", "-x", "a/b", "a\\b", "a\0b", "x" * 81, " a", "a ", "a\nb"]
)
def test_names_that_cannot_be(name, tmp_path):
    assert name_fault(name)
    with pytest.raises(StoreError):
        RunStore(tmp_path).path(name)


def test_a_suggested_name_says_what_the_run_was_and_is_free(tmp_path):
    config = config_of(**ADAM)
    assert suggested_name(config) == "adam-M16-lr0.1"
    assert suggested_name(RunConfig(), {"sgd-full-lr0.001"}.__contains__) == "sgd-full-lr0.001-2"
    assert not name_fault(suggested_name(config_of(learning_rate=1e-7)))
    (tmp_path / "adam-M16-lr0.1").mkdir()
    assert RunStore(tmp_path).suggestion(config) == "adam-M16-lr0.1-2"
    assert events_folder(tmp_path, config).name == "adam-M16-lr0.1-2"


def test_where_runs_are_saved(monkeypatch, tmp_path):
    monkeypatch.delenv("DESCENT_RUNS_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    usual = runs_folder()
    assert usual.name == "runs"
    assert "descent" in usual.parts
    monkeypatch.setenv("DESCENT_RUNS_DIR", str(tmp_path / "mine"))
    assert runs_folder() == tmp_path / "mine"
    assert runs_folder(tmp_path / "named") == tmp_path / "named"
