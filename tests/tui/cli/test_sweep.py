"""Sweeps without a screen, by a scripted engine: tables, files, interruption."""

from __future__ import annotations

import csv
import json
import signal
import statistics
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from engine.config.run import RunConfig
from engine.errors import DescentError
from engine.history.values import RunState
from engine.protocol.commands import Watch
from engine.protocol.events import Event, Failed, Lost, Refused, Starting
from engine.protocol.sweep_messages import StopSweep, Sweep, SweepEnded, SweepRows
from engine.sweeps.spec import SweepSpec
from tests.tui.cli.scripted import READY, ScriptedEngine
from tests.tui.cli.typed import request_for, spec_for
from tests.tui.sweeps import ended_row
from tui.cli.sweep import run_sweep


def sweep(line: str, script: Iterable[Event | signal.Signals]) -> tuple[int, ScriptedEngine]:
    engine = ScriptedEngine(script)
    return run_sweep(request_for(f"sweep {line}"), engine), engine


def whole_script(spec: SweepSpec, **values: Any) -> list[Event]:
    """All runs end, the last first."""
    rows = [ended_row(spec, index, **values) for index in reversed(range(spec.runs))]
    told = [SweepRows((row,), done + 1, spec.runs) for done, row in enumerate(rows)]
    return [Starting(), READY, *told, SweepEnded(spec.runs, spec.runs, False, 2.0, 1.0)]


def test_a_sweep_of_a_file_says_what_was_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = tmp_path / "cars.csv"
    data.write_text("length,mass\n1,2\n2,\n3,6\n4,9\n")
    line = f"--batch-sizes 1,2 --data {data}"
    sweep(line, whole_script(spec_for(line)))
    said = "read 3 rows of 4: 1 without mass"
    assert capsys.readouterr().out.startswith(f"cars.csv: x length, y mass; {said}\n2 runs")
    sweep(f"{line} --json", whole_script(spec_for(line)))
    start = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (start["file"], start["reading"]) == ("cars.csv", said)
    assert start["columns"] == {"x": "length", "y": "mass"}
    for suffix in ("csv", "md"):
        path = tmp_path / f"runs.{suffix}"
        sweep(f"{line} --standardize scale --output {path}", whole_script(spec_for(line)))
        text = path.read_text()
        if suffix == "md":
            about, blank, head, *_ = text.splitlines()
            assert about == "cars.csv: x length, y mass; standardize scale"
            assert blank == ""
            assert head.startswith("| M |")
        else:
            for row in csv.DictReader(text.splitlines()):
                assert (row["file"], row["x_column"], row["y_column"], row["standardize"]) == (
                    *("cars.csv", "length", "mass"),
                    "scale",
                )


