"""Results as files: CSV, JSON Lines, Markdown."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest

from engine.errors import DescentError
from tui.text.files import check_results_path, write_records

RECORDS = [{"name": "größer | kleiner", "loss": 0.1}, {"name": "b", "loss": math.inf}]


def test_csv_and_json_lines_give_every_digit_back(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_records(path, RECORDS, "")
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["name"], float(row["loss"])) for row in rows] == [
        (record["name"], record["loss"]) for record in RECORDS
    ]
    path = tmp_path / "a.JSONL"
    write_records(path, RECORDS, "")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    # JSON has no infinity.
    assert lines == [RECORDS[0], {"name": "b", "loss": None}]


def test_a_markdown_file_holds_the_table(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    write_records(path, RECORDS, "| a |\n")
    assert path.read_text() == "| a |\n"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a.txt", "must end in .csv, .jsonl or .md"),
        ("a", "must end in"),
        ("folder.csv", "is a folder"),
        ("nowhere/a.csv", "does not exist; create it first"),
    ],
)
def test_a_file_that_cannot_be_is_refused_before_anything_is_computed(
    tmp_path: Path, name: str, why: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(DescentError, match=why):
        check_results_path(tmp_path / name)
