"""`descent sweep`, the real program in a terminal: rows as they come, an end by Ctrl-C."""

from __future__ import annotations

import csv
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
