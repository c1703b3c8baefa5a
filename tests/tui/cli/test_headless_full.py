"""Train, sweep and tradeoff where nothing can be written: a full disk, a closed stdout."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.history.values import RunState
from engine.protocol.events import HistoryFailed
from tests.file_faults import full_disk
from tests.tui.cli.commands import COMMANDS, Command
from tests.tui.cli.scripted import READY, changed


@pytest.fixture(params=COMMANDS)
def command(request: pytest.FixtureRequest) -> Command:
    return COMMANDS[request.param]


def test_the_results_are_printed_all_the_same_and_the_old_file_stays(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, command: Command
) -> None:
    path = tmp_path / "results.csv"
    path.write_text("old")

    script: tuple[object, ...] = (READY, *command.results, *command.rest)
    if command.option == "--history":
        # The worker finds it out, and ends the run.
        script = (READY, *command.some, HistoryFailed("No space left on device"),
                  changed(RunState.PAUSED))  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        if command.option == "--output":
            _fill_while_writing(patch)
        status, _ = command(*script, output=path)
    captured = capfd.readouterr()
    assert status == 1
    assert captured.err.startswith(f"descent: {command.option}: {path}: ")
    assert captured.err.count("\n") == 1
    assert captured.out != ""
    assert path.read_text() == "old"


def test_a_full_stdout_is_one_line_and_the_results_are_kept(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    command: Command,
) -> None:
    path = tmp_path / "results.csv"
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr("sys.stdout", full)
        status, engine = command(*command.some, READY, *command.rest, output=path)
        monkeypatch.undo()
    assert status == 1
    assert engine.closed
    line = capsys.readouterr().err
    assert line.startswith("descent: stdout: No space left on device; ")
    assert line.endswith(f" to {path}\n")
    assert line.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["results.csv"]


def test_a_reader_that_has_seen_enough_is_no_error_and_the_results_are_kept(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    command: Command,
) -> None:
    path = tmp_path / "results.csv"
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        monkeypatch.setattr("sys.stdout", closed)
        status, _ = command(*command.some, READY, *command.rest, output=path)
        monkeypatch.undo()
    assert status == 128 + signal.SIGPIPE
    assert capsys.readouterr().err == ""
    assert [path.name for path in tmp_path.iterdir()] == ["results.csv"]


def _fill_while_writing(patch: pytest.MonkeyPatch) -> None:
    """The disk is full when the results are written."""
    from engine.storage.atomic import atomic_file as plain
    from tui.text import files

    @contextlib.contextmanager
    def atomic_file(path: Path) -> Iterator[object]:
        with full_disk(), plain(path) as file:
            yield file

    patch.setattr(files, "atomic_file", atomic_file)
