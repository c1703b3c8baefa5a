"""`descent sweep`, the real program in a terminal: rows as they come, an end by Ctrl-C."""

from __future__ import annotations

import csv
import os
import re
import signal
from pathlib import Path

import pytest

from tests.e2e.terminal import LIGHT, Terminal
from tests.engine.reference import descend, line
from tools.processes import is_alive, workers_of


def test_rows_appear_as_runs_end_and_ctrl_c_keeps_them(tmp_path: Path) -> None:
    results = tmp_path / "sweep.csv"
    # Far beyond 2/λmax a run diverges at once; the other one would go on for hours.
    options = f"--learning-rates 0.001,1000 --stop never --epochs 1000000000 --output '{results}'"
    terminal = Terminal(f"exec descent sweep {options}", LIGHT)
    terminal.wait_until(lambda: "diverged in epoch" in terminal.text, "a run's row")
    terminal.interrupt()
    assert terminal.wait_for_exit() == 130
    assert "interrupted: 1 of 2 runs finished" in terminal.text
    with results.open(newline="") as file:
        (run,) = csv.DictReader(file)
    assert (run["learning_rate"], run["status"]) == ("1000.0", "diverged")


@pytest.mark.thorough
def test_from_the_app_rows_appear_beside_the_run_and_are_kept_and_written(tmp_path: Path) -> None:
    terminal = Terminal("exec descent --stop never --epochs 1000000000 -M 32")
    terminal.wait_for("ready after")
    terminal.press("B")
    terminal.wait_for("enter: start", "1,16,32,64,full")
    # ctrl+u empties a line. Far beyond 2/λmax a run diverges; the other would go on for hours.
    terminal.press("\x1532\t\x150.001,1000\r")
    terminal.wait_for("1 of 2 runs", "diverged")
    terminal.press(" ")
    terminal.wait_until(lambda: re.search(r"update +[1-9]", terminal.text) is not None, "the run")
    assert "1 of 2 runs" in terminal.text
    terminal.press("d")
    terminal.wait_for("stopped: 1 of 2 runs", "diverged")
    results = tmp_path / "app.csv"
    terminal.press("X")
    terminal.wait_for("File for the results")
    terminal.press(f"\x15{results}\r")
    terminal.wait_for("wrote 1 run to")
    terminal.press("q")
    assert terminal.wait_for_exit() == 0
    with results.open(newline="") as file:
        (run,) = csv.DictReader(file)
    assert (run["learning_rate"], run["status"]) == ("1000.0", "diverged")


@pytest.mark.thorough
def test_the_table_tells_what_the_plain_rules_give() -> None:
    terminal = Terminal(
        "exec descent sweep --batch-sizes 32,full --optimizers sgd,adam --map epochs"
    )
    assert terminal.wait_for_exit() == 0
    rows = [text.split() for text in terminal.text.splitlines() if text.startswith("sgd  ")][:2]
    for row, size in zip(rows, (32, 100), strict=True):
        plain = descend(*line(100), 0.001, size, 1000, tolerance=0.001)
        assert (int(row[2]), int(row[5])) == (len(plain.epoch_loss), len(plain.loss))
    assert "epochs to the end" in terminal.text


@pytest.mark.thorough
def test_a_worker_that_stands_still_is_ended_by_the_first_signal_and_its_runs_are_written(
    tmp_path: Path,
) -> None:
    results = tmp_path / "sweep.csv"
    options = f"--learning-rates 0.001,1000 --stop never --epochs 1000000000 --output '{results}'"
    terminal = Terminal(f"exec descent sweep {options}", LIGHT)
    terminal.wait_until(lambda: "diverged in epoch" in terminal.text, "a run's row")
    (worker,) = workers_of(terminal.pid)
    os.kill(worker, signal.SIGSTOP)
    os.kill(terminal.pid, signal.SIGHUP)
    assert terminal.wait_for_exit() == 129
    assert "interrupted: 1 of 2 runs finished" in terminal.text
    assert "1 run written to" in terminal.text
    assert not is_alive(worker)
    assert [path.name for path in tmp_path.iterdir()] == ["sweep.csv"]


def test_a_tradeoff_under_nohup_outlives_its_terminal_and_ends_by_sigterm(tmp_path: Path) -> None:
    results, output = tmp_path / "tradeoff.csv", tmp_path / "output"
    results.write_text("old")
    # Batches of one sample never come that near to the least loss.
    options = "--batch-sizes full,1 --lr 0.003 --loss-factor 1.00000001 --epochs 1000000000"
    # What nohup does: SIGHUP is ignored.
    line = f"trap '' HUP; exec descent tradeoff {options} --output '{results}' > '{output}'"
    terminal = Terminal(line, LIGHT)
    terminal.wait_for("M = full measured")
    (worker,) = workers_of(terminal.pid)
    os.kill(terminal.pid, signal.SIGHUP)
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.wait_for_exit() == 143
    assert "interrupted: 1 of 2 batch sizes measured" in output.read_text()
    with results.open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["batch_size"] == "full"
    assert not is_alive(worker)
