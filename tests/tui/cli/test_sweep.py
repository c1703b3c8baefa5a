"""Sweeps without a screen, told to follow a scripted engine; lists, tables, files."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import signal
import statistics
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pytest

from engine.config.run import RunConfig
from engine.errors import DescentError
from engine.history.values import RunState
from engine.protocol.commands import ClientCommand, Watch
from engine.protocol.events import Event, Failed, Lost, Ready, Refused, Starting
from engine.protocol.sweep_messages import StopSweep, Sweep, SweepEnded, SweepRows, TradeoffRows
from engine.sweeps.spec import SweepSpec
from tests.tui.sweeps import ended_row, measured
from tui.cli.lists import sweep_spec, tradeoff_spec
from tui.cli.main import main
from tui.cli.parse import parse
from tui.cli.request import Request
from tui.cli.sweep import run_sweep, run_tradeoff

READY = Ready("CPU", "2.21.0", "3.15.1", 1.0)


def request_for(line: str) -> Request:
    request = parse(line.split())
    assert request is not None
    return request


def spec_for(line: str) -> SweepSpec:
    return sweep_spec(request_for(f"sweep {line}"))


class ScriptedEngine:
    """Gives the events of a script; a signal in it is sent when its turn comes."""

    def __init__(self, script: Iterable[Event | signal.Signals]) -> None:
        self._script = list(script)
        self.commands: list[ClientCommand] = []
        self.watch: Watch | None = None
        self.closed = False

    def __call__(self, config: RunConfig, watch: Watch) -> Self:
        del config
        self.watch = watch
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closed = True

    async def send(self, *commands: ClientCommand) -> None:
        self.commands += commands
        if StopSweep() in commands:
            self._wake()

    async def events(self) -> AsyncIterator[Event]:
        for item in self._script:
            if isinstance(item, signal.Signals):
                woken = asyncio.Event()
                self._wake = woken.set
                os.kill(os.getpid(), item)
                await woken.wait()
            else:
                yield item


def sweep(line: str, script: Iterable[Event | signal.Signals]) -> tuple[int, ScriptedEngine]:
    engine = ScriptedEngine(script)
    return run_sweep(request_for(f"sweep {line}"), engine), engine


def whole_script(spec: SweepSpec, **values: Any) -> list[Event]:
    """All runs end, the last first."""
    rows = [ended_row(spec, index, **values) for index in reversed(range(spec.runs))]
    told = [SweepRows((row,), done + 1, spec.runs) for done, row in enumerate(rows)]
    return [Starting(), READY, *told, SweepEnded(spec.runs, spec.runs, False, 2.0, 1.0)]


class TestLists:
    def test_each_list_is_read_as_its_parameter_has_it(self) -> None:
        spec = spec_for(
            "--batch-sizes 1,16,FULL --learning-rates 1e-4,0.01 --optimizers sgd,Adam --seeds 2"
        )
        assert spec.batch_sizes == (1, 16, "full")
        assert spec.learning_rates == (0.0001, 0.01)
        assert spec.optimizers == ("sgd", "adam")
        assert spec.seeds == (0, 1)

    def test_options_of_a_run_are_for_all_runs(self) -> None:
        spec = spec_for("--batch-sizes 1,2 --samples 50 --epochs 7 --shuffle --w0 -3")
        assert {c.data.samples for c in spec.configs()} == {50}
        assert {(c.stop.epochs, c.batch.shuffle, c.start.w0) for c in spec.configs()} == {
            (7, True, -3.0)
        }

    @pytest.mark.parametrize(("text", "seeds"), [("3", (5, 6, 7)), ("1", (5,)), ("9,2", (9, 2))])
    def test_a_number_of_seeds_counts_from_the_runs_own(
        self, text: str, seeds: tuple[int, ...]
    ) -> None:
        own = "" if "," in text else "--seed 5"
        assert spec_for(f"--seeds {text} {own}").seeds == seeds

    def test_a_range_of_learning_rates_is_even_in_its_logarithm(self) -> None:
        rates = spec_for("--learning-rates 0.0001:0.1:4").learning_rates
        assert rates == pytest.approx((0.0001, 0.001, 0.01, 0.1))
        steps = np.diff(np.log(spec_for("--learning-rates 0.002:0.3:9").learning_rates))
        assert steps == pytest.approx(np.full(8, np.log(150) / 8), rel=1e-4)

    def test_a_hyperparameter_may_serve_one_of_the_optimizers(self) -> None:
        spec = spec_for("--optimizers adam,rmsprop --rho 0.8")
        assert {c.optimizer.rho for c in spec.configs()} == {0.8}

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("", "nothing is varied: give one or more of --batch-sizes"),
            ("--batch-sizes 1,0", "--batch-sizes: '0' is invalid; must be a whole number, 1"),
            ("--batch-sizes 1,,2", "--batch-sizes: '1,,2' has an empty element"),
            ("--batch-sizes 8,16,8", "--batch-sizes: 8 is there twice"),
            ("--learning-rates 0.1,fast", "--learning-rates: 'fast' is invalid; must be a number"),
            ("--learning-rates 1:0.1:5", "--learning-rates: '1:0.1:5' is invalid; a range is LOW"),
            ("--learning-rates 0.1:1:x", "a range is LOW:HIGH:COUNT"),
            ("--optimizers sgd,adan", "--optimizers: 'adan' is invalid; must be one of sgd"),
            ("--seeds 0", "--seeds: '0' is invalid; must be a whole number from 1"),
            ("--seeds 1,x", "--seeds: 'x' is invalid"),
            ("--seeds 100001", "--seeds: '100001' is invalid"),
            ("--batch-sizes 1,2 -M 4", "--batch-size: --batch-sizes says it already"),
            ("--seeds 1,2 --seed 4", "--seed: --seeds says it already"),
            ("--optimizers adam,lion --momentum 0.5", "--momentum: sgd has no momentum"),
            ("--seeds 3 --data a.csv", "--seeds: the samples come from a file"),
            ("--batch-sizes 1,2 --map epochs", "--map: a map needs two of batch sizes"),
            ("--batch-sizes 1,2 --map colour", "--map: 'colour' is invalid; must be epochs"),
            ("--batch-sizes 1,2 --output a.txt", "--output: a.txt: the name must end in .csv"),
            ("--batch-sizes 1,2 --output no/a.csv", "--output: no/a.csv: there is no folder no"),
            ("--batch-sizes", "--batch-sizes: the value is missing; must be batch sizes separated"),
            ("--batch-sizes 1,2 --every 3", "--every: is for descent train"),
        ],
    )
    def test_what_cannot_be_is_one_line_and_status_2(
        self, capsys: pytest.CaptureFixture[str], line: str, told: str
    ) -> None:
        assert main(["sweep", *line.split()]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1
        assert told in captured.err


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
        table = [line for line in lines if "3 converged" in line]
        assert [line.split()[:2] for line in table] == [
            ["16", "0.001"], ["16", "0.1"], ["full", "0.001"], ["full", "0.1"],
        ]  # fmt: skip
        epochs = [10 + k for k in (3, 4, 5)]
        wanted = f"{statistics.mean(epochs):g} ± {statistics.stdev(epochs):g}"
        assert wanted in table[1]
        assert len({line.index("converged") for line in table}) == 1
        limit = "sgd with the full batch diverges above lr 0.028 (2/λmax,"
        assert any(line.startswith(limit) for line in lines)
        assert "480 updates in 2 s of training (240 updates/s) and 1 s of compilation" in lines

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
        bad = {"state": RunState.DIVERGED, "full_loss": float("inf"), "w": float("nan")}
        sweep("--batch-sizes 1,2 --json", whole_script(spec, **bad))
        start, *runs, end = map(json.loads, capsys.readouterr().out.splitlines())
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

    def test_json_lines_have_the_same(self, tmp_path: Path) -> None:
        path = tmp_path / "sweep.jsonl"
        sweep(f"{self.LINE} --output {path}", whole_script(spec_for(self.LINE)))
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        assert [line["epochs"] for line in lines] == [10, 11, 12, 13]

    def test_markdown_has_the_table(self, tmp_path: Path) -> None:
        path = tmp_path / "sweep.md"
        sweep(f"{self.LINE} --output {path}", whole_script(spec_for(self.LINE)))
        head, rule, *rows = path.read_text().splitlines()
        assert head.startswith("| M | ended | epochs |")
        assert rule.startswith("| ---: | --- | ---: |")
        assert [row.split(" | ")[0] for row in rows] == ["| 16", "| full"]
        # The bars of |w - w*| are no columns.
        assert {line.replace("\\|", "").count("|") for line in (head, rule, *rows)} == {9}


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
        assert "interrupted: 1 of 4 runs had ended" in capsys.readouterr().out
        assert [json.loads(line)["run"] for line in path.read_text().splitlines()] == [2]

    def test_while_tensorflow_starts_it_ends_at_once(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        status, engine = sweep(self.LINE, [Starting(), signal.SIGTERM])
        assert status == 130
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
        assert "the worker is gone: killed by signal 9" in captured.err

    @pytest.mark.parametrize(
        "event", [Refused("a.csv: line 3: no number"), Failed("device: no gpu:9", usage=True)]
    )
    def test_what_the_user_can_mend_is_a_refusal(self, event: Event) -> None:
        with pytest.raises(DescentError, match=r"line 3|--device: no gpu:9"):
            sweep(self.LINE, [READY, event])


class TestTradeoff:
    def run(self, line: str, script: Iterable[Event | signal.Signals]) -> int:
        return run_tradeoff(request_for(f"tradeoff {line}"), ScriptedEngine(script))

    def script(self) -> list[Event]:
        rows = (measured(1, 1e-6), measured(64, 4e-6), measured(1024, 20e-6, reached=False))
        told = [TradeoffRows((row,), k + 1, 3) for k, row in enumerate(rows)]
        return [Starting(), READY, *told, SweepEnded(3, 3, stopped=False)]

    def test_table_bars_and_what_they_say(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run("--batch-sizes 1,64,1024", self.script()) == 0
        text = capsys.readouterr().out
        lines = text.splitlines()
        assert lines[1] == "to a full loss of 103.4, 1.1 times the least loss"
        rows = {line.split()[0]: line.split() for line in lines[4:7]}
        # A sample takes at most 20 µs / 1024, so 64 of them 1.25 µs of 4.
        assert rows["64"] == ["64", "40", "25.6", "0.001", "250k", "16M", "4", "≥", "69%"]
        assert rows["1024"][1:4] == ["not", "in", "40"]
        start = lines.index("µs per update, logarithmic from 1 to 100")
        lengths = [line.count("█") for line in lines[start + 1 : start + 4]]
        assert lengths == [int(28 * np.log10(value) / 2) for value in (1, 4, 20)]
        assert "not reached" in text
        said = " ".join(text.split())
        assert "At M = 1 and 64 at least half" in said
        # 40 updates of 1 to 20 µs are 0.04 to 0.8 of the millisecond.
        assert "take 4% to 80% of the seconds" in said

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.run("--json", self.script())
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [line["batch_size"] for line in lines] == [1, 64, 1024]
        assert lines[1]["updates_per_second"] == pytest.approx(250_000)

    @pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".md"])
    def test_what_was_measured_is_written(self, tmp_path: Path, suffix: str) -> None:
        path = tmp_path / f"tradeoff{suffix}"
        assert self.run(f"--batch-sizes 1,64,1024 --output {path}", self.script()) == 0
        text = path.read_text()
        if suffix == ".csv":
            rows = list(csv.DictReader(text.splitlines()))
            assert [float(row["update_seconds"]) for row in rows] == [1e-6, 4e-6, 20e-6]
        elif suffix == ".jsonl":
            lines = [json.loads(line) for line in text.splitlines()]
            assert [line["reached"] for line in lines] == [True, True, False]
        else:
            assert text.startswith("| M | updates | epochs |")

    def test_a_file_that_cannot_be_is_refused_before_anything_is_measured(self) -> None:
        with pytest.raises(DescentError, match=r"--output: a\.txt: the name must end in"):
            self.run("--output a.txt", [])

    def test_an_interrupted_one_tells_what_it_has(self, capsys: pytest.CaptureFixture[str]) -> None:
        script: list[Event | signal.Signals] = [
            READY,
            TradeoffRows((measured(1, 1e-6),), 1, 3),
            signal.SIGINT,
        ]
        assert self.run("", [*script, SweepEnded(1, 3, stopped=True)]) == 130
        assert "One batch size alone" in capsys.readouterr().out

    @pytest.mark.parametrize("text", ["1", "nan", "inf", "-2", "x"])
    def test_a_factor_that_cannot_be_is_refused(self, text: str) -> None:
        with pytest.raises(DescentError, match=f"--loss-factor: '{text}' is invalid"):
            tradeoff_spec(Request("tradeoff", loss_factor=text))

    def test_the_labs_batch_sizes_are_the_default(self) -> None:
        spec = tradeoff_spec(request_for("tradeoff"))
        assert spec.batch_sizes == (1, 16, 32, 64, "full")
        assert spec.loss_factor == 1.1
