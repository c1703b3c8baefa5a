"""A file with what the last worker that failed had to say: tracebacks, TensorFlow's own lines."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from engine.storage.atomic import atomic_file

_MOST = 1 << 20
"""The most characters kept, from the end."""


def worker_log() -> Path:
    """The file in the platform's folder for logs."""
    return platformdirs.user_log_path("descent", appauthor=False) / "worker.log"


def keep_details(text: str) -> Path | None:
    """Replace the file by this text; None if there is no text, or it cannot be written."""
    if not text:
        return None
    path = worker_log()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with atomic_file(path) as file:
            file.write(text[-_MOST:].encode(errors="replace") + b"\n")
        path.chmod(0o600)
    except OSError:
        return None
    return path
