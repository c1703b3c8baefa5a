"""The file of settings: kept whole, and of no harm when it is damaged."""

from __future__ import annotations

import os
import stat

import pytest

from engine.errors import StoreError
from engine.storage.settings_file import read_settings, settings_file, write_setting


def test_settings_are_read_as_they_were_written_and_the_others_stay(tmp_path):
    path = tmp_path / "a" / "b" / "settings.json"
    assert read_settings(path) == {}
    write_setting(path, "theme", "light")
    write_setting(path, "other", "é")
    write_setting(path, "theme", "nord")
    assert read_settings(path) == {"theme": "nord", "other": "é"}
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b'{"theme": 3}', b"\xff\xfe", b"[" * 50_000]
)
def test_a_damaged_file_is_said_and_replaced_by_the_next_setting(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"settings\.json: is damaged"):
        read_settings(path)
    write_setting(path, "theme", "light")
    assert read_settings(path) == {"theme": "light"}


def test_a_file_that_cannot_be_written_or_read_is_said_in_one_line(tmp_path):
    in_the_way = tmp_path / "descent"
    in_the_way.write_text("mine")
    for act in (
        lambda: write_setting(in_the_way / "settings.json", "theme", "light"),
        lambda: read_settings(tmp_path),
    ):
        with pytest.raises(StoreError) as caught:
            act()
        assert "cannot be" in str(caught.value)
        assert "\n" not in str(caught.value)
    assert in_the_way.read_text() == "mine"


def test_the_file_lies_in_the_platforms_folder_for_state():
    assert settings_file().parts[-2:] == ("descent", "settings.json")


def test_what_is_no_file_is_neither_waited_for_nor_read_and_is_replaced(tmp_path):
    path = tmp_path / "settings.json"
    os.mkfifo(path)
    with pytest.raises(StoreError, match=r"settings\.json: cannot be read: is a pipe"):
        read_settings(path)
    write_setting(path, "theme", "light")
    assert read_settings(path) == {"theme": "light"}


def test_only_its_user_can_read_it(tmp_path):
    path = tmp_path / "descent" / "settings.json"
    write_setting(path, "theme", "light")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
