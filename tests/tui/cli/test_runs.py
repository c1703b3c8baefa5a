"""Saved runs on the command line: listed, removed, refused; exports of descent train."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from engine.history.values import RunState
from engine.protocol.commands import Run, SaveRun, WriteEvents
from engine.protocol.events import Lost, Refused, Saved, Wrote
from engine.storage.run_summary import SUMMARY
from tests.engine.conftest import config_of
from tests.engine.reference import line
from tests.engine.sessions import session_of
from tests.tui.cli.scripted import READY, WHOLE_RUN, changed, train
from tui.cli.main import main


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    session_of(config_of(batch_size=16), Run(), SaveRun(folder / "short"))
    session_of(config_of(learning_rate=0.1), Run(), SaveRun(folder / "a longer name"))
    (folder / "foreign").mkdir()
    return folder


def test_runs_are_listed_with_what_they_came_to(runs, capsys):
    assert main(["runs", "--runs-dir", str(runs)]) == 0
    out, err = capsys.readouterr()
    head, *rows = out.splitlines()
    assert head.split() == [
        "name", "saved", "method", "M", "lr", "epochs", "updates", "status", "full", "loss",
        "loss/least",
    ]  # fmt: skip
    assert len(rows) == 2
    by_name = {row[: head.index("saved")].strip(): row for row in rows}
    summary = json.loads((runs / "short" / SUMMARY).read_text())
    row = by_name["short"]
    for text in ("SGD", " 16 ", "0.001", str(summary["updates"]), "converged"):
        assert text in row
    assert float(row.split()[-2]) == pytest.approx(summary["full_loss"], rel=1e-7)
    x, y = (np.float64(values) for values in line(100))
    least = np.mean((np.polyval(np.polyfit(x, y, 1), x) - y) ** 2)
    assert summary["loss_over_least"] == pytest.approx(summary["full_loss"] / least, rel=1e-6)
    assert float(row.split()[-1]) == pytest.approx(summary["loss_over_least"], rel=5e-3)
    assert "diverged" in by_name["a longer name"]
    assert err == f"descent: {runs / 'foreign'}: no saved run here\n"


def test_a_run_that_stopped_far_from_the_optimum_is_not_listed_as_converged(tmp_path, capsys):
    early = config_of(batch_size=16, learning_rate=1e-6, tolerance=1.0)
    session_of(early, Run(), SaveRun(tmp_path / "early"))
    assert main(["runs", "--runs-dir", str(tmp_path)]) == 0
    _, row = capsys.readouterr().out.splitlines()
    assert " stopped " in row
    assert "converged" not in row
    assert main(["runs", "--json", "--runs-dir", str(tmp_path)]) == 0
    (listed,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (listed["status"], listed["verdict"]) == ("converged", "stopped_early")
    assert listed["loss_over_least"] > 2
    # A run that was saved before verdicts were recorded is listed by its state.
    file = tmp_path / "early" / SUMMARY
    summary = json.loads(file.read_text())
    for key in ("verdict", "sha256", "files_sha256"):
        del summary[key]
    file.write_text(json.dumps(summary))
    assert main(["runs", "--runs-dir", str(tmp_path)]) == 0
    assert " converged " in capsys.readouterr().out.splitlines()[1]


def test_runs_are_listed_as_json_lines(runs, capsys):
    assert main(["runs", "--json", "--runs-dir", str(runs)]) == 0
    listed = {line["name"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
    assert listed.keys() == {"short", "a longer name"}
    assert listed["short"]["status"] == "converged"
    assert listed["a longer name"]["status"] == "diverged"


def test_no_runs_are_said_to_be_none(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DESCENT_RUNS_DIR", str(tmp_path / "none"))
    assert main(["runs"]) == 0
    assert f"no saved runs in {tmp_path / 'none'}" in capsys.readouterr().out
    assert main(["runs", "--json"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("open none", "none: no saved run of this name"),
        ("open shorf", "did you mean short?"),
        ("runs remove a-longer-nam", "did you mean a longer name?"),
        ("open foreign", "no saved run here"),
        ("open", "the name of a run is missing"),
        ("open short --lr 3", "--lr: not an option of this command"),
        ("runs remove", "the name of a run is missing"),
        ("runs remove none", "none: no saved run of this name"),
        ("runs remove foreign", "not removed"),
        (
            "train --runs-dir RUNS/short/summary.json --save x",
            "--save: RUNS/short/summary.json: is a file; must be a folder",
        ),
        ("open ~nobody-is-called-so/run", "no such user: nobody-is-called-so"),
        ("open a\nb", r"a\nb: contains a control character"),
        (f"open {'x' * 300}/run", "File name too long"),
        ("train --save ../x", "--save: '../x': a name must begin"),
        ("train --save short", "--save: RUNS/short: exists"),
        ("train --save foreign", "--save: RUNS/foreign: exists and is not a run"),
        ("train --tensorboard RUNS/short/summary.json", "--tensorboard: RUNS/short/summary.json"),
        ("--save x", "--save: only for descent train"),
    ],
)
def test_what_cannot_be_is_one_line_and_status_2(line, hint, runs, capsys, monkeypatch):
    monkeypatch.setenv("DESCENT_RUNS_DIR", str(runs))
    assert main(line.replace("RUNS", str(runs)).split(" ")) == 2
    err = capsys.readouterr().err
    assert hint.replace("RUNS", str(runs)) in err
    assert err.count("\n") == 1


def test_removing_says_what_is_gone(runs, capsys):
    session_of(config_of(epochs=3), Run(), SaveRun(runs / "gone"))
    assert main(["runs", "remove", "gone", "--runs-dir", str(runs)]) == 0
    assert capsys.readouterr().out == "removed gone\n"
    assert not (runs / "gone").exists()


# ------------------------------------------------------------------ exports of a training


def test_the_run_is_saved_and_its_events_written_when_it_is_over(tmp_path, capsys):
    saved = Saved(tmp_path / "mine", 20, 1, Wrote.RUN, 20)
    events = Saved(tmp_path / "logs" / "mine", 20, 1, Wrote.EVENTS, 20)
    status, engine = train(
        [*WHOLE_RUN, saved, events], runs_dir=tmp_path, save="mine", tensorboard=tmp_path / "logs"
    )
    assert status == 0
    assert engine.commands == [
        Run(),
        SaveRun(tmp_path / "mine"),
        WriteEvents(tmp_path / "logs" / "mine"),
    ]
    out, err = capsys.readouterr()
    assert "converged" in out
    assert "descent open mine" in err
    assert f"tensorboard --logdir {tmp_path / 'logs'}" in err


@pytest.mark.parametrize("event", [Refused("the disk is full"), Lost("killed by signal 9")])
def test_what_could_not_be_saved_is_told_after_the_summary(event, tmp_path, capsys):
    status, _ = train([*WHOLE_RUN, event], runs_dir=tmp_path, save="mine")
    out, err = capsys.readouterr()
    assert status == 1
    assert "converged" in out
    assert "descent: --save: " in err
    assert err.count("\n") == 1


def test_a_run_without_an_update_is_not_saved(tmp_path):
    script = [READY, changed(RunState.MAX_EPOCHS, updates=0, epochs=0)]
    _, engine = train(script, runs_dir=tmp_path, save="mine")
    assert engine.commands == [Run()]


def test_a_reader_that_has_seen_enough_is_no_error(runs, capsys, monkeypatch):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        monkeypatch.setattr("sys.stdout", closed)
        assert main(["runs", "--runs-dir", str(runs)]) == 128 + signal.SIGPIPE
        monkeypatch.undo()
    assert capsys.readouterr().err == ""
