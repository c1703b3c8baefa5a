"""Which Python files with a loss may be executed: those that a person named by hand, as they were.

A configuration comes from many places: a saved run, a session, a lesson, a file, another app. None
of them may run code. So the worker executes a file only if the SHA-256 of its content is in its
environment, where the process of the person who named the file has put it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from engine.config.paths import no_such_file, typed_path
from engine.errors import ProblemError
from engine.files import read_given

CODE_VARIABLE = "DESCENT_CODE"
"""The environment variable with the digests, separated by commas; workers inherit it."""
_LARGEST = 1 << 20
"""Bytes of a file that can hold a loss."""


def source_of(path: Path) -> bytes:
    """The content of a file with a loss.

    Raises:
        ProblemError: it cannot be read.
    """
    try:
        return read_given(path, _LARGEST)
    except FileNotFoundError:
        raise ProblemError(f"{path}: {no_such_file(path)}") from None
    except OSError as error:
        raise ProblemError(f"{path}: {error.strerror or error}") from None


def permit(path: Path) -> str:
    """Let this process and its workers execute this file as it is now; returns its digest.

    Raises:
        PathError: the path cannot be used.
        ProblemError: the file cannot be read.
    """
    digest = digest_of(source_of(typed_path(str(path))))
    permit_digest(digest)
    return digest


def permit_digest(digest: str) -> None:
    """Let this process execute the file with this content."""
    others = [known for known in _permitted() if known != digest]
    os.environ[CODE_VARIABLE] = ",".join([*others, digest])


def is_permitted(source: bytes) -> bool:
    """Whether a file with this content may be executed."""
    return digest_of(source) in _permitted()


def is_latest(source: bytes) -> bool:
    """Whether a file with this content is the one that was permitted last."""
    return _permitted()[-1:] == [digest_of(source)]


def _permitted() -> list[str]:
    return [part for part in os.environ.get(CODE_VARIABLE, "").split(",") if part]


def digest_of(source: bytes) -> str:
    """The SHA-256 of a content."""
    return hashlib.sha256(source).hexdigest()


def warning(path: Path) -> str:
    """What to say before it is executed."""
    return f"{path}: its code is executed; open only files that you trust"


def refusal(path: Path) -> str:
    """Why it is not executed."""
    return (
        f"{path.name} is not executed until you name it: type its path as the problem, or "
        f"--problem {path} (an edited file is named again)"
    )
