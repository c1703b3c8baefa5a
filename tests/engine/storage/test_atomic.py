"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.storage.atomic import atomic_file, new_file_beside


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    """Nothing can be written any more, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    with atomic_file(target) as file:
        file.write(b"new")
        assert not target.exists()
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["a.csv"]


def test_the_file_that_was_there_stays_until_then_and_keeps_its_permissions(
    tmp_path: Path,
) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")
    target.chmod(0o640)
    with atomic_file(target) as file:
        file.write(b"new")
        file.flush()
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link, target = tmp_path / "link.csv", tmp_path / "elsewhere" / "real.csv"
    link.symlink_to(target)
    with atomic_file(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert names(tmp_path / "elsewhere") == ["real.csv"]


def test_on_a_full_disk_the_old_file_stays_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")
    with pytest.raises(OSError, match="too large"), full_disk(), atomic_file(target) as file:
        file.write(b"new" * 100_000)
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.csv"]


def test_an_error_of_the_writer_leaves_nothing(tmp_path: Path) -> None:

    def write() -> None:
        with atomic_file(tmp_path / "a.csv") as file:
            file.write(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        write()
    assert names(tmp_path) == []


def test_a_folder_that_vanishes_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    def write() -> None:
        with atomic_file(folder / "a.csv") as file:
            file.write(b"new")
            (folder / "a.csv.part").unlink()
            folder.rmdir()

    with pytest.raises(FileNotFoundError):
        write()
    assert names(tmp_path) == []


def test_what_another_process_left_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "a.csv.part").write_bytes(b"another's")
    made = new_file_beside(tmp_path / "a.csv", ".part", b"begin")
    assert made.name == "a.csv.2.part"
    assert made.read_bytes() == b"begin"
    with atomic_file(tmp_path / "a.csv") as file:
        file.write(b"new")
    assert names(tmp_path) == ["a.csv", "a.csv.2.part", "a.csv.part"]
    assert (tmp_path / "a.csv.part").read_bytes() == b"another's"
