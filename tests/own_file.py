"""A file with a loss of the user's own, for tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.problems.own.permission import CODE_VARIABLE

SQUARE = "def loss(w, b, x, y):\n    return (w * x + b - y) ** 2\n"


def own_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, text: str = SQUARE, name: str = "mine.py"
) -> Path:
    """A file with this text, while nothing is permitted to be executed."""
    monkeypatch.setenv(CODE_VARIABLE, "")
    path = folder / name
    path.write_text(text)
    return path
