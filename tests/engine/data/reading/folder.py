"""A folder to write data files into and read them back from."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from engine.config.run import DataConfig
from engine.data.complete_rows import Pairs
from engine.data.file_samples import read_pairs
from engine.data.reading.options import ReadOptions
from engine.data.reading.reader import read_table
from engine.data.table import Table
from engine.errors import DataError


class Folder:
    """Writes a file and reads it, or the error it gets without the folder's name."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def file(self, content: str | bytes) -> Path:
        file = self.path / "data.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def read(self, content: str | bytes, x: str | None = None, y: str | None = None) -> Pairs:
        return read_pairs(DataConfig(data=self.file(content), x_column=x, y_column=y))

    def table(self, content: str | bytes, options: ReadOptions | None = None) -> Table:
        return read_table(self.file(content), options)

    def error(self, content: str | bytes, x: str | None = None, y: str | None = None) -> str:
        with pytest.raises(DataError) as caught:
            self.read(content, x, y)
        message = str(caught.value)
        assert "\n" not in message
        return message.replace(f"{self.path}{os.sep}", "")


def columns(pairs: Pairs) -> tuple[list[float], list[float]]:
    assert pairs.x.dtype == pairs.y.dtype == np.float64
    return pairs.x.tolist(), pairs.y.tolist()


def written(table: Table) -> dict[str, list[float] | None]:
    """The values of each column by name; None where a column is not one of numbers."""
    return {
        column.name or str(place): None if column.values is None else column.values.tolist()
        for place, column in enumerate(table.columns, 1)
    }
