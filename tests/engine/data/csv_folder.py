"""A folder to write CSV files into and read them back from."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from engine.data.csv_reader import Table, read_columns
from engine.errors import DataError


class Folder:
    """Writes a file and reads it, or the error it gets without the folder's name."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, content: str | bytes, x: str | None = None, y: str | None = None) -> Table:
        file = self.path / "data.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_columns(file, x, y)

    def error(self, content: str | bytes, x: str | None = None, y: str | None = None) -> str:
        with pytest.raises(DataError) as caught:
            self.read(content, x, y)
        message = str(caught.value)
        assert "\n" not in message
        return message.replace(f"{self.path}{os.sep}", "")


def columns(table: Table) -> tuple[list[float], list[float]]:
    assert table.x.dtype == table.y.dtype == np.float64
    return table.x.tolist(), table.y.tolist()
