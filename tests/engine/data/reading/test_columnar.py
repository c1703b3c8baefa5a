"""Parquet and Arrow files hold the same tables as text files."""

from __future__ import annotations

import os
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest

from engine.config.run import DataConfig
from engine.data.complete_rows import Pairs
from engine.data.file_samples import read_pairs
from engine.data.reading.reader import read_table
from engine.data.table import Kind
from engine.errors import DataError
from tests.engine.data.reading.folder import columns, written

COLUMNS = {
    "whole": pa.array([1, None, 3, 4], pa.int16()),
    "broken": pa.array([0.1, 0.2, np.nan, 0.4]),
    "decimal": pa.array([Decimal("1.25"), None, Decimal("3.50"), Decimal("-2.00")]),
    "word": pa.array(["a", "b", None, "c"]),
    "flag": pa.array([True, False, True, None]),
    "comma": pa.array(["1,5", "n/a", "3,25", "4"]),
    "category": pa.array(["7", "8", "7", None]).dictionary_encode(),
    "day": pa.array([date(2024, 1, 1), None, date(2024, 1, 3), date(2024, 1, 4)]),
    "text day": pa.array(["31.01.2024", "01.02.2024", "", "03.02.2024"]),
    "at": pa.array(np.array(["2024-01-01T06", "NaT", "2024-01-02T12", "2024-01-03"], "M8[ns]")),
    "clock": pa.array([time(1), time(2), None, time(3)]),
    "took": pa.array([timedelta(seconds=1.5), None, timedelta(0), timedelta(days=1)]),
    "nothing": pa.nulls(4),
    "list": pa.array([[1], [2], None, []]),
}
NEW_YEAR = 19723.0
"""2024-01-01 in days since 1970."""
NAN = float("nan")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.parquet"


def pairs(path: Path, **options: object) -> Pairs:
    return read_pairs(DataConfig.model_validate({"data": path, **options}))


def refusal(path: Path, **options: object) -> str:
    with pytest.raises(DataError) as caught:
        pairs(path, **options)
    return str(caught.value).replace(f"{path.parent}{os.sep}", "")


@pytest.mark.parametrize("write", [pyarrow.parquet.write_table, pyarrow.feather.write_feather])
def test_columns_of_every_type(path, write):
    write(pa.table(COLUMNS), path)
    table = read_table(path)
    expected = {
        "whole": [1, NAN, 3, 4],
        "broken": [0.1, 0.2, NAN, 0.4],
        "decimal": [1.25, NAN, 3.5, -2],
        "word": None,
        "flag": None,
        "comma": [1.5, NAN, 3.25, 4],
        "category": [7, 8, 7, NAN],
        "day": [NEW_YEAR, NAN, NEW_YEAR + 2, NEW_YEAR + 3],
        "text day": [NEW_YEAR + 30, NEW_YEAR + 31, NAN, NEW_YEAR + 33],
        "at": [NEW_YEAR + 0.25, NAN, NEW_YEAR + 1.5, NEW_YEAR + 2],
        "clock": [3600, 7200, NAN, 10_800],
        "took": [1.5, NAN, 0, 86_400],
        "nothing": None,
        "list": None,
    }
    found = written(table)
    assert list(found) == list(expected)
    for name, values in expected.items():
        if values is None:
            assert found[name] is None, name
        else:
            np.testing.assert_array_equal(found[name], values, name)
    dates = {column.name for column in table.columns if column.kind is Kind.DATE}
    assert dates == {"day", "text day", "at"}
    missing = {column.name: column.missing for column in table.columns}
    assert missing == dict.fromkeys(expected, 1) | {"nothing": 4}


def test_the_columns_taken_are_those_of_the_same_csv_file(path, tmp_path):
    frame = pd.DataFrame(
        {"y": [1.5, 2.5, None, 4], "id": [7, 8, 9, 10], "x": [3, 1, 2, 0.5]}, index=[5, 3, 9, 1]
    )
    frame.to_parquet(path)
    frame.to_csv(tmp_path / "a.csv")
    ours, text = pairs(path), pairs(tmp_path / "a.csv")
    assert columns(ours) == columns(text)
    assert ours.line.replace("a.parquet", "a.csv") == text.line


def test_a_named_index_comes_first(path):
    pd.DataFrame({"y": [3, 5, 6], "x": [1, 2, 4]}).set_index("x").to_parquet(path)
    assert columns(pairs(path)) == ([1, 2, 4], [3, 5, 6])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"x": ["1,5", "2,5"], "y": ["$3", "$4"]}, ["decimal comma", "y: $ removed"]),
        (
            {"x": ["1.234", "2.345"], "y": ["3", "4"]},
            ["decimal point (--thousands point if 1.234 is 1234)"],
        ),
        ({"x": ["1,234.5", "2"], "y": ["3", "4"]}, ["thousands separator: comma"]),
        ({"x": ["8:30", "9:00"], "y": ["3", "4"]}, ["x: h:mm read as seconds"]),
        ({"x": [time(8), time(9)], "y": [3, 4]}, ["x: times of day read as seconds"]),
        ({"x": ["1.5", "2"], "y": [3, 4]}, []),
    ],
)
def test_what_is_guessed_of_numbers_in_text_is_said_as_for_csv(path, tmp_path, fields, said):
    frame = pd.DataFrame(fields)
    frame.to_parquet(path)
    assert list(pairs(path).rows.guesses) == said
    if isinstance(fields["x"][0], str):
        frame.to_csv(tmp_path / "a.csv", sep="\t", index=False)
        assert list(pairs(tmp_path / "a.csv").rows.guesses) == ["separator: tabs", *said]


def test_whole_numbers_and_float32_keep_their_values(path):
    single = np.array([0.1, 1e30], np.float32)
    pyarrow.parquet.write_table(pa.table({"a": [2**53, 3], "b": single}), path)
    assert columns(pairs(path)) == ([2.0**53, 3.0], single.astype(np.float64).tolist())


def test_refusals(path):
    pyarrow.parquet.write_table(pa.table({"x": [1.0, np.inf, 3], "y": [1, 2, 3]}), path)
    content = path.read_bytes()
    assert refusal(path) == (
        "a.parquet, row 2: column 'x' is infinite or beyond 1.8e308; must be a finite number"
    )
    assert refusal(path, skip=1) == "a.parquet: is a Parquet file; --skip does not apply to it"
    assert refusal(path, sheet="1") == "a.parquet: is a Parquet file; --sheet does not apply to it"
    path.write_bytes(content[: len(content) // 2])
    assert refusal(path) == "a.parquet: the Parquet file is damaged or incomplete"
    path.write_bytes(b"ARROW1\0\0" + b"\xff" * 100)
    assert refusal(path) == "a.parquet: the Arrow file is damaged or incomplete"
    pyarrow.parquet.write_table(pa.table({"x": [1.0], "y": [2.0]}), path)
    assert refusal(path) == "a.parquet: only one row of data; at least two are required"
    pyarrow.parquet.write_table(pa.table({}), path)
    assert refusal(path) == "a.parquet: no row of data; at least two are required"
