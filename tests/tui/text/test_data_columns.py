"""The columns of a file, one line each."""

from __future__ import annotations

import json

import pytest

from engine.data.table import Table
from tests.engine.data.tables import dates, numbers, spoilt, table, words
from tui.text.data_columns import Taken, column_records, columns_text
from tui.text.width import text_width

MIXED = table(
    numbers("id", 1, 2, 3),
    numbers("length", 10, None, 1_700_000_001),
    words("maker", missing=1),
    dates("sold", "2024-02-28", "2024-03-01", None),
    numbers("k", 5, 5, 5),
    numbers("", 0.25, -1e-30, 7),
)


def lines_of(read: Table, taken: Taken, width: int = 80, most: int | None = None) -> list[str]:
    return columns_text(read, taken, width, most).splitlines()


def test_each_column_has_its_type_missing_values_and_range() -> None:
    rows = [line.split() for line in lines_of(MIXED, Taken(1, 5))]
    assert rows == [
        ["#", "column", "type", "missing", "least", "most"],
        ["1", "id", "number", "0", "1", "3", "numbers", "the", "rows"],
        ["x", "2", "length", "number", "1", "10", "1700000001"],
        ["3", "maker", "text", "1"],
        ["4", "sold", "date", "1", "2024-02-28", "2024-03-01"],
        ["5", "k", "number", "0", "5", "5", "constant"],
        ["y", "6", "column", "6", "number", "0", "-1e-30", "7"],
    ]


def test_a_column_without_any_value_has_no_range() -> None:
    empty = numbers("e", None, None)
    assert lines_of(table(empty, rows=2), Taken())[1].split() == ["1", "e", "number", "2"]


def many(count: int) -> Table:
    return table(*[numbers(f"c{k}", k, k + 1) for k in range(count)])


def test_of_many_columns_the_first_and_the_taken_ones_are_shown() -> None:
    lines = lines_of(many(5000), Taken(17, 4321), most=20)
    shown = [int(line.split()[1 if line[0] in "xy" else 0]) for line in lines[1:-1]]
    assert shown == [*range(1, 20), 4322]
    assert lines[-1] == "… 4,980 more columns"
    assert len(lines_of(many(5000), Taken(0, 1))) == 5001
    assert len(lines_of(many(20), Taken(0, 1), most=20)) == 21


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_are_no_wider_than_the_terminal(width: int) -> None:
    wide = table(
        numbers("長い名前" * 50, -1.23456789e-300, 1.23456789e300),
        numbers("x" * 5000, 1, 2),
        spoilt("שלום\u202e", 1, None, row=1, reason="contains '日本'; " + "long " * 500),
        numbers("a\x1b[31m", 1, 2),
    )
    lines = lines_of(wide, Taken(0, 1), max(width, 80))
    assert all(text_width(line) <= max(width, 80) for line in lines)
    assert all(line.isprintable() for line in lines)


def test_records_are_plain_json() -> None:
    records = column_records(MIXED, Taken(1, 5))
    assert json.loads(json.dumps(records, allow_nan=False)) == records
    assert records[1] == {
        "number": 2,
        "name": "length",
        "type": "number",
        "missing": 1,
        "least": 10.0,
        "most": 1_700_000_001.0,
        "unit": None,
        "fault": None,
        "taken_as": "x",
    }
    assert (records[3]["least"], records[3]["most"]) == ("2024-02-28", "2024-03-01")
    assert records[5]["name"] is None
    wrong = spoilt("y", 1, None, row=1, reason="contains 'abc'; must be a number")
    said = "line 3 contains 'abc'; must be a number"
    assert column_records(table(wrong), Taken())[0]["fault"] == said
    assert said in columns_text(table(wrong), Taken(), 120)
