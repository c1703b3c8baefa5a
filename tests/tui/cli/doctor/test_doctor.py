"""`descent doctor`: what is right, what is wrong, and what to do about it."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys

import pytest

from engine.client.probe import TensorFlow
from tui.cli.doctor import machine, terminal
from tui.cli.doctor.answers import Answers, found_in
from tui.cli.doctor.command import examine
from tui.cli.doctor.finding import Finding, State
from tui.cli.doctor.tensorflow import tensorflow_findings
from tui.cli.main import main

FINE = TensorFlow("2.21.0", "3.15.1", 4.5)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for variable in ("XDG_STATE_HOME", "XDG_DATA_HOME", "TMPDIR"):
        monkeypatch.setenv(variable, str(tmp_path))
    for variable in ("TMUX", "STY", "DESCENT_RUNS_DIR", "NO_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


def named(findings, name: str) -> Finding:
    return next(finding for finding in findings if finding.name == name)


def test_without_a_terminal_everything_else_is_examined(capsys):
    assert examine(as_json=False, find_tensorflow=lambda: FINE) == 0
    text = capsys.readouterr().out
    for group in ("terminal", "versions", "machine", "folders", "TensorFlow"):
        assert f"{group}\n" in text
    *_, last = text.splitlines()
    advised = sum(line.startswith("  ! ") for line in text.splitlines())
    assert advised  # the app needs a terminal
    lines = "1 line" if advised == 1 else f"{advised} lines"
    assert last == f"Nothing is wrong. {lines} marked ! could be better."
    assert max(map(len, text.splitlines())) <= 80


def test_a_broken_tensorflow_is_named_with_what_to_do_and_the_status_is_1(capsys):
    broken = TensorFlow(failure="ImportError: libcuda.so: cannot open", output=("line one",))
    assert examine(as_json=True, find_tensorflow=lambda: broken) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    wrong = [each for each in found["findings"] if each["state"] == "wrong"]
    assert [(each["group"], each["name"]) for each in wrong] == [("TensorFlow", "import")]
    assert "pip install" in wrong[0]["advice"]
    assert any(each["value"] == "line one" for each in found["findings"])


def test_it_is_a_command(monkeypatch, capsys):
    monkeypatch.setattr("tui.cli.doctor.command.examine", lambda *, as_json: 40 + as_json)
    assert main(["doctor"]) == 40
    assert main(["doctor", "--json"]) == 41
    assert main(["doctor", "--lr", "1"]) == 2
    assert main(["docto"]) == 2
    assert "did you mean doctor?" in capsys.readouterr().err


def test_a_gpu_that_tensorflow_does_not_find_is_wrong():
    gpus = [Finding("GPU", "gpu:0", "NVIDIA H100")]
    for cuda, advice in ((False, "descent-tui[gpu]"), (True, "CUDA_VISIBLE_DEVICES")):
        found = TensorFlow("2.21.0", "3.15.1", 4.5, cuda=cuda)
        devices = named(tensorflow_findings(found, gpus), "devices")
        assert devices.state is State.WRONG
        assert advice in devices.advice
    assert named(tensorflow_findings(FINE, []), "devices").state is State.FINE
    slow = TensorFlow("2.21.0", "3.15.1", 100.0, ("NVIDIA H100",))
    assert named(tensorflow_findings(slow, gpus), "devices").value == ("cpu", "gpu:0 NVIDIA H100")
    assert named(tensorflow_findings(slow, gpus), "import time").state is State.ADVICE


def test_a_folder_that_cannot_be_made_and_a_full_disk_are_wrong(home, monkeypatch):
    (home / "file").write_text("")
    monkeypatch.setenv("DESCENT_RUNS_DIR", str(home / "file" / "runs"))
    found = list(machine.folder_findings())
    assert named(found, "saved runs").state is State.WRONG
    assert "DESCENT_RUNS_DIR=" in named(found, "saved runs").advice
    assert named(found, "log").state is State.FINE
    monkeypatch.setattr(machine, "LEAST_FREE", 1 << 62)
    assert named(machine.folder_findings(), "log").state is State.WRONG


class _Tty(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def tty(monkeypatch):
    """Stand-ins for a terminal of this encoding and size."""

    def stand_in(encoding: str = "utf-8", size: tuple[int, int] = (80, 24)) -> None:
        for name in ("stdin", "stdout"):
            monkeypatch.setattr(sys, name, _Tty(io.BytesIO(), encoding=encoding))
        monkeypatch.setattr(shutil, "get_terminal_size", lambda *_, **__: os.terminal_size(size))

    return stand_in


@pytest.mark.parametrize(
    ("environment", "encoding", "answers", "name", "state", "part"),
    [
        ({"COLORTERM": "truecolor"}, "utf-8", {}, "colours", "fine", "COLORTERM=truecolor"),
        ({}, "utf-8", {}, "colours", "advice", "256, because TERM=xterm-256color"),
        ({"NO_COLOR": "1"}, "utf-8", {}, "colours", "fine", "NO_COLOR"),
        ({"TERM": ""}, "utf-8", {}, "TERM", "advice", "not set"),
        ({"TERM": "dumb"}, "utf-8", {}, "app", "wrong", "cannot be shown"),
        ({"LANG": "de_DE"}, "iso8859-1", {}, "encoding", "advice", "iso8859-1 (LANG=de_DE)"),
        ({}, "utf-8", {"utf8": False}, "encoding", "wrong", "utf-8"),
        ({}, "utf-8", {"utf8": True}, "encoding", "fine", "the terminal shows it"),
        ({}, "utf-8", {}, "queries", "advice", "not answered"),
        ({}, "utf-8", {"synchronized": True}, "synchronized", "fine", "yes"),
        ({}, "utf-8", {}, "braille", "judge by eye", "⣿"),
        ({"TERM": "linux"}, "utf-8", {}, "braille", "fine", "Linux console"),
        ({"TERM": "x\x1b[2J"}, "utf-8", {}, "TERM", "fine", r"x\x1b[2J"),
    ],
)
def test_the_terminal(environment, encoding, answers, name, state, part, tty):
    tty(encoding)
    environment = {"TERM": "xterm-256color", **environment}
    given = Answers(**answers, any=bool(answers))
    found = named(terminal.terminal_findings(environment, given), name)
    assert (found.state, part in found.text) == (state, True), found
    assert bool(found.advice) == (state in ("advice", "wrong"))


def test_a_window_that_is_too_small_is_wrong(tty):
    tty(size=(50, 24))
    found = named(terminal.terminal_findings({"TERM": "xterm"}, Answers()), "size")
    assert (found.state, found.text) == (State.WRONG, "50 × 24")


def test_what_a_terminal_answers_is_read_out_of_anything():
    whole = "\x1b[5;2R\x1b[?2026;2$y\x1bP>|XTerm(379)\x1b\\\x1b[?64;1;2c"
    assert found_in(whole) == Answers(True, True, "XTerm(379)", any=True)
    assert found_in("q\x1b[5;4R\x1b[?2026;0$y") == Answers(False, False, None, any=True)
    assert found_in("\x1b[?6c") == Answers(any=True)
    assert found_in("\x1bP>|\x1b[2J\x1b\\ \x1b[999999") == Answers()
