"""Digests by which a saved run shows that its files are those that were written.

They tell damage and edited files; somebody who rewrites all files rewrites the digests too.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from engine.files import open_regular

_KEY = "sha256"


def digest_of(path: Path) -> str:
    """SHA-256 of a regular file, in hexadecimal.

    Raises:
        OSError: it cannot be read.
    """
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sealed(values: dict[str, object]) -> dict[str, object]:
    """The values, with a digest of them."""
    return {**values, _KEY: _digest(values)}


def unsealed(values: dict[str, object]) -> tuple[dict[str, object], bool | None]:
    """The values without their digest, and whether it is right; None if there is none."""
    rest = {name: value for name, value in values.items() if name != _KEY}
    return rest, values[_KEY] == _digest(rest) if _KEY in values else None


def _digest(values: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
