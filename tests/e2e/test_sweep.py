"""`descent sweep`, the real program in a terminal: rows as they come, an end by Ctrl-C."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from tests.e2e.terminal import Terminal
from tests.engine.reference import descend, line


def test_rows_appear_as_runs_end_and_ctrl_c_keeps_them(tmp_path: Path) -> None:
    results = tmp_path / "sweep.csv"
    # Far beyond 2/λmax a run diverges at once; the other one would go on for hours.
    options = f"--learning-rates 0.001,1000 --stop never --epochs 1000000000 --output '{results}'"
    terminal = Terminal(f"exec descent sweep {options}")
    terminal.wait_until(lambda: "diverged in epoch" in terminal.text, "a run's row")
    terminal.interrupt()
    assert terminal.wait_for_exit() == 130
    assert "interrupted: 1 of 2 runs had ended" in terminal.text
    with results.open(newline="") as file:
        (run,) = csv.DictReader(file)
    assert (run["learning_rate"], run["status"]) == ("1000.0", "diverged")


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


def test_the_table_tells_what_the_plain_rules_give() -> None:
    terminal = Terminal(
        "exec descent sweep --batch-sizes 32,full --optimizers sgd,adam --map epochs"
    )
    assert terminal.wait_for_exit() == 0
    rows = [text.split() for text in terminal.text.splitlines() if text.startswith("sgd  ")]
    for row, size in zip(rows, (32, 100), strict=True):
        plain = descend(*line(100), 0.001, size, 1000, tolerance=0.001)
        assert row[2] == "converged"
        assert (int(row[3]), int(row[4])) == (len(plain.epoch_loss), len(plain.loss))
    assert "epochs to the end" in terminal.text
