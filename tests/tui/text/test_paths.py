"""Paths that were typed: read, or refused in one line that says what would be right."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.errors import DescentError, PathError
from tui.text.paths import fault_of, folder_path, history_path, overwrite_doubt, results_path

NOBODY = "~nobody-is-called-so"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "old.csv").write_text("old")
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "full.csv").symlink_to("/dev/full")
    return tmp_path


def test_a_tilde_is_the_home_directory(folder: Path) -> None:
    assert results_path(" ~/a.csv ") == folder / "home" / "a.csv"
    assert history_path("~/a.npz") == folder / "home" / "a.npz"
    assert folder_path("~") == folder / "home"
    assert results_path("new ü.MD") == Path("new ü.MD")
    assert folder_path("new folder") == Path("new folder")
    assert not (folder / "new folder").exists()


def test_a_folder_is_created_in_one_that_exists_as_a_file_is() -> None:
    for read, text in ((folder_path, "new/events"), (history_path, "new/a.npz")):
        with pytest.raises(PathError, match=f"{text}: the folder new does not exist; create it"):
            read(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the path is empty; type a file name"),
        ("  ", "the path is empty; type a file name"),
        (f"{NOBODY}/a.csv", f"{NOBODY}/a.csv: no such user: {NOBODY[1:]}"),
        ("a\0.csv", r"a\x00.csv: contains a control character"),
        ("a\nb.csv", r"a\nb.csv: contains a control character, such as a line break"),
        ("a.txt", "a.txt: the name must end in .csv"),
        ("none/a.csv", "none/a.csv: the folder none does not exist; create it first"),
        ("file/a.csv", "file/a.csv: file is a file; must be a folder"),
        ("folder.csv", "folder.csv: is a folder; must be a file"),
        ("pipe.csv", "pipe.csv: is a pipe; must be a file"),
        ("full.csv", "full.csv: is a device; must be a file"),
        ("/proc/a.csv", "/proc/a.csv: cannot write to /proc: "),
        ("x" * 300 + ".csv", "File name too long"),
        ("x" * 247 + ".csv", "File name too long"),  # with the suffix of the file being written
        ("x" * 300 + "/a.csv", "File name too long"),
    ],
)
def test_a_file_that_cannot_be_written_is_one_line(text: str, why: str) -> None:
    for reader in (results_path, history_path):
        with pytest.raises(DescentError) as caught:
            reader(text)
        assert why in str(caught.value) or "the name must end in .npz or .csv" in str(caught.value)
        assert "\n" not in str(caught.value)
        assert fault_of(reader, text) == str(caught.value)
    assert why in fault_of(results_path, text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (" ", "the path is empty; type a folder"),
        (f"{NOBODY}/a", f"no such user: {NOBODY[1:]}"),
        ("a\nb", r"a\nb: contains a control character"),
        ("file", "file: is a file; must be a folder"),
        ("file/below", "/file is a file; must be a folder"),
        ("/proc/a", "cannot write to /proc"),
        ("x" * 300, "File name too long"),
    ],
)
def test_a_folder_that_cannot_be_written_is_one_line(text: str, why: str) -> None:
    fault = fault_of(folder_path, text)
    assert why in fault
    assert "\n" not in fault


def test_a_file_that_exists_may_be_replaced_with_a_warning() -> None:
    assert fault_of(results_path, "old.csv") == ""
    assert overwrite_doubt(" old.csv") == "old.csv exists; enter again: replace it"
    assert [overwrite_doubt(text) for text in ("new.csv", "", f"{NOBODY}/a.csv")] == ["", "", ""]


def test_asking_leaves_nothing_behind(folder: Path) -> None:
    before = sorted(folder.iterdir())
    fault_of(results_path, "new.csv")
    fault_of(folder_path, "new")
    assert sorted(folder.iterdir()) == before
