"""Saved runs that somebody has edited: what does not fit together is refused, digests or not."""

from __future__ import annotations

import json
import os
import socket

import numpy as np
import pytest

from engine.errors import StoreError
from engine.history.values import RunState
from engine.protocol.commands import Run, SaveRun
from engine.storage.run_changes import CHANGES
from engine.storage.run_reader import read_run, read_summary
from engine.storage.run_summary import SUMMARY
from engine.storage.saved_run import CONFIG, FILES, HISTORY
from tests.engine.conftest import config_of
from tests.engine.sessions import session_of
from tests.engine.storage.damage import change_arrays, change_summary, fault, seal, unseal

CONTROL = "\x1b]0;owned\x07\x9b2J\u202e"
CHANGE = {"update": 57, "epoch": 8, "parameter": "learning_rate", "old": "0.1", "new": "0.2"}


def arrays_of(folder):
    with np.load(folder / HISTORY) as found:
        return dict(found)


def with_value(array, place, value):
    changed = array.copy()
    changed[place] = value
    return changed


@pytest.mark.parametrize("name", FILES)
def test_an_edited_file_is_named(copy, name):
    match name:
        case "config.toml":
            text = (copy / name).read_text()
            (copy / name).write_text(text.replace("learning-rate = 0.2", "learning-rate = 0.3"))
        case "summary.json":
            summary = json.loads((copy / name).read_text())
            summary["full_loss"] *= 0.5
            (copy / name).write_text(json.dumps(summary))
            with pytest.raises(StoreError, match="changed since"):
                read_summary(copy)
        case "changes.json":
            text = (copy / name).read_text()
            (copy / name).write_text(text.replace('"0.1"', '"0.15"'))
        case "history.npz":
            arrays = arrays_of(copy)
            loss = with_value(arrays["updates/loss"], 3, 1.0)
            np.savez(copy / name, **arrays | {"updates/loss": loss})
    assert f"damaged: {name}: changed since the run was saved" in fault(copy)


def test_a_summary_without_its_digest_is_refused_unless_it_is_an_old_one(copy):
    summary = json.loads((copy / SUMMARY).read_text())
    del summary["sha256"]
    (copy / SUMMARY).write_text(json.dumps(summary))
    assert f"{SUMMARY}: changed" in fault(copy)
    summary["files_sha256"] = {}
    (copy / SUMMARY).write_text(json.dumps(summary))
    assert read_run(copy).checkpoint.update == 97


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0])
@pytest.mark.parametrize("old", [False, True])
def test_another_point_is_refused(copy, value, old):
    point = arrays_of(copy)["checkpoint/point"]
    change_arrays(copy, **{"checkpoint/point": with_value(point, 0, value)})
    if not np.isfinite(value):
        change_summary(copy, w=None)
    if old:
        unseal(copy)
    said = fault(copy)
    assert HISTORY in said
    assert "point" in said


@pytest.mark.parametrize(
    ("name", "place", "value", "hint"),
    [
        ("updates/w", 5, np.nan, "updates/theta is finite after it was not"),
        ("updates/w", -1, 0.0, "updates do not end at the point"),
        ("updates/index", -1, 98, "updates/index does not end with 97"),
        ("updates/seen", -1, 5.0, "updates/seen does not increase"),
        ("updates/seen", -1, 5e9, "does not end with"),
        ("updates/seconds", 3, np.nan, "updates/seconds is not a time"),
        ("checkpoint/counts", 2, 100, "beyond the 100 samples"),
        ("checkpoint/counts", 2, 2**62, "beyond the 100 samples"),
        ("checkpoint/counts", 2, 7, "does not end with"),
    ],
)
def test_numbers_that_do_not_fit_are_named(copy, name, place, value, hint):
    change_arrays(copy, **{name: with_value(arrays_of(copy)[name], place, value)})
    assert hint in fault(copy)


