"""Why a file that does not exist cannot be read, and which name was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config.paths import no_such_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "measured").mkdir()
    (tmp_path / "measured" / "lengths.csv").touch()
    return tmp_path


def test_the_nearest_name_in_the_folder_is_suggested(folder: Path) -> None:
    inside = folder / "measured"
    assert no_such_file(inside / "lenghts.csv") == (
        f"no such file; did you mean {inside}/lengths.csv?"
    )
    assert no_such_file(inside / "other.txt") == "no such file"


def test_the_same_ending_makes_no_suggestion(tmp_path: Path) -> None:
    (tmp_path / "semi.csv").touch()
    assert no_such_file(tmp_path / "nope.csv") == "no such file"


def test_a_missing_folder_is_named(folder: Path) -> None:
    wrong = folder / "mesured"
    assert no_such_file(wrong / "deep" / "lengths.csv") == (
        f"no such folder: {wrong}; did you mean {folder}/measured?"
    )
    assert no_such_file(folder / "xyz" / "a.csv") == f"no such folder: {folder}/xyz"


def test_a_file_is_no_folder(folder: Path) -> None:
    file = folder / "measured" / "lengths.csv"
    assert no_such_file(file / "a.csv") == f"{file} is not a folder"


def test_a_relative_path_stays_relative(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "measured")
    assert no_such_file(Path("length.csv")) == "no such file; did you mean lengths.csv?"
