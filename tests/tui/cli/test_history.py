"""The file of --history, whatever ends the run."""

from __future__ import annotations

import signal
from pathlib import Path

import numpy as np
import pytest

from engine.errors import DescentError
from engine.history.values import RunState
from engine.protocol.events import (
    Failed,
    HistoryFailed,
    Lost,
)
from engine.storage.log_file import log_path
from tests.tui.cli.scripted import READY, WHOLE_RUN, changed, train, worker_writes


class TestHistory:
    """The worker's part is played by a step of the script, which adds rows to the file."""

    def test_all_updates_are_in_it_before_the_end_is_told(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        path = tmp_path / "run.npz"
        script = [*WHOLE_RUN[:-1], worker_writes(20), WHOLE_RUN[-1]]
        status, engine = train(script, history=path, every=5)
        assert status == 0
        assert engine.watch is not None and (engine.watch.every, engine.watch.frames) == (5, False)
        assert f"20 updates written to {path}" in capsys.readouterr().out
        assert [path.name for path in tmp_path.iterdir()] == ["run.npz"]
        with np.load(path) as kept:
            assert kept["update"].tolist() == list(range(1, 21))
            assert kept["epoch"].tolist() == [1] * 10 + [2] * 10

    @pytest.mark.parametrize("last", [signal.SIGINT, signal.SIGTERM])
    def test_an_interrupted_run_is_written_too(self, tmp_path: Path, last: signal.Signals) -> None:
        script = [READY, worker_writes(7), signal.SIGINT, last, changed(RunState.PAUSED)]
        train(script, history=tmp_path / "run.csv")
        assert [path.name for path in tmp_path.iterdir()] == ["run.csv"]
        assert len((tmp_path / "run.csv").read_text().splitlines()) == 8

    def test_what_a_lost_worker_wrote_is_kept_and_told(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        path = tmp_path / "run.npz"
        script = [READY, worker_writes(1234), Lost("it was ended by SIGKILL", ("words",))]
        status, _ = train(script, history=path)
        assert status == 1
        why = "the worker is lost: it was ended by SIGKILL"
        first, *more = capsys.readouterr().err.splitlines()
        assert first == f"descent: {why}; 1,234 updates written to {path}; details: {log_path()}"
        assert more == []
        assert "words" in log_path().read_text()
        assert [path.name for path in tmp_path.iterdir()] == ["run.npz"]

    def test_on_a_full_disk_the_run_is_told_all_the_same(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        path = tmp_path / "run.csv"
        full = HistoryFailed("No space left on device")
        script = [READY, worker_writes(20), full, changed(RunState.PAUSED)]
        status, _ = train(script, history=path)
        told = capsys.readouterr()
        assert status == 1
        assert "interrupted after 2 epochs" in told.out
        assert told.err == (
            f"descent: --history: {path}: No space left on device; 20 updates are in {path}.part\n"
        )
        assert [path.name for path in tmp_path.iterdir()] == ["run.csv.part"]

    def test_a_run_that_never_began_leaves_no_file(self, tmp_path: Path) -> None:
        failed = Failed("device: no gpu:0 found", usage=True)
        with pytest.raises(DescentError):
            train([failed], history=tmp_path / "run.csv")
        assert [path.name for path in tmp_path.iterdir()] == []

    def test_without_one_nothing_is_to_be_written(self) -> None:
        _, engine = train(WHOLE_RUN)
        assert engine.watch is not None and engine.watch.history is None


class TestOutput:
    def test_a_full_stdout_is_one_line_and_the_history_is_kept(
        self,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        path = tmp_path / "run.csv"
        with Path("/dev/full").open("w") as full:
            monkeypatch.setattr("sys.stdout", full)
            script = [worker_writes(3), READY, *WHOLE_RUN]
            status, engine = train(script, history=path)
            monkeypatch.undo()
        assert status == 1
        assert engine.closed
        assert capsys.readouterr().err == (
            f"descent: stdout: No space left on device; 3 updates written to {path}\n"
        )