@pytest.mark.parametrize("values", ["samples = 90", "w-gen = 2.0", "data-seed = 7"])
@pytest.mark.parametrize("old", [False, True])
def test_other_samples_are_refused(copy, values, old):
    name = values.partition(" ")[0]
    lines = [line for line in (copy / CONFIG).read_text().splitlines() if not line.startswith(name)]
    (copy / CONFIG).write_text("\n".join([*lines, values, ""]))
    seal(copy)
    if old:
        unseal(copy)
    assert "samples" in fault(copy)


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ([CHANGE | {"update": 98}], "after update 98 is out of order"),
        ([CHANGE | {"update": -1}], "out of order"),
        ([CHANGE, CHANGE | {"update": 3}], "out of order"),
        ([CHANGE | {"parameter": "samples"}], "samples is not a parameter that can change"),
        ([CHANGE | {"parameter": CONTROL}], "is not a parameter"),
        ([CHANGE | {"old": CONTROL}], "is invalid; must be"),
        ([CHANGE | {"new": "nan"}], "is invalid; must be"),
        ([CHANGE] * 3, "does not match summary.json"),
        ([CHANGE | {"new": 3}], "not a list of changes"),
        ([{"update": 1}], "not a list of changes"),
    ],
)
def test_changes_that_do_not_fit_are_named(copy, changes, hint):
    (copy / CHANGES).write_text(json.dumps(changes))
    seal(copy)
    said = fault(copy)
    assert f"{CHANGES}: " in said
    assert hint in said
    assert said.isprintable()


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"saved": CONTROL}, "saved"),
        ({"saved": "2026-01-01T00:00:00"}, "saved"),
        ({"method": "x" * 300}, "method"),
        ({"device": 3}, "device"),
        ({"learning_rate": float("nan")}, "not JSON"),
        ({"full_loss": float("inf")}, "not JSON"),
        ({"epochs": 10**30}, "not JSON"),
        ({"verdict": CONTROL}, "verdict"),
        ({"scaling": {"x_scale": "wide"}}, "scaling"),
        ({"set_aside": {CONTROL: 1}}, "unknown parameter"),
    ],
)
def test_a_summary_that_is_none_is_named(copy, values, key):
    change_summary(copy, **values)
    said = fault(copy)
    assert key in said
    assert said.isprintable()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("what", ["pipe", "socket", "zero", "huge", "loop"])
def test_what_is_no_file_of_a_run_is_neither_waited_for_nor_read(copy, name, what):
    file = copy / name
    file.unlink()
    match what:
        case "pipe":
            os.mkfifo(file)
        case "socket":
            with socket.socket(socket.AF_UNIX) as one:
                one.bind(os.path.relpath(file))
        case "zero":
            file.symlink_to("/dev/zero")
        case "huge":
            with file.open("wb") as empty:
                empty.truncate(1 << 40)
        case "loop":
            file.symlink_to(file)
    said = fault(copy)
    assert name in said
    assert said.count("\n") == 0


@pytest.mark.parametrize(
    ("name", "place", "value"),
    [
        ("updates/loss", 5, np.inf),
        ("epochs/loss", 2, np.nan),
        ("checkpoint/recent", (0, 0), np.nan),
        ("checkpoint/open", 0, np.inf),
    ],
)
def test_a_run_that_ended_otherwise_has_only_finite_numbers(copy, name, place, value):
    change_arrays(copy, **{name: with_value(arrays_of(copy)[name], place, value)})
    change_summary(copy, status="converged")
    assert f"{name} is not finite" in fault(copy)


def test_a_run_that_diverged_may_end_with_what_is_not_finite(tmp_path):
    run = tmp_path / "run"
    session = session_of(config_of(learning_rate=0.5), Run(), SaveRun(run))
    assert session.run.state is RunState.DIVERGED
    point = read_run(run).checkpoint.theta
    assert not np.isfinite(point).all() or not np.isfinite(read_run(run).updates.loss).all()
    change_summary(run, status="paused")
    assert read_run(run).summary.status is RunState.PAUSED
    change_summary(run, status="max_epochs")
    assert "is not finite" in fault(run)
