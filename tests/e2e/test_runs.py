"""A run that outlives the program: saved by one process, opened by another."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.terminal import Terminal
from tools.pseudo_terminal import ROOT


@pytest.mark.thorough
def test_a_run_is_saved_by_one_program_and_goes_on_in_another(tmp_path: Path) -> None:
    options = ["--every", "0", "--json", "--optimizer", "adam", "--lr", "0.1", "-M", "16"]
    command = [sys.executable, "-m", "tui", "train", *options, "--save", "adam run"]
    done = subprocess.run(
        [*command, "--runs-dir", str(tmp_path), "--stop", "never", "--epochs", "30"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    end = json.loads(done.stdout.splitlines()[-1])
    assert "descent open 'adam run'" in done.stderr
    terminal = Terminal(f"exec descent open 'adam run' --runs-dir '{tmp_path}'")
    terminal.wait_until(lambda: re.search(r"update +210\b", terminal.text) is not None, "its end")
    terminal.wait_until(lambda: "max epochs" in terminal.lines[-3], "the worker to have it")
    assert f"{end['full_loss']:.3f}"[:7] in terminal.text
    terminal.press("n")
    terminal.wait_until(lambda: re.search(r"update +211\b", terminal.text) is not None, "another")
    terminal.press("W")
    terminal.wait_until(lambda: "adam-M16-lr0.1" in terminal.text, "a name")
    terminal.press("\r")
    terminal.wait_until(lambda: "saved: descent open" in terminal.text, "it to be saved")
    terminal.press("q")
    assert terminal.wait_for_exit() == 0
    with np.load(tmp_path / "adam-M16-lr0.1" / "history.npz", allow_pickle=False) as kept:
        assert kept["updates/index"].tolist() == list(range(1, 212))
        assert kept["updates/w"][209] == end["final_w"]
