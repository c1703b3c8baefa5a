"""The table and summary of `descent train`."""

from __future__ import annotations

import signal
from pathlib import Path

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import DataConfig, RunConfig
from engine.data.dataset import load
from engine.history.values import RunState
from engine.protocol.events import (
    Starting,
)
from tests.tui.cli.scripted import READY, WHOLE_RUN, changed, rows, train
from tui.text.width import text_width


class TestTable:
    def test_columns_are_aligned_under_one_head(self, capsys: pytest.CaptureFixture[str]) -> None:
        train(WHOLE_RUN)
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "SGD, learning rate 0.001, full batch, on CPU"
        head, first, second = lines[1:4]
        assert head.split() == ["epoch", "updates", "w", "b", "loss"]
        assert first.split() == ["1", "10", "5", "0.5", "1000.25"]
        assert len(head) == len(first) == len(second)
        assert sum(line == head for line in lines) == 1

    def test_the_first_line_says_what_was_read(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        data = tmp_path / "cars.csv"
        data.write_text("length,mass\n1,2\n2,\n3,6\n4,9\n")
        train(WHOLE_RUN, with_values(RunConfig(), {"data": str(data)}))
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "cars.csv: x length, y mass; read 3 rows of 4: 1 without mass"
        assert lines[1].startswith("SGD, learning rate 0.001")

    def test_the_summary_compares_with_the_least_squares_optimum(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        data = tmp_path / "line.csv"
        data.write_text("x,y\n0,1\n1,4\n2,5\n3,8\n")
        slope, intercept = np.polyfit([0, 1, 2, 3], [1, 4, 5, 8], 1)
        train(WHOLE_RUN, with_values(RunConfig(), {"data": str(data)}))
        lines = capsys.readouterr().out.splitlines()
        (optimum,) = (line for line in lines if line.startswith("least squares"))
        w, b, loss = map(float, optimum.split()[2:5])
        assert w == pytest.approx(slope, rel=1e-6)
        assert b == pytest.approx(intercept, rel=1e-6)
        assert loss == pytest.approx(0.2, rel=1e-6)  # residuals -0.2, 0.6, -0.6, 0.2
        # The rule was met, but the loss of this script, 94.5, is far from 0.2.
        assert "stopped after 2 epochs, 20 updates: the epoch loss changed little" in lines
        assert any(line.startswith("472 × the least loss") for line in lines)

    @pytest.mark.parametrize(
        ("values", "factor"), [({}, 2), ({"optimizer": "momentum", "momentum": 0.9}, 3.8)]
    )
    def test_a_diverged_run_says_what_would_have_been_stable(
        self,
        capsys: pytest.CaptureFixture[str],
        tmp_path: Path,
        values: dict[str, float],
        factor: float,
    ) -> None:
        data = tmp_path / "line.csv"
        data.write_text("x,y\n0,1\n1,4\n2,5\n3,8\n")
        hessian = 2 * np.array([[14 / 4, 6 / 4], [6 / 4, 1]])  # mean x² = 14/4, mean x = 6/4
        limit = factor / np.linalg.eigvalsh(hessian).max()
        config = with_values(RunConfig(), {"data": str(data), **values})
        train([READY, changed(RunState.DIVERGED)], config)
        out = capsys.readouterr().out
        stated = float(out.split("stable below lr ")[1].split()[0])
        assert 0.99 * limit < stated <= limit
        assert float(out.split("try: --lr ")[1].split()[0]) < stated

    @pytest.mark.parametrize("every", [0, 1])
    def test_divergence_is_one_line_on_stderr_long_before_the_end(
        self, capsys: pytest.CaptureFixture[str], every: int
    ) -> None:
        start = float(np.mean(load(DataConfig()).y.astype(np.float64) ** 2))
        pulse = changed(RunState.RUNNING, full_loss=2000 * start, epoch_loss=1500 * start)
        shown = [rows((1, 10, 1.0, 1.0, start), (2, 20, 1.0, 1.0, 1500 * start))] * every
        train([READY, *shown, pulse, pulse, changed(RunState.DIVERGED)])
        (line,) = capsys.readouterr().err.splitlines()
        times = "1,500" if every else "2,000"
        assert line.startswith("descent: diverging in epoch 2: loss ")
        assert line.endswith(f", {times} × that at the start")

    def test_of_standardized_samples_both_units_are_shown(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        data = tmp_path / "seconds.csv"
        x, y = 1.7e9 + np.arange(4.0), np.array([1.0, 4, 5, 8])
        data.write_text("t,y\n" + "".join(f"{a},{b}\n" for a, b in zip(x, y, strict=True)))
        train(WHOLE_RUN, with_values(RunConfig(), {"data": str(data), "standardize": "scale"}))
        out = capsys.readouterr().out
        trained, in_data = out.split("in the units of the data\n")
        heads = [line.split() for line in out.splitlines() if line.endswith("loss")]
        assert heads == [["epoch", "updates", "w'", "b'", "loss"], ["w'", "b'", "loss"],
                         ["w", "b", "loss"]]  # fmt: skip

        def numbers(text: str, name: str) -> list[float]:
            (line,) = (line for line in text.splitlines() if line.startswith(name))
            return [float(word) for word in line.split()[2:5]]

        slope, mean = np.polyfit(x - x.mean(), y, 1)
        assert numbers(in_data, "least squares") == pytest.approx(
            [slope, mean - slope * x.mean(), 0.2], rel=1e-6
        )
        assert numbers(trained, "least squares") == pytest.approx(
            [slope * x.std(), mean, 0.2], rel=1e-6
        )
        w = 9.75 / x.std()
        assert numbers(in_data, "last update")[:2] == pytest.approx([w, 1.25 - w * x.mean()])

    def test_interrupted_before_the_first_update_there_is_nothing_to_show(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        status, _ = train([Starting(), signal.SIGINT])
        out = capsys.readouterr().out
        assert status == 130
        assert "interrupted before the first update" in out
        assert "nan" not in out and "last update" not in out
        assert "least squares" in out

    def test_no_line_is_wider_than_80_columns(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        data = tmp_path / f"{'measurements of the year ' * 4}.csv"
        x, y = f"duration_{'of_the_first_eruption_' * 4}", "waiting time until the next one " * 3
        data.write_text(f"{x},{y}\n" + "".join(f"{1.7e9 + 1e5 * k},{k}e7\n" for k in range(9)))
        for mode in ("none", "scale"):
            values = {"data": str(data), "standardize": mode, "batch_size": 3, "shuffle": True}
            train(WHOLE_RUN, with_values(RunConfig(), values))
        lines = capsys.readouterr().out.splitlines()
        assert max(map(text_width, lines)) <= 80

    def test_a_batch_of_more_than_all_samples_is_said_to_be_the_full_one(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        train(WHOLE_RUN, with_values(RunConfig(), {"batch_size": 1000}))
        assert "batch size 1000 (the full batch, 100 samples)" in capsys.readouterr().out

    def test_a_diverged_run_says_where(self, capsys: pytest.CaptureFixture[str]) -> None:
        reason = "the batch loss overflows float32 at update 20"
        status, _ = train([READY, changed(RunState.DIVERGED, reason=reason)])
        assert status == 0
        assert f"diverged after 2 epochs, 20 updates: {reason}" in " ".join(
            capsys.readouterr().out.split()
        )
