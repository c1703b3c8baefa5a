"""Accounts without a home directory: one line, and only where a folder is needed."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from engine.errors import PathError
from engine.storage.log_file import log_path
from engine.storage.platform_folders import state_folder
from engine.storage.run_store import runs_folder
from engine.storage.sessions.root import sessions_folder
from engine.storage.settings_file import settings_file
from engine.storage.worker_log import keep_details
from tui.cli.doctor.finding import State
from tui.cli.doctor.machine import folder_findings
from tui.cli.main import main


@pytest.fixture(autouse=True)
def no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a user that the system does not know, in an environment that names no folder."""
    for name in [name for name in os.environ if name == "HOME" or name.startswith("XDG_")]:
        monkeypatch.delenv(name)

    def unknown(number: int) -> pwd.struct_passwd:
        raise KeyError(number)

    monkeypatch.setattr(pwd, "getpwuid", unknown)


@pytest.mark.parametrize("find", [runs_folder, settings_file, sessions_folder, log_path])
def test_each_folder_says_what_to_set(find: object) -> None:
    assert callable(find)
    with pytest.raises(PathError, match="no home directory; set HOME"):
        find()


def test_a_folder_of_the_environment_is_enough(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder() == tmp_path / "descent"


def test_commands_say_it_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["runs"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_what_needs_no_folder_works(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    data = tmp_path / "d.csv"
    data.write_text("1,2\n2,4\n")
    assert main(["data", str(data)]) == 0
    assert capsys.readouterr().err == ""
    assert keep_details("a traceback") is None


def test_the_doctor_names_each_folder() -> None:
    wrong = {each.name for each in folder_findings() if each.state is State.WRONG}
    assert {"saved runs", "state", "log"} <= wrong
