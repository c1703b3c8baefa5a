"""`changes.json` of a saved run: its live changes, in order."""

from __future__ import annotations

import json
from dataclasses import asdict

from pydantic import TypeAdapter

from engine.history.values import Change

CHANGES = "changes.json"
LARGEST_CHANGES = 64_000_000
"""Bytes, of several hundred thousand changes."""

_CHANGES = TypeAdapter(tuple[Change, ...])


def changes_text(changes: tuple[Change, ...]) -> str:
    """The contents of the file."""
    return json.dumps([asdict(change) for change in changes], indent=1) + "\n"


def changes_in(text: bytes) -> tuple[Change, ...]:
    """The live changes in the contents of the file.

    Raises:
        ValueError: they are not a list of changes.
    """
    return _CHANGES.validate_json(text)
