"""The command line of `descent serve`, what it says at the start, and what visitors are given."""

from __future__ import annotations

import os
import sys

import pytest

from engine.config.file_access import FILES_OFF, FILES_VARIABLE
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.errors import ConfigError, DescentError
from engine.problems.own.permission import CODE_VARIABLE, is_permitted
from tui.cli.parse import parse
from tui.cli.request import UsageError, configuration
from tui.cli.serve.address import Address
from tui.cli.serve.command import opening_words, serve
from tui.cli.serve.program import Program
from tui.lessons.library import TEXTS


@pytest.fixture
def given(tmp_path, monkeypatch) -> list[Program]:
    """The programs for visitors that a server was to start with, in this folder; none starts."""
    programs: list[Program] = []

    def application(_address: object, program: Program, *_: object) -> None:
        programs.append(program)
        raise DescentError("enough")

    monkeypatch.setattr("tui.cli.serve.server.application", application)
    monkeypatch.chdir(tmp_path)
    return programs


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--port 70000", "--port: '70000' is invalid; must be a whole number from 1 to 65535"),
        ("--port x", "--port: 'x' is invalid"),
        ("--visitors 0", "--visitors: '0' is invalid; must be a whole number from 1 to 1000"),
        ("--fps 0", "--fps: '0' is invalid"),
        ("--runs-dir x", "--runs-dir: not an option of this command"),
        ("nothing.csv --data other.csv", "names another file"),
    ],
)
def test_an_invalid_option_says_what_is_accepted(words, says):
    with pytest.raises(UsageError, match=says):
        parse(["serve", *words.split()])


def test_a_visitor_starts_with_the_options_and_the_data_of_the_server(tmp_path, given):
    (tmp_path / "my data.csv").write_text("x,y\n1,2\n2,4\n3,7\n")
    (tmp_path / "lab.toml").write_text("batch-size = 2\n")
    line = "--config lab.toml --lr 0.01 --theme light --lecture --port 0"
    request = parse(["serve", "my data.csv", *line.split()])
    assert request is not None
    with pytest.raises(DescentError, match="enough"):
        serve(request)
    [program] = given
    data = str(tmp_path / "my data.csv")
    assert program.files == (data,)
    options = program.words[4:]
    assert program.words[:4] == (sys.executable, "-P", "-m", "tui")
    assert {f"--data={data}", "--batch-size=2", "--learning-rate=0.01"} <= {*options}
    assert {"--theme=light", "--lecture", "--link=auto"} <= {*options}

    old = {"PATH": "/bin", "TMUX": "1", "SSH_CONNECTION": "x", "HOME": "/home/me", "A": "b"}
    environment = program.environment(tmp_path, old)
    assert environment[FILES_VARIABLE] == f"only:{data}"
    assert (environment["PATH"], environment["A"]) == ("/bin", "b")
    assert not {"TMUX", "SSH_CONNECTION"} & {*environment}
    assert environment["HOME"] == str(tmp_path)
    assert "/home/me" not in "".join(environment.values())


def test_a_visitor_executes_the_served_file_and_no_version_that_came_later(
    tmp_path, given, monkeypatch
):
    monkeypatch.setenv(CODE_VARIABLE, "")
    mine = tmp_path / "mine.py"
    mine.write_text("def loss(w, b, x, y):\n    return (w * x + b - y) ** 2\n")
    request = parse(["serve", "--problem", "mine.py", "--port", "0"])
    assert request is not None
    with pytest.raises(DescentError, match="enough"):
        serve(request)
    [program] = given
    for name, value in program.environment(tmp_path, os.environ).items():
        monkeypatch.setenv(name, value)
    visitor = parse([*program.words[4:]])
    assert visitor is not None
    assert configuration(visitor).problem.problem == str(mine)
    assert is_permitted(mine.read_bytes())
    mine.write_text(mine.read_text().replace("2", "4"))
    assert configuration(visitor).problem.problem == str(mine)
    assert not is_permitted(mine.read_bytes())
    with pytest.raises(ConfigError, match=FILES_OFF):
        with_values(RunConfig(), {"data": str(tmp_path / "other.csv")})


@pytest.mark.parametrize("own", [False, True])
def test_a_session_may_begin_with_a_lesson(own, tmp_path, given):
    file = tmp_path / "mine.md"
    file.write_text((TEXTS / "01-neuron.md").read_text())
    request = parse(["serve", "--port", "0", "--lesson", "./mine.md" if own else "1"])
    assert request is not None
    with pytest.raises(DescentError, match="enough"):
        serve(request)
    [program] = given
    assert program.files == ((str(file),) if own else ())
    assert program.words[4:] == ("lesson", str(file) if own else "neuron", "--link=auto")
    request = parse(["serve", "--lesson", "1", "--lr", "0.1"])
    assert request is not None
    with pytest.raises(DescentError, match="--learning-rate: cannot be combined with --lesson"):
        serve(request)


def test_data_that_cannot_be_read_are_refused_at_the_start(tmp_path):
    request = parse(["serve", str(tmp_path / "none.csv")])
    assert request is not None
    with pytest.raises(DescentError, match="no such file"):
        serve(request)


def test_it_says_where_it_is_and_what_it_costs():
    words = " ".join(opening_words(Address("127.0.0.1", 0), 8001, 30).split())
    assert words.startswith("http://127.0.0.1:8001/ From another machine: ssh -L 8001:localhost")
    assert "At most 30 visitors" in words and "0.7 GB" in words and "21.0 GB in all" in words
    words = " ".join(opening_words(Address("192.0.2.1", 80, "secret"), 80, 1).split())
    assert words.startswith("http://192.0.2.1:80/secret/ The token in the URL is the key")
    assert "not encrypted" in words and "One visitor at a time" in words


def test_a_missing_package_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr("tui.cli.serve.server.find_spec", lambda _: None)
    request = parse(["serve"])
    assert request is not None
    with pytest.raises(DescentError, match=r"pip install 'descent-tui\[serve\]'"):
        serve(request)
