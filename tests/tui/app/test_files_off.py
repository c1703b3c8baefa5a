"""A visitor of `descent serve` names no file: not in a dialog, not in the panel, not by a key."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest

from engine.config.file_access import FILES_OFF, FILES_VARIABLE, files_off
from engine.config.parameters import with_values
from engine.config.paths import RUNS_VARIABLE, environment_path, typed_path
from engine.config.run import RunConfig
from engine.data.reading.reader import read_table
from engine.errors import ConfigError, DataError, PathError
from tests.tui.stage import stage
from tui.app.app import DescentApp
from tui.keys.table import BY_ID, COMMANDS
from tui.model.situation import RunsAtHand, Situation
from tui.screens.ask import AskScreen
from tui.text.paths import fault_of, history_path, overwrite_doubt, picture_path


@pytest.fixture(autouse=True)
def off(tmp_path, monkeypatch):
    """Files are off, but for one; the folder of both."""
    for name in ("served.csv", "secret.csv"):
        (tmp_path / name).write_text("x,y\n1,2\n2,3\n3,5\n")
    for name, value in files_off(str(tmp_path / "served.csv")).items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_the_file_that_is_served_is_read_and_no_other(off, monkeypatch):
    assert len(read_table(off / "served.csv").columns) == 2
    for path in (off / "secret.csv", off / ".." / off.name / "served.csv", Path("/etc/passwd")):
        with pytest.raises(DataError, match=FILES_OFF):
            read_table(path)
    with pytest.raises(ConfigError, match=FILES_OFF):
        with_values(RunConfig(), {"data": str(off / "secret.csv")})
    assert with_values(RunConfig(), {"data": str(off / "served.csv")}).data.data
    monkeypatch.setenv(RUNS_VARIABLE, str(off))
    assert environment_path(RUNS_VARIABLE) == off
    for name, value in files_off().items():
        monkeypatch.setenv(name, value)
    with pytest.raises(PathError):
        typed_path(str(off / "served.csv"))


def test_dialogs_tell_nothing_of_the_disk(off):
    for reader, name in ((history_path, "new.csv"), (picture_path, "new.png")):
        assert fault_of(reader, str(off / name)) == FILES_OFF
        assert fault_of(reader, "/no/such/folder/x.csv") == FILES_OFF
    assert overwrite_doubt(str(off / "secret.csv")) == ""


async def test_every_command_that_asks_for_a_file_or_stops_the_program_is_refused(monkeypatch):
    monkeypatch.delenv(FILES_VARIABLE)
    monkeypatch.setattr(DescentApp, "redraw", lambda _: None)  # pictures are not looked at
    asked: list[str] = []
    async with stage() as on:
        await on.press("n", "p")
        for command in COMMANDS:
            if command.id in ("quit", "resume-session", "palette"):
                continue

            def note(screen: object, *_: object, name: str = command.id) -> None:
                if isinstance(screen, AskScreen) and re.search(
                    r"File|Folder|in /", screen.question.prompt
                ):
                    asked.append(name)

            monkeypatch.setattr(on.app, "push_screen", note)
            monkeypatch.setattr(on.app, "suspend_to_shell", lambda: asked.append("suspend"))
            with contextlib.suppress(Exception):  # some need their view
                on.app.commands.handlers[command.id]()
    assert {"write", "save-run", "events", "keras", "picture", "export-runs", "suspend"} <= {*asked}
    here = Situation(files=False, moved=True, runs=RunsAtHand(kept=1))
    for name in asked:
        assert "descent serve" in BY_ID[name].enabled(here), name


async def test_the_panel_takes_no_path(off):
    async with stage() as on:
        on.app.changes.apply({"data": str(off / "secret.csv")})
        await on.settle()
        assert FILES_OFF in on.text
        assert on.app.model.config.data.data is None
