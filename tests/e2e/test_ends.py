"""The real program is ended or stopped from outside: the terminal is as before, no worker left."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.terminal import LIGHT, Terminal
from tools.processes import is_alive
from tools.pseudo_terminal import PATIENCE


@pytest.mark.parametrize(
    ("number", "program", "text"),
    [
        (signal.SIGTERM, "tui", "starting TensorFlow"),
        (signal.SIGQUIT, LIGHT, "optimum"),
    ],
)
def test_a_signal_ends_it_as_the_quit_key_does(number: int, program: str, text: str) -> None:
    terminal = Terminal("exec descent", program)
    terminal.wait_for(text, "? help")
    worker = terminal.worker()
    os.kill(terminal.pid, number)
    assert terminal.wait_for_exit_status() == 128 + number
    terminal.assert_restored()
    terminal.close()
    assert not is_alive(worker)


def test_a_death_that_no_process_can_prevent_leaves_a_usable_terminal(tmp_path: Path) -> None:
    terminal = Terminal("exec descent", LIGHT, {"XDG_STATE_HOME": str(tmp_path)})
    terminal.wait_for("optimum", "? help")
    worker = terminal.worker()
    os.kill(terminal.pid, signal.SIGSEGV)
    terminal.wait_for("killed, or crashed", "log: ")
    terminal.process.wait()
    terminal.assert_restored()
    end = time.monotonic() + PATIENCE
    while is_alive(worker) and time.monotonic() < end:
        terminal.record(0.1)
    assert not is_alive(worker)
    terminal.close()
    log = tmp_path / "descent" / "log" / "descent.log"
    assert "Segmentation fault" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
    assert log.parent.stat().st_mode & 0o777 == 0o700


def test_it_is_stopped_and_goes_on_at_another_size() -> None:
    terminal = Terminal("exec descent", LIGHT)
    terminal.wait_for("optimum", "? help")
    terminal.press("\x1a")
    os.waitid(os.P_PID, terminal.pid, os.WSTOPPED | os.WNOWAIT)
    terminal.wait_until(
        lambda: not terminal.in_alternate_screen and terminal.cursor_shown, "the shell's screen"
    )
    terminal.assert_restored()
    terminal.resize(80, 24)
    os.kill(terminal.pid, signal.SIGCONT)
    terminal.wait_for("optimum", "? help")
    assert terminal.in_alternate_screen
    # A batch system stops a job without a warning, and its terminal is used meanwhile.
    os.kill(terminal.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, terminal.pid, os.WSTOPPED | os.WNOWAIT)
    terminal.screen.mode.clear()
    terminal.resize(100, 30)
    os.kill(terminal.pid, signal.SIGCONT)
    terminal.wait_for("optimum", "? help")
    terminal.wait_until(lambda: terminal.mouse_reported, "mouse reports")
    assert terminal.in_alternate_screen
    threads = Path(f"/proc/{terminal.pid}/task")
    if threads.exists():
        names = [(thread / "comm").read_text().strip() for thread in threads.iterdir()]
        assert len([name for name in names if name.startswith("textual-input")]) <= 1
    terminal.press("2")
    terminal.wait_until(lambda: "2 surface" in terminal.lines[0], "the surface alone")
    terminal.press("q")
    assert terminal.wait_for_exit_status() == 0
    terminal.assert_restored()
    terminal.close()


def test_a_terminal_that_is_closed_leaves_nothing_running() -> None:
    terminal = Terminal("exec descent", LIGHT)
    terminal.wait_for("optimum", "? help")
    worker, app = terminal.worker(), terminal.pid
    terminal.hang_up()
    terminal.process.wait(PATIENCE)
    assert not is_alive(app)
    end = time.monotonic() + PATIENCE
    while is_alive(worker) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_alive(worker)
