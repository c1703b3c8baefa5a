"""Train, sweep and tradeoff end alike: by signals, by a lost worker."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
from pathlib import Path
from typing import Self

import pytest

from engine.errors import DescentError
from engine.protocol.events import (
    JOINING,
    Event,
    Failed,
    Lost,
    Notice,
    Refused,
    Silence,
    Standstill,
    Starting,
)
from engine.storage.log_file import log_path
from tests.tui.cli.commands import COMMANDS, Command
from tests.tui.cli.scripted import READY, SILENCE, WHOLE_RUN, ScriptedEngine, train
from tui.cli.request import Request
from tui.cli.sweep import run_sweep


@pytest.fixture(params=COMMANDS)
def command(request: pytest.FixtureRequest) -> Command:
    return COMMANDS[request.param]


class TestSignals:
    @pytest.mark.parametrize(
        ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
    )
    def test_each_ends_it_in_good_order_with_its_own_status(
        self,
        capsys: pytest.CaptureFixture[str],
        tmp_path: Path,
        command: Command,
        number: signal.Signals,
        status: int,
    ) -> None:
        path = tmp_path / "results.csv"
        script = Starting(), READY, *command.some, number, command.stopped
        got, engine = command(*script, output=path)
        assert got == status
        assert engine.commands == [command.begin, command.stop]
        assert engine.closed
        captured = capsys.readouterr()
        assert command.done in captured.out
        assert captured.err == ""
        assert [path.name for path in tmp_path.iterdir()] == ["results.csv"]

    def test_a_second_one_ends_it_at_once(
        self, capsys: pytest.CaptureFixture[str], command: Command
    ) -> None:
        status, engine = command(READY, *command.results, signal.SIGTERM, signal.SIGINT)
        assert status == 130
        assert engine.commands == [command.begin, command.stop]
        assert engine.closed
        assert "interrupted" in capsys.readouterr().out

    def test_one_while_tensorflow_starts_ends_it_at_once_and_keeps_the_old_file(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, command: Command
    ) -> None:
        path = tmp_path / "results.csv"
        path.write_text("old")
        status, engine = command(Starting(), signal.SIGTERM, output=path)
        assert status == 143
        assert engine.commands == [command.begin]
        assert engine.closed
        assert "interrupted" in capsys.readouterr().out
        assert path.read_text() == "old"
        assert [path.name for path in tmp_path.iterdir()] == ["results.csv"]

    def test_one_that_is_ignored_stays_so(self, command: Command) -> None:
        before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:

            def hang_up(_: ScriptedEngine) -> None:
                os.kill(os.getpid(), signal.SIGHUP)

            status, engine = command(READY, hang_up, *command.results, *command.rest)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        finally:
            signal.signal(signal.SIGHUP, before)
        assert (status, engine.commands) == (0, [command.begin])

    def test_a_worker_that_does_not_answer_is_ended_and_its_results_are_kept(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, command: Command
    ) -> None:
        path = tmp_path / "results.csv"
        script = READY, *command.some, signal.SIGHUP, SILENCE
        status, engine = command(*script, patience=0.0, output=path)
        assert status == 129
        assert engine.closed
        assert command.done in capsys.readouterr().out
        assert [path.name for path in tmp_path.iterdir()] == ["results.csv"]

    @pytest.mark.parametrize("patience", [0.0, 60.0])
    def test_files_that_the_worker_never_writes_are_given_up_after_the_first(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, patience: float
    ) -> None:
        def terminate(_: ScriptedEngine) -> None:
            os.kill(os.getpid(), signal.SIGTERM)
            if patience:  # a second one does not wait
                asyncio.get_running_loop().call_soon(os.kill, os.getpid(), signal.SIGTERM)

        script = *WHOLE_RUN, terminate, SILENCE
        status, engine = train(script, patience=patience, save="mine", runs_dir=tmp_path)
        assert status == 143
        assert engine.closed
        captured = capsys.readouterr()
        assert "converged" in captured.out
        assert captured.err == "descent: --save: interrupted before it was written\n"
        assert list(tmp_path.iterdir()) == []

    def test_work_that_ends_all_the_same_is_complete(self, command: Command) -> None:
        status, _ = command(READY, *command.results, signal.SIGINT, *command.rest)
        assert status == 0

    def test_handlers_are_as_they_were_afterwards(self, command: Command) -> None:
        numbers = signal.SIGINT, signal.SIGTERM, signal.SIGHUP
        before = [signal.getsignal(number) for number in numbers]
        command(READY, *command.results, *command.rest)
        assert [signal.getsignal(number) for number in numbers] == before


class TestFailures:
    @pytest.mark.parametrize(
        ("event", "line", "details"),
        [
            (Failed("out of memory: 80 GB", "Traceback"), "out of memory: 80 GB", "Traceback"),
            (
                Lost("it was ended by SIGKILL", ("last words",)),
                "the worker is lost: it was ended by SIGKILL",
                "last words",
            ),
        ],
    )
    def test_a_worker_that_cannot_go_on_is_status_1_and_its_results_are_kept(
        self,
        capsys: pytest.CaptureFixture[str],
        tmp_path: Path,
        command: Command,
        event: Event,
        line: str,
        details: str,
    ) -> None:
        path = tmp_path / "results.csv"
        status, engine = command(READY, *command.some, event, output=path)
        first, *more = capsys.readouterr().err.splitlines()
        assert status == 1
        assert engine.closed
        assert first.startswith(f"descent: {line}; {command.written}")
        assert f"to {path}; details: " in first
        assert more == []
        assert details in log_path().read_text().splitlines()[-1]
        assert [path.name for path in tmp_path.iterdir()] == ["results.csv"]

    def test_a_worker_that_cannot_be_started_is_one_line(
        self, capsys: pytest.CaptureFixture[str], command: Command
    ) -> None:
        class Unstartable(ScriptedEngine):
            async def __aenter__(self) -> Self:
                raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

        assert command.run(command.request, Unstartable([]), 60.0) == 1
        [line] = capsys.readouterr().err.splitlines()
        assert line.startswith("descent: the worker could not be started: ")
        assert os.strerror(errno.EAGAIN) in line

    @pytest.mark.parametrize("how", [Standstill.STOPPED, Standstill.IDLE])
    def test_a_worker_that_hangs_is_given_up_in_one_line_and_its_results_are_kept(
        self,
        capsys: pytest.CaptureFixture[str],
        tmp_path: Path,
        command: Command,
        how: Standstill,
    ) -> None:
        path = tmp_path / "results.csv"
        silence = [Silence(seconds, "training", how) for seconds in (5.0, 59.0, 61.0)]
        status, engine = command(READY, *command.some, *silence, output=path)
        assert status == 1
        assert engine.closed
        line = capsys.readouterr().err
        assert line.count("\n") == 1
        assert "no answer for 61 s" in line
        assert f"to {path}" in line

    def test_a_worker_that_works_for_long_is_waited_for(
        self, capsys: pytest.CaptureFixture[str], command: Command
    ) -> None:
        silence = Silence(4000.0, "preparing to train", Standstill.BUSY), Silence(0.0)
        importing = Silence(200.0, "importing TensorFlow", Standstill.IDLE)
        joining = Silence(3000.0, JOINING, Standstill.IDLE)
        script = importing, joining, READY, *silence, *command.results, *command.rest
        status, _ = command(*script)
        assert (status, capsys.readouterr().err) == (0, "")

    @pytest.mark.parametrize(
        "event", [Refused("a.csv: line 3: no number"), Failed("device: no gpu:9", usage=True)]
    )
    def test_what_the_user_can_mend_is_a_refusal_and_the_old_file_stays(
        self, tmp_path: Path, command: Command, event: Event
    ) -> None:
        path = tmp_path / "results.csv"
        path.write_text("old")
        with pytest.raises(DescentError, match=r"^a.csv: line 3|^--device: no gpu:9"):
            command(READY, event, output=path)
        assert path.read_text() == "old"
        assert [path.name for path in tmp_path.iterdir()] == ["results.csv"]

    def test_a_notice_is_a_line_on_stderr(
        self, capsys: pytest.CaptureFixture[str], command: Command
    ) -> None:
        command(READY, Notice("the GPU is shared"), *command.results, *command.rest)
        assert capsys.readouterr().err == "descent: the GPU is shared\n"


def test_json_is_not_cut_by_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    engine = ScriptedEngine([READY, *COMMANDS["sweep"].some, Lost("gone")])
    assert run_sweep(Request("sweep", lists={"batch_size": "1,2"}, as_json=True), engine) == 1
    *_, end = map(json.loads, capsys.readouterr().out.splitlines())
    assert (end["event"], end["status"], end["runs"]) == ("end", "interrupted", 1)
