"""What is removed of old sessions, and what is not."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from engine.storage.sessions.place import MOST_SESSIONS, new_place, newest_place, place_of, prune
from engine.storage.sessions.resume import resume_newest
from tests.engine.storage.sessions.samples import made


def test_old_sessions_are_removed_but_not_those_that_an_app_holds(tmp_path: Path) -> None:
    oldest = made(tmp_path, 10, age=999)
    held = newest_place(tmp_path)
    others = [made(tmp_path, 10, age=100 - k) for k in range(MOST_SESSIONS + 2)]
    (tmp_path / "foreign").mkdir()
    assert prune(tmp_path) == [others[1], others[0]]
    assert oldest.exists()
    assert (tmp_path / "foreign").exists()
    held.release()


def test_what_an_app_left_that_died_while_it_began_is_removed(tmp_path: Path) -> None:
    held = new_place(tmp_path)
    old, young, foreign = (tmp_path / name for name in (".new-old", ".new-young", ".other"))
    for folder in (old, young, foreign):
        folder.mkdir()
    unnamed = tmp_path / ".new-held"
    held.folder.rename(unnamed)  # as if it still had no name
    for folder in (old, unnamed, foreign):
        os.utime(folder, (1e9, 1e9))
    prune(tmp_path)
    assert set(tmp_path.iterdir()) == {young, foreign, unnamed}


def test_a_look_at_a_session_does_not_keep_others_from_it(tmp_path: Path) -> None:
    folder = made(tmp_path)
    looking = place_of(folder)
    assert looking is not None
    threading.Timer(0.05, looking.release).start()
    assert resume_newest(tmp_path).place.folder == folder


def test_sessions_are_bounded_in_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, newest = made(tmp_path, 50, age=10), made(tmp_path, 50)
    monkeypatch.setattr("engine.storage.sessions.place.MOST_BYTES", 1000)
    assert prune(tmp_path) == [old]
    assert newest.exists()
