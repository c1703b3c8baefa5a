"""The folder of the sockets: private, or refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.sharing.folder import (
    FolderError,
    make_private,
    shares_in,
    sharing_folder,
    socket_path,
)

USER = os.geteuid()


def test_it_is_in_the_runtime_directory_if_that_belongs_to_the_user(tmp_path: Path) -> None:
    assert sharing_folder({"XDG_RUNTIME_DIR": str(tmp_path)}) == tmp_path / "descent"
    for wrong in ("", "relative", str(tmp_path / "missing"), "/dev/null", "/\0"):
        found = sharing_folder({"XDG_RUNTIME_DIR": wrong}, USER)
        assert found in (Path(f"/run/user/{USER}/descent"), Path(f"/tmp/descent-{USER}"))
    # As after su: the directory is that of another user.
    assert sharing_folder({"XDG_RUNTIME_DIR": str(tmp_path)}, 12345) == Path("/tmp/descent-12345")


def test_it_is_made_private_whatever_the_mask(tmp_path: Path) -> None:
    folder = tmp_path / "descent"
    before = os.umask(0)
    try:
        make_private(folder)
        make_private(folder)
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_could_have_made_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, link, file = tmp_path / "own", tmp_path / "link", tmp_path / "file"
    make_private(own)
    link.symlink_to(own)
    file.touch()
    for path, why in (
        (link, "not a link"),
        (file, "not a folder"),
        (tmp_path / "no" / "x", "No such"),
    ):
        with pytest.raises(FolderError, match=why):
            make_private(path)
    own.chmod(0o750)
    with pytest.raises(FolderError, match="chmod 700"):
        make_private(own)
    with pytest.raises(FolderError, match="chmod 700"):
        shares_in(own)
    own.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: USER + 1)
    with pytest.raises(FolderError, match="belongs to another user"):
        make_private(own)


def test_only_names_of_sockets_count(tmp_path: Path) -> None:
    folder = tmp_path / "descent"
    assert shares_in(folder) == []
    make_private(folder)
    for name in (
        "12.socket",
        "3.socket",
        "x.socket",
        ".4.socket",
        "5",
        "6.socket.part",
        "٣.socket",
    ):
        (folder / name).touch()
    assert [share.pid for share in shares_in(folder)] == [3, 12]


def test_a_path_too_long_for_a_socket_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="too long for a socket"):
        socket_path(tmp_path / ("x" * 100), 1)
