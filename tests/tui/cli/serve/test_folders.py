"""A killed server: the programs of its visitors end with it, their folders go at the next start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.lifeline import ORPHANED, SERVER_VARIABLE
from tui.cli.serve.folders import own_folder, remove_abandoned

SERVER = """\
import asyncio, os, subprocess, sys
from tui.cli.serve.folders import own_folder
visitor = '''
import os, signal, sys
from engine.lifeline import end_with_server
signal.signal(signal.SIGHUP, signal.SIG_IGN)
end_with_server(os.environ)
print("visits", flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
'''
async def serve():
    async with own_folder() as folder:
        environment = {**os.environ, "DESCENT_SERVER": str(os.getpid())}
        program = subprocess.Popen([sys.executable, "-c", visitor], env=environment)
        os.waitpid(program.pid, os.WUNTRACED)
        print(folder, flush=True)
        await asyncio.Event().wait()
asyncio.run(serve())
"""


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_killed_server_takes_the_programs_along_and_the_next_one_removes_the_folders(
    tmp_path: Path,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "visits\n"
        folder = Path(server.stdout.readline().strip())
        (folder / "runs").mkdir()
        remove_abandoned()
        assert folder.is_dir()  # its server lives
        server.kill()
        # The end of the output: the visitor's program, which was stopped, has ended too.
        assert server.stdout.read() == ""
    remove_abandoned()
    assert names_in(tmp_path) == []


async def test_the_folder_of_a_visit_goes_with_it_and_nothing_else_does(tmp_path: Path) -> None:
    (tmp_path / "descent-visitor-file").touch()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "descent-visitor-link").symlink_to(tmp_path / "elsewhere")
    async with own_folder() as folder:
        assert folder.name.startswith("descent-visitor-")
        assert folder.stat().st_mode & 0o777 == 0o700
        remove_abandoned()
        assert folder.is_dir()
    assert names_in(tmp_path) == ["descent-visitor-file", "descent-visitor-link", "elsewhere"]


def test_the_program_of_a_visitor_whose_server_is_gone_ends_at_once() -> None:
    environment = {**os.environ, SERVER_VARIABLE: "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tui", "--version"],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (ORPHANED, b"", b"")
