"""The recording of the terminal: the format, what is in it, and that it is valid at all times."""

from __future__ import annotations

import errno
import json
import os

import pytest

from engine.errors import PathError
from tests.tui.stage import Clock
from tui.terminal.cast import CastFile


def events(path):
    header, *lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return header, lines


@pytest.fixture
def clock():
    return Clock(50.0)


def test_every_event_is_in_the_file_at_once(tmp_path, clock):
    path = tmp_path / "lecture.cast"
    cast = CastFile(
        path,
        (80, 24),
        "descent",
        idle_limit=2.5,
        keys=True,
        environment={"TERM": "xterm"},
        clock=clock,
    )
    assert events(path)[0].pop("timestamp") > 1e9
    clock.seconds = 51.25
    cast.output("⣿ \x1b[1mw\x1b[0m\r\n")
    cast.input("q")
    cast.resized(80, 24)
    cast.resized(100, 30)
    clock.seconds = 52.0
    cast.mark("lr 0.001 →\n0.01")
    header, lines = events(path)
    del header["timestamp"]
    assert header == {
        "version": 2, "width": 80, "height": 24, "idle_time_limit": 2.5, "title": "descent",
        "env": {"TERM": "xterm"},
    }  # fmt: skip
    assert lines == [
        [1.25, "o", "⣿ \x1b[1mw\x1b[0m\r\n"],
        [1.25, "i", "q"],
        [1.25, "r", "100x30"],
        [2.0, "m", "lr 0.001 → 0.01"],
    ]
    cast.close()
    cast.output("after the end")
    assert len(events(path)[1]) == cast.markers + 3


def test_what_a_viewers_terminal_would_answer_is_left_out(tmp_path):
    path = tmp_path / "a.cast"
    cast = CastFile(path, (80, 24), keys=True)
    cast.output("\x1b[?1049h\x1b[?1003h\x1b[>29u\x1b[?2026$pA\x1b[6n\x1b[?2004l\x1b[<u")
    cast.output("\x1b[6n")
    cast.input("\x1b[12;40R\x1b[?2026;2$y\x1b[<35;4;5M\x1b[Ix\x1b[A\x1b[O")
    assert [event[1:] for event in events(path)[1]] == [["o", "\x1b[?1049hA"], ["i", "x\x1b[A"]]


def test_keys_are_left_out_unless_they_are_asked_for(tmp_path):
    cast = CastFile(tmp_path / "a.cast", (80, 24))
    cast.input("secret")
    assert events(cast.path)[1] == []


def test_a_full_disk_ends_the_recording_before_the_line_that_does_not_fit(tmp_path, monkeypatch):
    cast = CastFile(tmp_path / "a.cast", (80, 24))
    cast.output("kept")
    whole, write = cast.path.read_bytes(), os.write
    left = [7]

    def almost_full(file: int, data: bytes) -> int:
        if not left:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, data[: left.pop()])

    monkeypatch.setattr("tui.terminal.cast.os.write", almost_full)
    cast.output("lost")
    assert "No space left on device" in cast.failure
    assert cast.path.read_bytes() == whole
    monkeypatch.undo()
    cast.output("too late")
    assert cast.path.read_bytes() == whole


def test_a_file_that_cannot_be_made_is_refused(tmp_path):
    with pytest.raises(PathError, match=r"Not a directory|No such file"):
        CastFile(tmp_path / "no" / "a.cast", (80, 24))


def test_a_recording_without_an_event_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "a.cast"
    CastFile(path, (80, 24)).close()
    assert not path.exists()
    path.write_text("an older recording " * 100)
    before = path.read_bytes()
    CastFile(path, (80, 24)).close()
    assert path.read_bytes() == before
    cast = CastFile(path, (80, 24))
    cast.output("new")
    cast.close()
    header, lines = events(path)
    assert (header["version"], [line[1:] for line in lines]) == (2, [["o", "new"]])


def test_a_full_disk_at_the_start_leaves_no_file(tmp_path, monkeypatch, caplog):
    def full(_file: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tui.terminal.cast.os.write", full)
    with pytest.raises(PathError, match="No space left on device"):
        CastFile(tmp_path / "a.cast", (80, 24))
    assert not (tmp_path / "a.cast").exists()
    assert caplog.records == []
