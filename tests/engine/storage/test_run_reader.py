"""Saved runs that are damaged, foreign or newer are refused in one line."""

from __future__ import annotations

import itertools
import json
import os
from dataclasses import fields

import numpy as np
import pytest

from engine.errors import StoreError
from engine.history.values import Series
from engine.protocol.commands import SaveRun, Step
from engine.storage.resume import opened_run
from engine.storage.run_reader import read_run
from engine.storage.run_summary import SUMMARY
from engine.storage.saved_run import FILES, HISTORY
from tests.engine.conftest import config_of
from tests.engine.sessions import refusal, session_of
from tests.engine.storage.damage import change_arrays, change_summary, fault, unseal

DAMAGES = ("missing", "empty", "cut", "garbage", "folder")


@pytest.mark.parametrize(
    ("name", "damage"),
    list(itertools.product(FILES, DAMAGES)),
)
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
        case "cut":
            file.write_bytes(content[: len(content) // 2 + 1])
        case "garbage":
            file.write_bytes(b"\xff\x00 = [" + content[::-1])
    said = fault(copy)
    assert name in said or (name == SUMMARY and "no saved run" in said)


def test_a_damaged_history_is_refused_or_read_as_it_was(copy):
    content, whole = (copy / HISTORY).read_bytes(), read_run(copy)
    for length in range(0, len(content), 997):
        (copy / HISTORY).write_bytes(content[:length])
        fault(copy)
    for place in range(0, len(content), 611):
        (copy / HISTORY).write_bytes(
            content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :]
        )
        try:
            again = read_run(copy)
        except StoreError:
            fault(copy)
            continue
        for got, wanted in ((again.updates, whole.updates), (again.epochs, whole.epochs)):
            for field in fields(Series):
                one, other = getattr(got, field.name), getattr(wanted, field.name)
                assert np.array_equal(one, other, equal_nan=True), field.name


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"format": 2}, "newer descent"),
        ({"format": "x"}, "unknown format"),
        ({"program": "other"}, "something else"),
        ({"updates": -1}, "updates"),
        ({"status": "asleep"}, "status"),
        ({"updates": 5}, "does not match"),
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
        ("updates/index", np.zeros(97, np.int64), "is not increasing"),
        ("checkpoint/counts", np.array([97, 13, -1, 6]), "negative"),
        ("checkpoint/point", None, "checkpoint/point is missing"),
        ("epochs/loss", np.array([None] * 13, object), "epochs/loss has the wrong type"),
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
    change_arrays(copy, **{"slot/w_momentum": None})
    unseal(copy)
    opened = opened_run("x", read_run(copy)).resume
    session = session_of(opened.config)
    assert "does not match" in refusal(session, opened)


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


def test_a_summary_without_a_parameter_is_told(copy):
    summary = json.loads((copy / SUMMARY).read_text())
    del summary["b"]
    (copy / SUMMARY).write_text(json.dumps(summary))
    assert f"{SUMMARY}: b " in fault(copy)
