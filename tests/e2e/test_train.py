"""`descent train`, the real program: what it finds, how it ends, what it leaves behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.e2e.terminal import LIGHT, Terminal
from tools.processes import is_alive, workers_of
from tools.pseudo_terminal import PATIENCE, ROOT

CARS = Path(__file__).parent / "data" / "cars.csv"
"""Speed and stopping distance of 50 cars: M. Ezekiel, Methods of Correlation Analysis (1930)."""


def descent(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tui", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def first_w() -> float:
    """The weight after one update of the default run: -0.001 times the gradient at (0, 0)."""
    generator = np.random.default_rng(0)
    x = generator.uniform(0, 10, 100)
    y = 10 * (x + generator.normal(0, 1, 100)) + 2
    return float(0.001 * 2 * np.mean(x * y))


def test_it_finds_the_least_squares_line_of_real_data() -> None:
    options = "--lr 0.003 --stop gradient --tolerance 0.002 --epochs 1000000 --every 0"
    done = descent("train", "--json", "--data", str(CARS), *options.split())
    start, end = json_lines(done.stdout)
    speed, distance = np.loadtxt(CARS, delimiter=",", skiprows=1, unpack=True)
    slope, intercept = np.polyfit(speed, distance, 1)
    assert done.returncode == 0
    assert start["config"]["data"]["data"] == str(CARS)
    assert end["status"] == "converged"
    assert end["final_w"] == pytest.approx(slope, abs=0.001)
    assert end["final_b"] == pytest.approx(intercept, abs=0.01)
    residuals = distance - slope * speed - intercept
    assert end["full_loss"] == pytest.approx(np.mean(residuals**2), rel=1e-5)


@pytest.mark.thorough
def test_a_diverging_run_ends_well_and_its_history_shows_where(tmp_path: Path) -> None:
    history = tmp_path / "run.csv"
    done = descent("train", "--json", "--lr", "0.1", "--history", str(history))
    *_, last_epoch, end = json_lines(done.stdout)
    assert done.returncode == 0
    assert done.stderr == ""
    assert end["status"] == "diverged"
    assert end["loss"] is None
    assert last_epoch["updates"] == end["updates"]
    table = np.genfromtxt(history, delimiter=",", names=True)
    assert table.dtype.names == ("update", "epoch", "w", "b", "loss")
    assert list(table["update"]) == list(range(1, end["updates"] + 1))
    assert np.isfinite(table["loss"][:-1]).all()
    assert not np.isfinite(table["loss"][-1])
    # The step is as long as the learning rate, which is a hundredfold here.
    assert table["w"][0] == pytest.approx(100 * first_w(), rel=1e-6)


def test_ctrl_c_ends_it_in_good_order(tmp_path: Path) -> None:
    history = tmp_path / "run.npz"
    options = f"--stop never --epochs 1000000000 --every 1000 --history '{history}'"
    terminal = Terminal(f"exec descent train {options}", LIGHT)
    row = re.compile(r"^ +[\d,]+000 ", re.MULTILINE)
    terminal.wait_until(lambda: row.search(terminal.text) is not None, "an epoch's row")
    terminal.interrupt()
    assert terminal.wait_for_exit() == 130
    told = re.search(r"interrupted after ([\d,]+) epochs, ([\d,]+) updates", terminal.text)
    assert told is not None, terminal.text
    updates = int(told[2].replace(",", ""))
    with np.load(history) as kept:
        assert kept["update"][-1] == len(kept["update"]) == updates
        assert kept["w"][0] == pytest.approx(first_w(), rel=1e-6)


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    program = f'"{sys.executable}" -m {LIGHT} train --stop never --epochs 1000000000'
    line = f"{program} 2> '{tmp_path}/errors' | head -n 3"
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert len(done.stdout.splitlines()) == 3
    assert (tmp_path / "errors").read_text() == ""


def started(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", LIGHT, "train", "--json", *words]
    endless = ["--stop", "never", "--epochs", "1000000000000", "--every", "1000"]
    pipe = subprocess.PIPE
    program = subprocess.Popen(command + endless, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)
    assert program.stdout is not None
    assert '"start"' in program.stdout.readline()
    assert '"epoch"' in program.stdout.readline()
    return program


def test_what_a_killed_worker_wrote_is_kept(tmp_path: Path) -> None:
    history = tmp_path / "run.csv"
    program = started("--history", str(history))
    (worker,) = workers_of(program.pid)
    os.kill(worker, signal.SIGKILL)
    _, errors = program.communicate()
    assert program.returncode == 1
    told = re.match(r"descent: the worker is lost: .*SIGKILL.*; ([\d,]+) updates", errors)
    assert told is not None, errors
    rows = history.read_text().splitlines()[1:]
    assert len(rows) == int(told[1].replace(",", "")) >= 1000
    assert rows[-1].count(",") == 4
    assert [path.name for path in tmp_path.iterdir()] == ["run.csv"]


def test_a_worker_that_stands_still_is_ended_by_the_first_signal() -> None:
    program = started()
    (worker,) = workers_of(program.pid)
    os.kill(worker, signal.SIGSTOP)
    program.send_signal(signal.SIGHUP)
    output, errors = program.communicate(timeout=PATIENCE)
    assert program.returncode == 129
    assert errors == ""
    *_, end = json_lines(output)
    assert end["status"] == "interrupted"
    assert end["epochs"] >= 1000
    assert end["loss"] is not None
    assert not is_alive(worker)


@pytest.mark.parametrize("words", ["train --json", "train --help", "--version"])
def test_a_full_stdout_is_one_line_and_status_1(words: str) -> None:
    line = f'"{sys.executable}" -m {LIGHT} {words} > /dev/full'
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "descent: stdout: No space left on device\n"


def test_a_closed_stdout_and_stderr_are_no_error() -> None:
    line = f'"{sys.executable}" -m tui --version >&- 2>&-'
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0


@pytest.mark.parametrize("module", ["engine.errors", "typing_extensions", "cyclopts"])
def test_an_interrupt_during_the_imports_is_quiet(module: str) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "tui", "train", "--epochs", "1000000"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True) as process:  # fmt: skip
        assert process.stderr is not None
        next(line for line in process.stderr if line.split()[-1] == module)
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == 130
    assert [line for line in rest.splitlines() if not line.startswith("import time:")] == []


@pytest.mark.parametrize(
    "words",
    [
        ["--lerning-rate", "1"],
        ["train", "--samples", "0"],
        ["train", "--data", "none.csv"],
        ["train", "--history", "/proc/h.csv"],
        ["train", "--data", sys.executable],
        [],
    ],
    ids=["unknown option", "value", "no file", "history", "binary file", "no terminal"],
)
def test_bad_input_is_one_line_and_status_2(words: list[str]) -> None:
    done = descent(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert re.fullmatch(r"descent: .+\n", done.stderr)
