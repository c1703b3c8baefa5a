"""What training without a screen prints of a scripted engine's events."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import DataConfig, RunConfig
from engine.data.dataset import load
from engine.errors import DescentError
from engine.history.values import RunState
from engine.protocol.commands import Pause, Run
from engine.protocol.events import (
    Failed,
    Lost,
    Starting,
)
from tests.tui.cli.scripted import READY, SILENCE, WHOLE_RUN, changed, rows, train

NAN = float("nan")


class TestJson:
    def lines(self, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
        def refuse(word: str) -> None:
            raise AssertionError(f"{word} is no JSON")

        output = capsys.readouterr().out
        return [json.loads(line, parse_constant=refuse) for line in output.splitlines()]

    def test_a_run_is_a_start_its_epochs_and_an_end(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        config = with_values(RunConfig(), {"learning_rate": 0.5, "data": None})
        status, _ = train(WHOLE_RUN, config, as_json=True)
        start, first, second, end = self.lines(capsys)
        assert status == 0
        assert start["event"] == "start"
        assert start["device"] == "CPU"
        assert RunConfig.model_validate(start["config"]) == config
        assert first == {
            "event": "epoch",
            "epoch": 1,
            "updates": 10,
            "w": 5.0,
            "b": 0.5,
            "loss": 1000.25,
        }
        assert second["epoch"] == 2
        assert end == {
            "event": "end",
            "status": "converged",
            "epochs": 2,
            "updates": 20,
            "w": 9.5,
            "b": 1.5,
            "loss": 95.0,
            "full_loss": 94.5,
            "seconds": 0.5,
            "updates_per_second": 40.0,
            "compile_seconds": 0.25,
            "final_w": 9.75,
            "final_b": 1.25,
            "data_w": 9.75,
            "data_b": 1.25,
            "data_full_loss": 94.5,
            "verdict": "at_optimum",
            "loss_over_least": pytest.approx(94.5 / 94.005, rel=1e-4),
            "bound": "least_loss",
            "noise": None,
            "advice": None,
            "try": [],
        }

    @pytest.mark.parametrize("mode", ["none", "scale"])
    def test_standardization_least_squares_and_limits_are_told_at_the_start(
        self, capsys: pytest.CaptureFixture[str], mode: str
    ) -> None:
        config = with_values(RunConfig(), {"standardize": mode})
        train(WHOLE_RUN, config, as_json=True)
        start, *_, end = self.lines(capsys)
        data = load(DataConfig())
        x, y = data.x.astype(np.float64), data.y.astype(np.float64)
        w, b = np.polyfit(x, y, 1)
        least = np.mean((w * x + b - y) ** 2)
        assert start["least_squares"] == pytest.approx({"w": w, "b": b, "loss": least}, rel=1e-9)
        mean, std = (np.mean(x), np.std(x)) if mode == "scale" else (0, 1)
        numbers = {"x_offset": mean, "x_scale": std, "y_offset": 0, "y_scale": 1}
        stated = start["standardize"]
        assert isinstance(stated, dict)
        assert stated.pop("mode") == mode
        assert stated == pytest.approx(numbers, rel=1e-12)
        x = (x - mean) / std
        steepest = np.linalg.eigvalsh(2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]]))
        limits = start["limits"]
        assert isinstance(limits, dict)
        assert limits["learning_rate"] == pytest.approx(2 / steepest[1], rel=1e-9)
        assert end["data_w"] == pytest.approx(9.75 / std, rel=1e-12)
        assert end["data_b"] == pytest.approx(1.25 - 9.75 / std * mean, rel=1e-12)

    def test_the_start_names_file_columns_and_rows(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        data = tmp_path / "cars.csv"
        data.write_text("length,mass\n1,2\n2,\n3,6\n4,9\n")
        train(WHOLE_RUN, with_values(RunConfig(), {"data": str(data)}), as_json=True)
        start = self.lines(capsys)[0]
        assert start["file"] == "cars.csv"
        assert start["columns"] == {"x": "length", "y": "mass"}
        assert start["rows"] == {"read": 4, "used": 3, "dropped": 1}
        assert start["reading"] == "read 3 rows of 4: 1 without mass"

    def test_generated_data_have_no_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        train(WHOLE_RUN, as_json=True)
        start = self.lines(capsys)[0]
        assert (start["file"], start["reading"]) == (None, None)
        assert start["rows"] == {"read": 100, "used": 100, "dropped": 0}

    def test_what_is_not_finite_is_null(self, capsys: pytest.CaptureFixture[str]) -> None:
        diverged = changed(
            RunState.DIVERGED,
            epoch_theta=(NAN, float("-inf")),
            epoch_loss=float("inf"),
            theta=(float("inf"), 1.25),
            full_loss=NAN,
            seconds=0.0,
        )
        status, _ = train([READY, rows((1, 1, NAN, 1.0, float("inf"))), diverged], as_json=True)
        _, epoch, end = self.lines(capsys)
        assert status == 0
        assert (epoch["w"], epoch["b"], epoch["loss"]) == (None, 1.0, None)
        assert end["status"] == "diverged"
        missing = {name for name, value in end.items() if value is None}
        assert missing == {"w", "b", "loss", "full_loss", "updates_per_second"} | {
            "final_w",
            "data_w",
            "data_full_loss",
            "loss_over_least",
            "bound",
            "noise",
        }
        assert end["verdict"] == "diverged"
        assert str(end["advice"]).startswith("stable below lr ")

    def test_divergence_is_an_event_after_the_first_epoch_that_shows_it(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        start = float(np.mean(load(DataConfig()).y.astype(np.float64) ** 2))
        grown = [start * factor for factor in (1, 900, 1100, 9000)]
        script = [
            READY,
            rows((1, 1, 1.0, 1.0, grown[0]), (2, 2, 1.0, 1.0, grown[1])),
            rows((3, 3, 1.0, 1.0, grown[2]), (4, 4, 1.0, 1.0, grown[3])),
            changed(RunState.DIVERGED),
        ]
        train(script, as_json=True)
        events = self.lines(capsys)
        kinds = [event["event"] for event in events]
        assert kinds == ["start", "epoch", "epoch", "epoch", "diverging", "epoch", "end"]
        assert events[4] == {"event": "diverging", "epoch": 3, "updates": 3, "loss": grown[2]}

    def test_an_interrupted_run_says_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        script = [READY, rows((1, 10, 5.0, 0.5, 9.0)), signal.SIGINT, changed(RunState.PAUSED)]
        status, engine = train(script, as_json=True)
        end = self.lines(capsys)[-1]
        assert status == 130
        assert end["status"] == "interrupted"
        assert end["updates"] == 20
        assert engine.commands == [Run(), Pause()]

    def test_a_second_signal_ends_it_at_once(self, capsys: pytest.CaptureFixture[str]) -> None:
        script = [READY, rows((3, 30, 5.0, 0.5, 9.0)), signal.SIGTERM, signal.SIGINT]
        status, engine = train(script, as_json=True)
        end = self.lines(capsys)[-1]
        assert status == 130
        assert (end["status"], end["epochs"], end["updates"]) == ("interrupted", 3, 30)
        assert (end["w"], end["loss"], end["final_w"]) == (5.0, 9.0, None)
        assert engine.closed

    def test_a_signal_while_tensorflow_starts_ends_it_at_once(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        status, engine = train([Starting(), signal.SIGINT], as_json=True)
        start, end = self.lines(capsys)
        assert status == 130
        assert (start["event"], start["device"]) == ("start", None)
        assert start["config"] == RunConfig().model_dump(mode="json")
        assert (end["status"], end["epochs"], end["updates"]) == ("interrupted", 0, 0)
        assert engine.commands == [Run()]

    def test_a_run_that_ends_as_it_is_interrupted_has_ended(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        status, _ = train([READY, signal.SIGINT, changed(RunState.CONVERGED)], as_json=True)
        assert status == 0
        assert self.lines(capsys)[-1]["status"] == "converged"


class TestInterruption:
    def test_a_worker_that_does_not_answer_is_ended_and_its_last_word_counts(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        told = changed(RunState.RUNNING, updates=20, epochs=2)
        script = [READY, rows((1, 10, 5.0, 0.5, 9.0)), told, signal.SIGINT, SILENCE]
        status, engine = train(script, patience=0.0, as_json=True)
        end = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert status == 130
        assert (end["status"], end["epochs"], end["updates"]) == ("interrupted", 2, 20)
        assert (end["w"], end["final_w"], end["full_loss"]) == (9.5, 9.75, 94.5)
        assert engine.closed


class TestFailures:
    def test_what_the_user_can_mend_is_a_refusal(self) -> None:
        failed = Failed("device: no gpu:0 found; TensorFlow finds the cpu only", usage=True)
        with pytest.raises(DescentError, match=r"^--device: no gpu:0 found; TensorFlow finds"):
            train([Starting(), failed, Lost("it could not continue")])

    def test_bad_data_are_refused_while_tensorflow_starts(self, tmp_path: Path) -> None:
        config = with_values(RunConfig(), {"data": str(tmp_path / "none.csv")})
        with pytest.raises(DescentError, match=r"none\.csv"):
            train([Starting()], config)
