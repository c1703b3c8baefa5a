"""What a failed worker had to say is in the log, escaped; without a log nothing fails."""

from __future__ import annotations

import stat

import pytest

from engine.storage.worker_log import keep_details


def test_it_is_added_to_a_file_that_only_its_owner_reads(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert keep_details("") is None
    path = keep_details("Traceback\n100 % \x1b[2J")
    assert path is not None
    assert keep_details("again") == path
    text = path.read_text()
    assert "Traceback\n100 % \\x1b[2J\n" in text
    assert text.endswith("worker: again\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["descent", "descent/log"])
def test_where_it_cannot_be_written_there_is_none(tmp_path, monkeypatch, name):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("a file where a folder should be")
    assert keep_details("Traceback") is None
