"""The side of a follower: whatever stands in the folder of the sockets."""

from __future__ import annotations

import os
import signal
import socket
import threading
from pathlib import Path

import pytest

from engine.sharing.folder import Share, make_private, socket_path
from engine.sharing.knock import answer_of, answers_in


def listening_at(folder: Path, pid: int) -> socket.socket:
    end = socket.socket(socket.AF_UNIX)
    end.bind(str(socket_path(folder, pid)))
    return end


def faults_in(folder: Path) -> dict[int, str]:
    return {answer.share.pid: answer.fault for answer in answers_in(folder, patience=1.0)}


def test_a_link_and_the_socket_of_another_program_are_named_and_left(tmp_path: Path) -> None:
    folder = tmp_path / "descent"
    make_private(folder)
    (folder / "21.socket").symlink_to(tmp_path / "elsewhere")
    with listening_at(folder, 22) as web, listening_at(folder, 23) as silent:
        web.listen()
        silent.listen()

        def answered() -> None:
            end, _ = web.accept()
            with end:
                end.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        answering = threading.Thread(target=answered)
        answering.start()
        found = faults_in(folder)
        answering.join()
    assert found == {
        21: "is a link, not a socket; remove it",
        22: "is the socket of another program",
        23: "does not answer",
    }
    assert (folder / "21.socket").is_symlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_socket_at_which_another_user_listens_is_not_spoken_to(tmp_path: Path) -> None:
    folder = tmp_path / "descent"
    make_private(folder)
    with listening_at(folder, 24) as end:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:  # pragma: no cover - ends without leaving a trace
            os.setuid(65534)
            end.listen()
            os.write(write, b"x")
            os.read(os.pipe()[0], 1)
            os._exit(0)
        try:
            os.read(read, 1)
            assert faults_in(folder) == {24: "belongs to another user"}
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(read)
            os.close(write)


def test_sockets_of_dead_apps_are_removed_and_others_listed(tmp_path: Path) -> None:
    folder = tmp_path / "descent"
    make_private(folder)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(socket_path(folder, 11)))
        dead.listen()
    (folder / "12.socket").touch()
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(socket_path(folder, 13)))
        other.listen()
        silent = answer_of(Share(13, folder / "13.socket"), patience=0.01)
        assert silent is not None
        assert silent.fault == "does not answer"
        assert answers_in(folder, pid=12) == []
        assert (folder / "11.socket").exists()
        assert [answer.share.pid for answer in answers_in(folder, patience=0.01)] == [13]
    assert [path.name for path in folder.iterdir()] == ["13.socket"]
