"""Output to a stdout and a stderr that cannot encode every character."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from tui.cli.main import main


def written(patch: pytest.MonkeyPatch, name: str, *words: str) -> bytes:
    """What the command writes to this stream, which is in ASCII."""
    file = io.BytesIO()
    stream = io.TextIOWrapper(file, encoding="ascii")
    # pytest would replace a stream that a fixture sets.
    with patch.context() as context:
        context.setattr(sys, name, stream)
        main(words)
    return file.getvalue()


@pytest.mark.parametrize(("name", "escaped"), [("ü", "\\xfc"), ("\udcfc", "\\udcfc")])
def test_characters_that_cannot_be_encoded_are_escaped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, escaped: str
) -> None:
    out = written(monkeypatch, "stdout", "runs", "--runs-dir", str(tmp_path / name))
    assert out == f"no saved runs in {tmp_path}/{escaped}\n".encode()


def test_an_error_that_cannot_be_encoded_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    out = written(monkeypatch, "stderr", "runs", "--ü")
    assert out.startswith(b"descent: --\\xfc: unknown option")


def test_closed_descriptors_are_replaced_and_no_socket_takes_their_numbers() -> None:
    program = (
        "import socket, sys; from tui.cli.output import prepare_streams; prepare_streams();"
        "pair = socket.socketpair(); print('lost'); print('lost', file=sys.stderr);"
        "fine = sys.stdin.read() == '' and all(one.fileno() > 2 for one in pair);"
        "sys.exit(7 if fine and not sys.stdin.isatty() else 1)"
    )
    for closed in ("<&-", ">&-", "<&- >&- 2>&-"):
        line = f'"{sys.executable}" -c "{program}" {closed}'
        done = subprocess.run(line, shell=True, stdin=subprocess.DEVNULL, check=False)
        assert done.returncode == 7, closed
