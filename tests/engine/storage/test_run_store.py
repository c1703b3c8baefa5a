"""The folder of saved runs: names, lists, and what is never written over."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.run import RunConfig
from engine.errors import StoreError
from engine.protocol.commands import SaveRun
from engine.storage.run_reader import read_run
from engine.storage.run_store import (
    RunStore,
    events_folder,
    name_fault,
    runs_folder,
    suggested_name,
)
from engine.storage.run_summary import SUMMARY
from engine.storage.run_writer import check_free
from tests.engine.conftest import config_of
from tests.engine.sessions import refusal

ADAM = {"optimizer": "adam", "learning_rate": 0.1, "batch_size": 16, "shuffle": True}


# ------------------------------------------------------------------ what is refused


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
    for name, hint in (("three", "no saved run"), ("../one", "begin"), ("foreign", "mine.txt")):
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
    assert "exists" in refusal(adam, SaveRun(folder))
    assert (folder / SUMMARY).stat().st_ino == before
    adam.obey(SaveRun(folder, over=True))
    assert (folder / SUMMARY).stat().st_ino != before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run"]
    (tmp_path / "else").mkdir()
    assert "is not a run" in refusal(adam, SaveRun(tmp_path / "else", over=True))


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


def test_a_folder_that_cannot_be_read_is_one_line(tmp_path):
    unreadable = tmp_path / ("x" * 300)
    with pytest.raises(StoreError, match=r"x/a: File name too long$"):
        RunStore(unreadable).remove("a")
    (tmp_path / "a").symlink_to(unreadable)
    with pytest.raises(StoreError, match=r"/a: File name too long; choose another name$"):
        check_free(tmp_path / "a", over=True)
