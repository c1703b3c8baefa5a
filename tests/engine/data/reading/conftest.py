"""What the tests of reading share: a folder with a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.data.reading.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)
