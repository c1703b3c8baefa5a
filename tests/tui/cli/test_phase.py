"""A phase map without a screen, by a scripted engine."""

from __future__ import annotations

import csv
import json
import signal
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from engine.errors import DescentError
from engine.history.values import RunState
from engine.protocol.events import Event, Lost, Starting
from engine.protocol.sweep_messages import PhaseRows, SweepEnded
from engine.sweeps.phase_rows import PhaseRow
from tests.tui.cli.scripted import READY, ScriptedEngine
from tests.tui.cli.typed import request_for
from tui.cli.phase import phase_spec, run_phase

LINE = "--x batch-size=1:100 --y lr=0.001:0.1 --cells 6"
STATES = (RunState.CONVERGED, RunState.MAX_EPOCHS, RunState.DIVERGED)


def run(line: str, script: Iterable[Event | signal.Signals]) -> int:
    return run_phase(request_for(f"phase {line}"), ScriptedEngine(script))


def rows(count: int = 36) -> PhaseRows:
    # The first four are at the least loss, the others far above it.
    heights = [1.5 if k < 4 else 15.0 + k for k in range(count)]
    ends = [PhaseRow(k, STATES[k // 12], 10 + k, 40 + k, 9.8, heights[k]) for k in range(count)]
    return PhaseRows(tuple(ends), count, 36)


WHOLE: list[Event | signal.Signals] = [Starting(), READY, rows(), SweepEnded(36, 36, stopped=False)]


def test_the_map_its_edge_and_how_many_runs_ended_how(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(LINE, WHOLE) == 0
    text = capsys.readouterr().out
    assert "phase map: batch size × learning rate · 36 of 36 runs" in text
    # Its stop rule ended eight of them far above the least loss: the line counts as the map does.
    ended = "36 runs: 4 converged, 8 stopped early, 12 max epochs, 12 diverged"
    count, *findings = text.rstrip().splitlines()[-3:]
    assert count == ended
    assert findings == [
        "the edge is the limit of lr: no run above it converges, none below it diverges",
        "M does not change which runs converge from M = 32 on",
    ]
    assert "×  diverged 12" in text and "-  stopped early 8" in text
    top = next(line for line in text.splitlines() if "│×××" in line)
    assert set(top.split("│")[-1].split()[0]) == {"×"}


def test_rows_and_arrays_say_the_same(tmp_path: Path) -> None:
    for name in ("map.csv", "map.npz", "map.png", "map.svg"):
        assert run(f"{LINE} --output {tmp_path / name}", WHOLE) == 0
        assert (tmp_path / name).stat().st_size > 300
    with (tmp_path / "map.csv").open() as file:
        table = list(csv.DictReader(file))
    arrays = np.load(tmp_path / "map.npz")
    assert len(table) == 36
    for row in table:
        at = int(row["row"]), int(row["column"])
        assert int(row["epochs"]) == arrays["epochs"][at]
        assert float(row["b"]) == arrays["b"][at]
        assert float(row["learning_rate"]) == arrays["y"][at[0]]
        assert int(row["batch_size"]) == arrays["x"][at[1]]


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(f"{LINE} --json", WHOLE) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    # The words of the legend, and its numbers.
    assert Counter(line["status"] for line in lines) == {
        "converged": 4, "stopped_early": 8, "max_epochs": 12, "diverged": 12,
    }  # fmt: skip


def test_an_interrupted_map_is_printed_and_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    end = SweepEnded(12, 36, stopped=True)
    script: list[Event | signal.Signals] = [Starting(), READY, rows(12), signal.SIGINT, end]
    assert run(f"{LINE} --output {tmp_path / 'map.csv'}", script) == 130
    assert "interrupted: 12 of 36 runs: 4 converged, 8 stopped early" in capsys.readouterr().out
    assert len((tmp_path / "map.csv").read_text().splitlines()) == 13


def test_a_lost_worker_leaves_what_is_known(tmp_path: Path) -> None:
    script: list[Event | signal.Signals] = [Starting(), READY, rows(12), Lost("killed")]
    assert run(f"{LINE} --output {tmp_path / 'map.jsonl'}", script) == 1
    assert len((tmp_path / "map.jsonl").read_text().splitlines()) == 12


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("--x momentun", "--x: must be one of learning-rate, momentum"),
        ("--x lr --y lr", "--y: is the same as the x axis"),
        ("--x lr=2", "--x: must be LOW:HIGH, such as"),
        ("--y lr=0.1:0.01", "--y: 0.1 to 0.01 is no range"),
        ("--x momentum=0:3", "--x: 2.984 is invalid; must be a number, at least 0 and below 1"),
        ("--cells 300", "--cells: must be a whole number, 2 to 200"),
        ("--samples 200000", "at most 100,000 samples, not 200,000"),
        ("--output map.pdf", "--output: map.pdf: the name must end in"),
    ],
)
def test_what_cannot_be_mapped_is_refused_before_anything_starts(line: str, reason: str) -> None:
    with pytest.raises(DescentError) as caught:
        run(line, [])
    assert reason in str(caught.value)


def test_the_present_values_are_inside_by_default() -> None:
    for line in ("", "--optimizer momentum", "--problem himmelblau", "--optimizer adam --x beta-1"):
        spec, _ = phase_spec(request_for(f"phase {line}"))
        for axis in (spec.x, spec.y):
            if axis.parameter == "learning_rate":
                assert axis.low < spec.base.optimizer.learning_rate < axis.high
