"""`descent export keras`: printed, written, refused."""

from __future__ import annotations

import json
import os

import pytest

from engine.problems.own.permission import CODE_VARIABLE
from engine.protocol.commands import Configure, SaveRun, Step
from tests.engine.conftest import config_of
from tests.engine.sessions import session_of
from tui.cli.main import main


def test_without_a_file_the_script_is_printed(capsys):
    assert main(["export", "keras", "-M", "16", "--shuffle", "--lr", "0.02"]) == 0
    out, err = capsys.readouterr()
    compile(out, "run.py", "exec")
    assert "SGD(learning_rate=0.02)" in out
    assert "batch_size = 16" in out
    assert not err


def test_parameters_may_come_from_a_file(tmp_path, capsys):
    (tmp_path / "run.toml").write_text("optimizer = 'adam'\nlr = 0.5")
    assert main(["export", "keras", "--config", str(tmp_path / "run.toml"), "--beta-1", "0.8"]) == 0
    assert "Adam(\n    learning_rate=0.5, beta_1=0.8, " in capsys.readouterr().out


@pytest.mark.parametrize("option", ["-o", "--output"])
def test_a_notebook_is_written_by_its_name(tmp_path, capsys, option):
    path = tmp_path / "my run.ipynb"
    assert main(["export", "keras", option, str(path)]) == 0
    assert json.loads(path.read_text())["nbformat"] == 4
    assert capsys.readouterr().out == f"written: jupyter notebook '{path}'\n"


def test_a_saved_run_has_its_live_changes(tmp_path, capsys):
    changed = config_of(batch_size=20, learning_rate=0.003)
    session_of(
        config_of(batch_size=20), Step(7), Configure(changed), Step(1), SaveRun(tmp_path / "first")
    )
    assert main(["export", "keras", "first", "--runs-dir", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "if updates == 7:\n        optimizer.learning_rate = 0.003  # before: 0.001" in out


def test_a_file_of_data_may_be_named_like_a_run(tmp_path, capsys):
    (tmp_path / "data.csv").write_text("t;len\n1,5;2\n2,5;3\n4;5\n")
    assert main(["export", "keras", str(tmp_path / "data.csv"), "--x-column", "t"]) == 0
    assert 'pd.read_csv(file, sep=";", decimal=",")' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["-o", "run.txt"], "--output: run.txt: the name must end in .py or .ipynb"),
        (["-o"], "-o: the value is missing; must be the path of a .py or .ipynb file"),
        (["none"], "none: no saved run of this name in "),
        (["none.csv"], "none.csv: no such file"),
        (["none", "--lr", "1"], "a saved run has its own parameters; remove the name of the run"),
        (["--lr", "0"], "--learning-rate: '0' is invalid; must be a number above 0"),
        (["--rho", "0.1"], "--rho: sgd has no rho"),
    ],
)
def test_what_is_invalid_is_refused_in_one_line(tmp_path, capsys, words, error):
    assert main(["export", "keras", "--runs-dir", str(tmp_path), *words]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith(f"descent: {error}")
    assert err.count("\n") == 1


def test_another_format_is_refused(capsys):
    assert main(["export", "pytorch"]) == 2
    error = "descent: pytorch: unknown format; must be keras: descent export keras\n"
    assert capsys.readouterr().err == error


def test_a_loss_of_the_users_own_is_exported_without_a_word_of_its_execution(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv(CODE_VARIABLE, "")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mine.py"
    path.write_text("def loss(w, b, x, y):\n    return (w * x + b - y) ** 2\n")
    (tmp_path / "run.toml").write_text(f"problem = '{path}'")
    assert main(["export", "keras", "--config", "run.toml", "-o", "run.py"]) == 0
    assert main(["export", "keras", "--problem", "mine.py", "-o", "run.py"]) == 0
    assert not os.environ[CODE_VARIABLE]
    assert capsys.readouterr().err == ""
    assert str(path) in (tmp_path / "run.py").read_text()