class TestReport:
    LINE = "--batch-sizes 16,full --learning-rates 0.001,0.1 --seeds 3"

    def test_the_table_has_means_and_deviations_over_the_seeds(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        spec = spec_for(self.LINE)
        status, engine = sweep(self.LINE, whole_script(spec))
        lines = capsys.readouterr().out.splitlines()
        assert status == 0
        assert engine.commands == [Sweep(spec)]
        assert engine.watch == Watch(frames=False)
        assert lines[0] == "12 runs, 2 batch sizes × 2 learning rates × 3 seeds, on CPU"
        table = [line for line in lines if "3 stopped early" in line]
        assert [line.split()[:2] for line in table] == [
            ["16", "0.001"], ["16", "0.1"], ["full", "0.001"], ["full", "0.1"],
        ]  # fmt: skip
        epochs = [10 + k for k in (3, 4, 5)]
        wanted = f"{statistics.mean(epochs):g} ± {statistics.stdev(epochs):g}"
        assert wanted in table[1]
        assert len({line.index("stopped early") for line in table}) == 1
        limit = "sgd with the full batch diverges above lr 0.028 (2/λmax,"
        assert any(line.startswith(limit) for line in lines)
        assert "480 updates in 2 s of training (240 updates/s) and 1 s of compilation" in lines

    def test_losses_are_compared_with_the_first_row_seed_by_seed(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        line = "--batch-sizes 16,full --seeds 3"
        spec = spec_for(line)
        excess = {0: 0.5, 1: 2.0, 2: 9.0, 3: 0.4, 4: 1.8, 5: 8.7}
        rows = [ended_row(spec, index, excess=excess[index]) for index in range(6)]
        script: list[Event] = [
            READY, SweepRows(tuple(rows), 6, 6), SweepEnded(6, 6, False, 2.0, 1.0)
        ]  # fmt: skip
        sweep(line, script)
        text = capsys.readouterr().out
        first, other = (row for row in text.splitlines() if "3 stopped early" in row)
        assert " first " in first
        assert f"-0.2 ± {statistics.stdev((-0.1, -0.2, -0.3)):.2g}" in other
        assert (
            f"{statistics.mean((0.4, 1.8, 8.7)):.3g} ± {statistics.stdev((0.4, 1.8, 8.7)):.2g}"
            in other
        )
        assert "above first: how much higher that is than for M 16 with the same seeds" in text
        assert "full batch, 3.63 ± 4.4; lower than the first with 3 of 3 seeds" in " ".join(
            text.split()
        )
        sweep(f"{line} --json", script)
        *_, one, two, _ = map(json.loads, capsys.readouterr().out.splitlines())
        assert [cell["event"] for cell in (one, two)] == ["cell", "cell"]
        assert two["above_first_mean"] == pytest.approx(-0.2)
        assert (two["pairs"], two["batch_size"]) == (3, "full")

    def test_a_map_shows_the_limit_between_the_rates_it_divides(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        spec = spec_for(self.LINE)
        sweep(f"{self.LINE} --map epochs", whole_script(spec))
        lines = capsys.readouterr().out.splitlines()
        start = lines.index("epochs to the end, mean of 3 seeds")
        labels = [line.split("│")[0].strip() for line in lines[start + 2 : start + 5]]
        assert labels == ["0.1", "0.028", "0.001"]
        assert (
            lines[start + 2].split("│")[1].split()[-1] == f"{10 + statistics.mean((9, 10, 11)):g}"
        )
        assert "┄┄┄" in lines[start + 3]

    def test_three_quantities_make_a_map_for_each_optimizer(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        line = f"{self.LINE} --optimizers adam,momentum"
        script = whole_script(spec_for(line))
        sweep(f"{line} --map loss", script)
        text = capsys.readouterr().out
        assert "Adam: final full loss" in text
        assert "SGD with momentum: final full loss" in text

    def test_json_lines_hold_every_run(self, capsys: pytest.CaptureFixture[str]) -> None:
        spec = spec_for("--batch-sizes 1,2")
        bad = {"state": RunState.DIVERGED, "full_loss": float("inf"), "theta": (float("nan"), 1.0)}
        sweep("--batch-sizes 1,2 --json", whole_script(spec, **bad))
        start, *told, end = map(json.loads, capsys.readouterr().out.splitlines())
        runs = [line for line in told if line["event"] == "run"]
        assert start["varied"] == {"batch_size": [1, 2]}
        assert RunConfig.model_validate(start["config"]) == spec.base
        assert [run["run"] for run in runs] == [2, 1]
        assert {run["status"] for run in runs} == {"diverged"}
        assert {(run["w"], run["full_loss"]) for run in runs} == {(None, None)}
        assert (end["status"], end["runs"], end["of"]) == ("done", 2, 2)

    def test_nothing_is_written_to_a_stderr_that_is_no_terminal(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sweep(self.LINE, whole_script(spec_for(self.LINE)))
        assert capsys.readouterr().err == ""


class TestFiles:
    LINE = "--batch-sizes 16,full --seeds 2"

    def test_csv_has_a_line_for_each_run_in_the_products_order(self, tmp_path: Path) -> None:
        path = tmp_path / "sweep.csv"
        spec = spec_for(self.LINE)
        sweep(f"{self.LINE} --output {path}", whole_script(spec))
        with path.open(newline="") as file:
            lines = list(csv.DictReader(file))
        assert [line["run"] for line in lines] == ["1", "2", "3", "4"]
        assert [(line["batch_size"], line["seed"]) for line in lines] == [
            ("16", "0"), ("16", "1"), ("full", "0"), ("full", "1"),
        ]  # fmt: skip
        assert [float(line["full_loss"]) for line in lines] == [100, 101, 102, 103]
        assert float(lines[0]["learning_rate_limit"]) == 0.028

    def test_where_no_least_loss_is_known_nothing_is_above_anything(self, tmp_path: Path) -> None:
        path = tmp_path / "sweep.csv"
        line = f"--problem himmelblau {self.LINE}"
        sweep(f"{line} --output {path}", whole_script(spec_for(line), excess=float("nan")))
        with path.open(newline="") as file:
            lines = list(csv.DictReader(file))
        assert {(each["excess"], each["above_first"]) for each in lines} == {("", "")}

    def test_json_lines_have_the_same(self, tmp_path: Path) -> None:
        path = tmp_path / "sweep.jsonl"
        sweep(f"{self.LINE} --output {path}", whole_script(spec_for(self.LINE)))
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        assert [line["epochs"] for line in lines] == [10, 11, 12, 13]

    def test_markdown_has_the_table(self, tmp_path: Path) -> None:
        path = tmp_path / "sweep.md"
        sweep(f"{self.LINE} --output {path}", whole_script(spec_for(self.LINE)))
        head, rule, *rows = path.read_text().splitlines()
        assert head.startswith("| M | epochs | loss/least − 1 |")
        assert rule.startswith("| ---: | ---: | ---: |")
        assert [row.split(" | ")[0] for row in rows] == ["| 16", "| full"]
        # The bars of |w - w*| are no columns.
        assert {line.replace("\\|", "").count("|") for line in (head, rule, *rows)} == {12}


class TestInterruption:
    LINE = "--batch-sizes 1,2 --seeds 2"

    def test_what_has_ended_is_kept_and_written(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        spec = spec_for(self.LINE)
        path = tmp_path / "sweep.jsonl"
        told = SweepRows((ended_row(spec, 1),), 1, 4)
        script: list[Event | signal.Signals] = [READY, told, signal.SIGINT, SweepEnded(1, 4, True)]
        status, engine = sweep(f"{self.LINE} --output {path}", script)
        assert status == 130
        assert engine.commands == [Sweep(spec), StopSweep()]
        assert "interrupted: 1 of 4 runs finished" in capsys.readouterr().out
        assert [json.loads(line)["run"] for line in path.read_text().splitlines()] == [2]

    def test_while_tensorflow_starts_it_ends_at_once(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        status, engine = sweep(self.LINE, [Starting(), signal.SIGTERM])
        assert status == 143
        assert engine.closed
        assert "0 of 4 runs" in capsys.readouterr().out

    def test_a_worker_that_is_lost_costs_no_run_that_had_ended(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        spec = spec_for(self.LINE)
        script: list[Event | signal.Signals] = [
            READY,
            SweepRows((ended_row(spec, 0),), 1, 4),
            Lost("killed by signal 9"),
        ]
        status, _ = sweep(self.LINE, script)
        captured = capsys.readouterr()
        assert status == 1
        assert "1 of 4 runs" in captured.out
        assert "the worker is lost: killed by signal 9" in captured.err

    @pytest.mark.parametrize(
        "event", [Refused("a.csv: line 3: no number"), Failed("device: no gpu:9", usage=True)]
    )
    def test_what_the_user_can_mend_is_a_refusal(self, event: Event) -> None:
        with pytest.raises(DescentError, match=r"line 3|--device: no gpu:9"):
            sweep(self.LINE, [READY, event])
