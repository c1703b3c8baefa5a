"""Data from standard input, for every command that takes a file."""

from __future__ import annotations

import io
import os
import pty
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.data.standard_input import is_kept
from engine.errors import DescentError
from tests.file_faults import full_disk
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


def pipe_of(content: bytes) -> Iterator[str]:
    """A pipe as a shell makes it for `<(command)`."""
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    yield f"/dev/fd/{reading}"
    os.close(reading)


@pytest.fixture
def shell_pipe() -> Iterator[str]:
    yield from pipe_of(CONTENT)


def test_a_pipe_of_a_shell_is_kept_too(shell_pipe: str) -> None:
    with with_input_read(request_for(f"data {shell_pipe}")) as request:
        path = Path(str(request.values["data"]))
        assert path.read_bytes() == CONTENT
        assert path.name == "pipe"
        assert is_kept(path)
    assert not path.parent.exists()


@pytest.mark.usefixtures("piped")
def test_a_device_that_is_standard_input_is_read_as_such() -> None:
    with with_input_read(request_for("data /dev/stdin")) as request:
        assert Path(str(request.values["data"])).read_bytes() == CONTENT


def test_a_run_on_a_pipe_is_not_saved(shell_pipe: str) -> None:
    with (
        pytest.raises(DescentError, match="a pipe cannot be opened again"),
        with_input_read(request_for(f"train {shell_pipe} --save mine")),
    ):
        pass


def test_a_pipe_that_a_user_made_is_neither_kept_nor_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with with_input_read(request_for(f"data {tmp_path}/pipe.csv")) as request:
        assert request.values["data"] == f"{tmp_path}/pipe.csv"


@pytest.mark.usefixtures("piped")
def test_what_cannot_be_kept_is_one_line() -> None:
    with full_disk():
        reason = refusal("data -")
    assert reason == f"--data -: cannot be read, or kept in {tempfile.gettempdir()}: File too large"


def refusal(line: str) -> str:
    with pytest.raises(DescentError) as caught, with_input_read(request_for(line)):
        pass
    return str(caught.value)
