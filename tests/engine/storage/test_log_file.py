"""The log on disk: bounded, private, whole although several programs write it."""

from __future__ import annotations

import logging
import os
import threading

import pytest

from engine.storage import log_file
from engine.storage.log_file import LogFile


@pytest.fixture
def log(tmp_path):
    return LogFile(tmp_path / "log" / "descent.log")


def say(log: LogFile, text: str) -> None:
    log.handle(logging.LogRecord("tui", logging.ERROR, __file__, 1, text, None, None))


def test_only_its_owner_can_read_it(log):
    before = os.umask(0)
    try:
        say(log, "one")
    finally:
        os.umask(before)
    assert log.path.stat().st_mode & 0o777 == 0o600
    assert log.path.parent.stat().st_mode & 0o777 == 0o700


def test_it_is_put_aside_when_it_is_full(log, monkeypatch):
    monkeypatch.setattr(log_file, "LARGEST", 1000)
    for number in range(100):
        say(log, f"line {number}")
    files = {path.name for path in log.path.parent.iterdir()}
    assert files == {"descent.log", "descent.log.1", ".descent.log.lock"}
    assert sum(path.stat().st_size for path in log.path.parent.iterdir()) <= 2000
    assert log.path.read_text().splitlines()[-1].endswith("line 99")


def test_several_writers_lose_and_mix_nothing(log, monkeypatch):
    monkeypatch.setattr(log_file, "LARGEST", 20_000)
    others = [LogFile(log.path) for _ in range(4)]  # each opens and locks by itself

    def write(k: int) -> None:
        for i in range(40):
            say(others[k], f"<{k} {i}>\n[{k} {i}]")

    threads = [threading.Thread(target=write, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = (log.aside.read_text() if log.aside.exists() else "") + log.path.read_text()
    pairs = zip(lines.splitlines()[::2], lines.splitlines()[1::2], strict=True)
    found = [first.partition("<")[2].strip(">") for first, second in pairs if second]
    assert sorted(found) == sorted(f"{k} {i}" for k in range(4) for i in range(40))


def test_no_control_character_is_written(log):
    say(log, "a title \x1b]0;gone\x07 and a line\nthe next\r")
    assert log.path.read_text().count("\n") == 2
    assert all(c.isprintable() or c == "\n" for c in log.path.read_text())


@pytest.mark.parametrize("obstacle", ["a folder", "a FIFO", "a link", "a read-only place"])
def test_a_log_that_cannot_be_written_disturbs_nothing(log, obstacle, tmp_path):
    log.path.parent.mkdir()
    match obstacle:
        case "a folder":
            log.path.mkdir()
        case "a FIFO":
            os.mkfifo(log.path)
        case "a link":
            log.path.symlink_to(tmp_path / "elsewhere")
        case _:
            log = LogFile(tmp_path / "log" / os.devnull[1:] / "null" / "descent.log")
            (tmp_path / "log" / "dev").write_text("a file")
    say(log, "lost")
    assert not (tmp_path / "elsewhere").exists()
