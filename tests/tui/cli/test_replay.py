"""What cannot be replayed is one clear line: damaged, cut, edited, foreign and endless files."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.storage.run_summary import SUMMARY
from engine.storage.run_writer import write_run
from engine.storage.saved_run import HISTORY
from tests.engine.storage.sessions.samples import stored_run
from tui.cli.main import main
from tui.cli.output import USAGE_STATUS

CAST = '{"version": 2, "width": 80, "height": 24}\n[0.1, "o", "x"]\n'


def cut(folder: Path) -> None:
    path = folder / HISTORY
    path.write_bytes(path.read_bytes()[:-200])


def flipped(folder: Path) -> None:
    path = folder / HISTORY
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def of_version(version: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        summary = json.loads((folder / SUMMARY).read_text())
        (folder / SUMMARY).write_text(json.dumps(summary | {"format": version}))

    return change


def endless(folder: Path) -> None:
    (folder / HISTORY).unlink()
    (folder / HISTORY).symlink_to("/dev/zero")


def waiting(folder: Path) -> None:
    (folder / SUMMARY).unlink()
    os.mkfifo(folder / SUMMARY)


def half(folder: Path) -> None:
    (folder / HISTORY).unlink()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (cut, "damaged: history.npz"),
        (flipped, "damaged: history.npz"),
        (half, "damaged: history.npz"),
        (endless, "damaged: history.npz"),
        (waiting, "summary.json"),
        (of_version(99), "newer descent"),
        (of_version("x"), "unknown format"),
    ],
    ids=["cut", "a bit", "a file missing", "endless", "a pipe", "newer", "no version"],
)
@pytest.mark.parametrize("command", ["replay", "open"])
def test_a_damaged_run_is_one_line(
    command: str,
    damage: Callable[[Path], None],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_run(tmp_path / "run", stored_run(20))
    damage(tmp_path / "run")
    assert main([command, str(tmp_path / "run")]) == USAGE_STATUS
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("text", [CAST, CAST[:50], "", CAST.replace("2", "3", 1), "\x1b]0;x\x07"])
def test_a_recording_of_the_terminal_is_no_run_and_its_player_is_named(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "my talk.cast"
    file.write_text(text)
    assert main(["replay", str(file)]) == USAGE_STATUS
    (line,) = capsys.readouterr().err.splitlines()
    assert "a recording of the terminal, not a saved run" in line
    assert f"asciinema play '{file}'" in line or f"asciinema play {file}" in line


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/stdin", "/proc/self/mem", ".", "no\tname"])
def test_what_is_no_run_is_one_line(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", path]) == USAGE_STATUS
    (line,) = capsys.readouterr().err.splitlines()
    assert "no saved run here" in line or "control character" in line
