"""A trade-off measured without a screen, by a scripted engine."""

from __future__ import annotations

import csv
import json
import signal
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from engine.errors import DescentError
from engine.protocol.events import Event, Starting
from engine.protocol.sweep_messages import SweepEnded, TradeoffRows
from tests.tui.cli.scripted import READY, ScriptedEngine
from tests.tui.cli.typed import request_for
from tests.tui.sweeps import measured
from tui.cli.lists import tradeoff_spec
from tui.cli.request import Request
from tui.cli.tradeoff import run_tradeoff


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
        assert rows["64"] == ["64", "40", "25.6", "0.001", "250k", "16M", "4", "≥", "69%", "0.0957"]
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

    def test_results_name_the_file_and_the_columns(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        data, path = tmp_path / "cars.csv", tmp_path / "results.md"
        data.write_text("length,mass\n1,2\n3,6\n4,9\n")
        self.run(f"--json --data {data} --output {path}", self.script())
        for line in map(json.loads, capsys.readouterr().out.splitlines()):
            assert [line[name] for name in ("file", "x_column", "y_column")] == [
                *("cars.csv", "length", "mass")
            ]
        assert path.read_text().startswith("cars.csv: x length, y mass\n\n| M |")

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
        told = TradeoffRows((measured(1, 1e-6),), 1, 3)
        script: list[Event | signal.Signals] = [READY, told, signal.SIGINT]
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
