"""The signals that end the app, and the errors that end it although it contains errors."""

from __future__ import annotations

import logging
import signal

import pytest

from engine.config.run import RunConfig
from tests.fakes import FakeEngine
from tui.app import launch
from tui.app.app import DescentApp
from tui.app.signals import heeded_signals
from tui.screens.dashboard import DashboardScreen

# signal(7), "Standard signals": those whose action is Term or Core.
FATAL = """ABRT ALRM BUS FPE HUP ILL INT IO KILL PIPE PROF PWR QUIT SEGV STKFLT SYS TERM TRAP USR1
USR2 VTALRM XCPU XFSZ"""
# No Python code runs after these, or Python ignores them and reports an error instead.
NOT_HEEDED = {"KILL", "SEGV", "BUS", "FPE", "ILL", "PIPE", "XFSZ"}


def test_every_signal_that_ends_a_process_is_heeded():
    names = [name for name in FATAL.split() if hasattr(signal, f"SIG{name}")]
    expected = {getattr(signal, f"SIG{name}") for name in names if name not in NOT_HEEDED}
    found = set(heeded_signals())
    realtime = set(range(signal.SIGRTMIN, signal.SIGRTMAX + 1))
    assert found == {int(number) for number in expected} | realtime


def test_an_ignored_signal_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert signal.SIGHUP not in heeded_signals()
    finally:
        signal.signal(signal.SIGHUP, before)


async def test_without_a_main_screen_it_ends_with_status_1(monkeypatch, caplog):
    def fails(_):
        raise ValueError("no screen")

    monkeypatch.setattr(DashboardScreen, "compose", fails)
    app = DescentApp(RunConfig(), FakeEngine)
    await app.run_async(headless=True)
    assert app.return_code == 1
    assert str(app.crashed) == "no screen"
    assert "in fails" in caplog.text


@pytest.mark.parametrize("error", [ValueError("all is lost"), RecursionError("too deep")])
def test_a_crash_is_told_in_one_line_with_the_path_of_the_log(error, monkeypatch, capsys, tmp_path):
    def fails(_):
        raise error

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(DescentApp, "run", fails)
    monkeypatch.setattr(logging, "captureWarnings", lambda **_: None)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    assert launch.run_app(launch.Launch(RunConfig())) == 1
    told = capsys.readouterr().err
    log = tmp_path / "descent" / "log" / "descent.log"
    assert told == f"descent: crashed: {type(error).__name__}: {error}; log: {log}\n"
    assert "Traceback" in log.read_text()
