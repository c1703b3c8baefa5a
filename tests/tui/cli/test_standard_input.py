"""Data from standard input, for every command that takes a file."""

from __future__ import annotations

import io
import os
import pty
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.data.standard_input import is_kept
from engine.errors import DescentError
from tests.tui.cli.typed import request_for
from tui.cli.standard_input import with_input_read

CONTENT = b"length,mass\n1,2\n3,6\n"


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(CONTENT)))


@pytest.mark.usefixtures("piped")
@pytest.mark.parametrize("command", ["train", "sweep", "tradeoff", "data", "export keras"])
def test_all_of_it_is_kept_in_a_file_while_the_command_runs(command: str) -> None:
    with with_input_read(request_for(f"{command} -")) as request:
        path = Path(str(request.values["data"]))
        assert path.read_bytes() == CONTENT
        assert is_kept(path)
    assert not path.parent.exists()


@pytest.mark.usefixtures("piped")
def test_another_file_leaves_it_unread() -> None:
    with with_input_read(request_for("train --data cars.csv")) as request:
        assert request.values["data"] == "cars.csv"


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "r") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        yield
    os.close(ours)


@pytest.mark.usefixtures("keyboard")
@pytest.mark.parametrize("command", ["", "train"])
def test_a_keyboard_is_no_data(command: str) -> None:
    with (
        pytest.raises(DescentError, match=r"^--data -: standard input is the keyboard; pipe data"),
        with_input_read(request_for(f"{command} -")),
    ):
        pass


def test_a_closed_one_is_said_to_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with (
        pytest.raises(DescentError, match="standard input is closed; name a file"),
        with_input_read(request_for("train -")),
    ):
        pass
