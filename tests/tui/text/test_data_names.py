"""The file, its columns and rows in words and as plain data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.config.run import DataConfig
from engine.data.origin import RowsRead
from engine.data.preview import Preview
from tests.tui.views.scenes import preview_of
from tui.text.data_names import (
    axis_names,
    data_fact,
    data_line,
    data_record,
    origin_line,
    origin_record,
)

GENERATED = preview_of([1, 2, 3], [2, 4, 7], "length")
READ = replace(
    GENERATED, source="cars.csv", y_name="mass", rows=RowsRead(3, 3, (), ("separator: blanks",))
)
DROPPED = replace(READ, rows=RowsRead(1200, 3, ("1,197 without mass",)))


def test_one_line_says_what_was_read() -> None:
    assert data_line(READ) == "cars.csv: x length, y mass; read 3 rows; separator: blanks"
    assert data_line(DROPPED) == (
        "cars.csv: x length, y mass; read 3 rows of 1,200: 1,197 without mass"
    )
    assert data_line(GENERATED) == ""


@pytest.mark.parametrize(
    ("samples", "file", "rows"),
    [
        (GENERATED, None, {"read": 3, "used": 3, "dropped": 0}),
        (READ, "cars.csv", {"read": 3, "used": 3, "dropped": 0}),
        (DROPPED, "cars.csv", {"read": 1200, "used": 3, "dropped": 1197}),
    ],
)
def test_records(samples: Preview, file: str | None, rows: dict[str, int]) -> None:
    record = data_record(samples)
    assert (record["file"], record["rows"]) == (file, rows)
    assert record["columns"] == {"x": samples.x_name, "y": samples.y_name}
    assert (record["reading"] is None) == (file is None)


def test_the_x_axis_names_the_file_and_the_dropped_rows() -> None:
    assert axis_names(GENERATED) == ("length",)
    assert axis_names(READ) == ("length · cars.csv", "length")
    assert axis_names(DROPPED) == (
        "length · cars.csv, 3 of 1,200 rows",
        "length, 3 of 1,200 rows",
        "length · cars.csv",
        "length",
    )


def test_the_x_axis_says_how_many_samples_are_drawn() -> None:
    many = replace(READ, samples=5000)
    assert axis_names(many) == (
        "length · cars.csv, 3 of 5,000 samples, chosen at random",
        "length, 3 of 5,000 samples, chosen at random",
        "length, 3 of 5,000 samples",
        "length, 3 samples",
        "length",
    )
    assert axis_names(replace(GENERATED, samples=5000))[0] == (
        "length, 3 of 5,000 samples, chosen at random"
    )


def test_the_status_line_has_columns_and_file() -> None:
    assert data_fact("length", "mass", "cars.csv") == "x length, y mass, cars.csv"
    assert data_fact("x", "y", "cars.csv") == "cars.csv"
    assert data_fact("x", "z", "cars.csv") == "x x, y z, cars.csv"


def test_the_origin_of_results() -> None:
    file = DataConfig(data=Path("/data/cars.csv"), standardize="scale", y_column="2")
    assert origin_record(DataConfig(), GENERATED) == {}
    assert origin_record(DataConfig(standardize="center"), None) == {"standardize": "center"}
    assert origin_line(file, READ) == "cars.csv: x length, y mass; standardize scale"
    # Before the file is read, only what was asked for is known.
    assert origin_record(file, None) == {
        "file": "cars.csv",
        "x_column": None,
        "y_column": "2",
        "standardize": "scale",
    }
    assert origin_line(file, None) == "cars.csv: y 2; standardize scale"
