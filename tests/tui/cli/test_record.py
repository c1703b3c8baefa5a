"""`descent record` in a terminal: what was seen is in the file, and asciinema plays it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyte
import pytest

from engine.config.run import RunConfig
from engine.errors import DescentError, PathError
from tests.e2e.terminal import Terminal
from tui.cli.record import record
from tui.cli.request import Recorded
from tui.terminal.cast import CastFile

AGG = """#!/bin/sh
printf 'GIF89a %s' "$1" > "$2"
"""


def on_path(folder: Path, program: str) -> str:
    """PATH with a program named agg in front."""
    agg = folder / "agg"
    agg.write_text(program)
    agg.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def test_what_was_seen_is_played_by_asciinema(tmp_path):
    cast, gif = tmp_path / "lecture.cast", tmp_path / "lecture.gif"
    terminal = Terminal(
        f"exec descent record '{cast}' --gif '{gif}' --idle-limit 2 --epochs 70",
        "tests.e2e.moving",
        {"PATH": on_path(tmp_path, AGG)},
    )
    try:
        terminal.wait_for("update 0")
        terminal.press("n=")
        terminal.wait_for("•0.002", "update 1")
        terminal.resize(100, 30)
        terminal.wait_for("0.002", "q quit")
        terminal.press(" ")
        terminal.wait_for("converged")
        frame = terminal.lines[0]
        terminal.press("q")
        terminal.wait_for("Recorded")
        assert terminal.wait_for_exit() == 0
    finally:
        terminal.close()
    header, *events = [json.loads(line) for line in cast.read_text(encoding="utf-8").splitlines()]
    assert (header["version"], header["width"], header["height"]) == (2, 120, 40)
    assert (header["title"], header["idle_time_limit"]) == ("descent --epochs=70", 2)
    assert [each[2] for each in events if each[1] == "r"] == ["100x30"]
    labels = [each[2] for each in events if each[1] == "m"]
    assert labels == ["learning rate 0.001 → 0.002 (update 1)", "converged"]
    assert "i" not in {each[1] for each in events}
    moments = [each[0] for each in events]
    assert moments == sorted(moments)

    output = "".join(each[2] for each in events if each[1] == "o")
    screen = pyte.Screen(100, 30)
    pyte.Stream(screen).feed(output[output.rindex("\x1b[?1049h") :].split("\x1b[?1049l")[0])
    shown = "\n".join(screen.display)
    assert screen.display[0] == frame
    assert "converged" in shown and "•0.002" in shown and "q quit" in shown

    played = subprocess.run(
        [sys.executable, "-m", "asciinema", "cat", str(cast)], capture_output=True, check=True
    )
    assert played.stdout.decode() == output
    assert gif.read_text() == f"GIF89a {cast}"


def recorded(asked: Recorded) -> int:
    def open_app(cast: CastFile) -> int:
        cast.output("shown")
        return 0

    return record(asked, RunConfig(), open_app)


def test_a_file_is_replaced_only_when_that_is_asked_for(tmp_path, capsys):
    file = tmp_path / "a.cast"
    assert recorded(Recorded(file)) == 0
    assert f"with 0 markers: {file}" in capsys.readouterr().out
    with pytest.raises(PathError, match="exists; choose another name, or use --overwrite"):
        recorded(Recorded(file))
    assert recorded(Recorded(file, overwrite=True)) == 0
    with pytest.raises(PathError, match=r"must end in \.cast"):
        recorded(Recorded(tmp_path / "a.txt"))


def test_the_program_for_pictures_is_missed_before_anything_is_recorded(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DescentError, match=r"^--gif: needs agg, asciinema's GIF generator"):
        recorded(Recorded(tmp_path / "a.cast", gif=tmp_path / "a.gif"))
    assert not (tmp_path / "a.cast").exists()


def test_a_failure_of_that_program_is_told_and_the_recording_kept(tmp_path, monkeypatch, capsys):
    failing = "#!/bin/sh\necho 'first line' >&2; echo 'no font found' >&2; exit 3\n"
    monkeypatch.setenv("PATH", on_path(tmp_path, failing))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert recorded(Recorded(tmp_path / "a.cast", gif=tmp_path / "a.gif")) == 1
    assert "agg failed: no font found" in capsys.readouterr().err
    assert "shown" in (tmp_path / "a.cast").read_text()


def test_that_program_gets_the_recording_and_the_picture(tmp_path, monkeypatch, capsys):
    drawing = '#!/bin/sh\n[ "$#" = 2 ] && cp "$1" "$2"\n'
    monkeypatch.setenv("PATH", on_path(tmp_path, drawing))
    cast, gif = tmp_path / "-a.cast", tmp_path / "b c.gif"
    assert recorded(Recorded(cast, gif=gif)) == 0
    assert gif.read_bytes() == cast.read_bytes()
    assert "Drawing" in capsys.readouterr().out
