"""What the program trusts: nothing that another process or user could have written."""

from __future__ import annotations

import ast
import os
import re
import socket
import tomllib
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.listening import listening

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(path for name in ("engine", "tui") for path in (ROOT / name).rglob("*.py"))
UNPICKLES = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "_pickle", "copyreg"}
MODELS = ROOT / "engine" / "worker" / "landscape" / "model.py"
WIRE = ROOT / "engine" / "protocol" / "wire.py"
OWN_LOSS = ROOT / "engine" / "worker" / "training" / "models" / "own.py"
"""Executes a file of the user's, who named it on the command line, in the version named there."""
MENDED = {
    "simpleeval": "1.0.5",  # CVE-2026-32640: modules and functions reached through attributes
    "keras": "3.13.2",  # CVE-2025-12060, CVE-2026-0897, CVE-2026-1669: archives and weights
    "protobuf": "6.33.5",  # CVE-2026-0994: nested Any messages in JSON
    "pyarrow": "23.0.1",  # CVE-2026-25087: use after free while an IPC file is read
}
"""The first version of a dependency without a known hole."""


@cache
def nodes() -> list[tuple[Path, ast.Import | ast.ImportFrom | ast.Call | ast.Attribute]]:
    """All imports, calls and attributes of the sources."""
    return [
        (path, node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Call | ast.Attribute)
    ]


@cache
def called(node: ast.Call) -> str:
    """The dotted name of what is called."""
    return ast.unparse(node.func)


def options(node: ast.Call) -> dict[str | None, str]:
    return {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}


def test_only_the_wire_between_app_and_worker_unpickles() -> None:
    importing = set()
    for path, node in nodes():
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
        if any(name.partition(".")[0] in UNPICKLES for name in names):
            importing.add(path)
        if isinstance(node, ast.Call):
            name = called(node)
            assert not name.endswith(("read_pickle", "read_hdf")), path
            # Keras runs code in a model's file unless it is in its safe mode.
            if name.endswith("load_model"):
                assert path == MODELS
                assert options(node)["safe_mode"] == "not run_code"
    assert importing == {WIRE}


def test_arrays_are_read_without_pickle() -> None:
    loads = [
        (path, node)
        for path, node in nodes()
        if isinstance(node, ast.Call) and called(node) in ("np.load", "numpy.load")
    ]
    for path, node in loads:
        assert options(node).get("allow_pickle") == "False", path


def test_no_text_is_run_as_a_program() -> None:
    for path, node in nodes():
        if isinstance(node, ast.Call):
            name = called(node)
            if path != OWN_LOSS or name not in ("exec", "compile"):
                assert name not in ("eval", "exec", "compile", "__import__", "os.system"), path
            assert options(node).get("shell", "False") == "False", path
            assert name != "tempfile.mktemp", path


SHARING = "engine/sharing"
"""The only part that listens, at a private socket, and only when its user asks for it."""


def test_only_a_session_that_its_user_shares_has_a_socket_with_a_name() -> None:
    makes = ("socket", "socketpair", "create_server", "create_connection", "fromfd")
    made = {
        (path.relative_to(ROOT).as_posix(), called(node))
        for path, node in nodes()
        if isinstance(node, ast.Call) and called(node) in {f"socket.{name}" for name in makes}
    }
    assert made == {
        ("engine/client/spawn.py", "socket.socketpair"),
        ("engine/worker/__main__.py", "socket.socket"),
        ("engine/worker/training/hosts/port.py", "socket.socket"),
        ("engine/sharing/house.py", "socket.socket"),
        ("engine/sharing/knock.py", "socket.socket"),
    }
    for path, node in nodes():
        if isinstance(node, ast.Attribute) and not path.is_relative_to(ROOT / SHARING):
            assert node.attr not in ("listen", "create_server", "start_server", "bind_port"), path
            assert not node.attr.endswith("_unix_server"), path
        if isinstance(node, ast.Attribute) and path.is_relative_to(ROOT / SHARING):
            assert node.attr not in ("AF_INET", "AF_INET6"), path


def test_a_listening_socket_would_be_seen(tmp_path: Path) -> None:
    assert listening(os.getpid()) == set()
    with socket.socket(socket.AF_UNIX) as named, socket.socket() as port:
        named.bind(str(tmp_path / "socket"))
        named.listen()
        port.bind(("127.0.0.1", 0))
        port.listen()
        kinds = sorted(name.split()[0] for name in listening(os.getpid()))
        assert kinds == ["tcp", "unix"]
    one, other = socket.socketpair()
    with one, other:
        assert listening(os.getpid()) == set()


def requirements() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *extras["files"], *extras["dev"]]
    return {requirement.name: requirement for requirement in map(Requirement, lines)}


@pytest.mark.parametrize("name", MENDED)
def test_no_version_with_a_known_hole_can_be_installed(name: str) -> None:
    mended = Version(MENDED[name])
    assert (
        f"{mended.major}.{mended.minor}.{max(0, mended.micro - 1)}"
        not in requirements()[name].specifier
    )
    assert mended in requirements()[name].specifier
    pinned = re.search(rf"^{name}==(.*)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    assert pinned is not None
    assert Version(pinned[1]) >= mended
