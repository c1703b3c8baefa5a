"""A file is read once, and again when it has changed."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import pytest

from engine.config.run import DataConfig, Standardize
from engine.data.remembered import Remembered
from engine.data.standard_input import kept

OLD = time.time() - 3600


@pytest.fixture
def made() -> list[DataConfig]:
    return []


@pytest.fixture
def values(made: list[DataConfig]) -> Remembered[str]:
    def make(config: DataConfig) -> str:
        made.append(config)
        return Path(config.data or "").read_text()

    return Remembered(make)


@pytest.mark.parametrize("age", [0, 3600])
def test_standardization_and_seeds_do_not_read_it_again(tmp_path, values, made, age):
    path = tmp_path / "a.csv"
    path.write_text("1,2\n")
    os.utime(path, (time.time() - age,) * 2)
    config = DataConfig(data=path)
    for changes in ({}, {"standardize": Standardize.SCALE}, {"seed": 3}, {"data_seed": 4}):
        assert values.of(config.model_copy(update=changes)) == "1,2\n"
    assert len(made) == 1
    values.of(config.model_copy(update={"x_column": "b"}))
    assert len(made) == 2


@pytest.mark.parametrize("age", [0, 3600])
def test_a_changed_file_is_read_again(tmp_path, values, age):
    path = tmp_path / "a.csv"
    config = DataConfig(data=path)
    now = time.time()
    for place, content in enumerate(("1,2\n", "3,4\n")):
        path.write_text(content)
        # Just now, both times are one, as on a file system that counts in seconds.
        os.utime(path, (now - age + (place if age else 0),) * 2)
        assert values.of(config) == content
    path.write_text("longer\n")
    os.utime(path, (OLD, OLD))
    assert values.of(config) == "longer\n"
    path.unlink()
    with pytest.raises(FileNotFoundError):
        values.of(config)


def test_what_came_from_standard_input_does_not_change(values, made):
    with kept(io.BytesIO(b"1,2\n")) as path:
        assert values.of(DataConfig(data=path)) == values.of(DataConfig(data=path)) == "1,2\n"
        path.write_text("3,4\n")
        os.utime(path, (OLD, OLD))
        assert values.of(DataConfig(data=path)) == "3,4\n"
    assert len(made) == 2


def test_a_pipe_is_not_waited_for(tmp_path):
    path = tmp_path / "a.csv"
    os.mkfifo(path)
    # It is for the reader of the file to refuse it; nothing is read for a digest.
    assert Remembered(lambda _: "made").of(DataConfig(data=path)) == "made"
